import { join } from 'node:path'
import { until } from '../domain/wait.ts'
import { must } from '../site/command.ts'
import type { Host } from '../site/host.ts'
import type { Segment } from '../topology.ts'

/** The box in a hotel that a guest's computer meets before anything else. It stands at the host's own door. */
export interface CaptivePortal {
  /** For nft(8): leads everything on these segments to the portal, or nowhere. */
  rules(segments: readonly Segment[]): string
  stop(): Promise<void>
}

/** What it says every name has: nobody else has it on that segment, and a host without a gateway finds a way there. */
const addresses: Readonly<Record<Segment, string>> = { office: '10.20.0.254', internet: '198.51.100.254' }
const ports = { dns: 8053, http: 8080, https: 8443 }
const program = join(import.meta.dirname, 'captive-portal-program.ts')

export async function startCaptivePortal(host: Host, segment: Segment): Promise<CaptivePortal> {
  const [key, certificate] = await makeCertificate(host)
  const alone = ['--keep-in-foreground', '--conf-file=/dev/null', '--user=root', '--pid-file']
  const listens = [
    `--port=${ports.dns}`,
    '--listen-address=127.0.0.1',
    '--bind-interfaces',
    '--no-resolv',
    '--no-hosts',
  ]
  const dns = await host.spawn(['dnsmasq', ...alone, ...listens, `--address=/#/${addresses[segment]}`], {
    name: 'portal-dns',
  })
  const argv = [process.execPath, program, key, certificate, String(ports.http), String(ports.https)]
  const web = await host.spawn(argv, { name: 'portal-web' })
  await until('the captive portal listens', 10_000, async () => {
    if (!web.running || !dns.running) throw new Error(`it ended: ${await web.log()} ${await dns.log()}`)
    const listening = await host.must(['ss', '-Hltn', `sport = :${ports.https} or sport = :${ports.dns}`])
    return listening.trim().split('\n').length === 2 || 'not yet'
  })
  return {
    rules: (segments) => segments.map(led).join('\n'),
    async stop() {
      await Promise.all([web.stop(), dns.stop()])
    },
  }
}

/** Of nobody whom the lab trusts, and for another name. */
async function makeCertificate(host: Host): Promise<readonly [string, string]> {
  const [key, certificate] = ['key', 'pem'].map((ending) => join(host.dataFolder, `hotel.${ending}`)) as [
    string,
    string,
  ]
  const request = ['openssl', 'req', '-x509', '-noenc', '-days', '30', '-subj', '/CN=portal.hotel.example']
  await must([
    ...request,
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-keyout',
    key,
    '-out',
    certificate,
  ])
  return [key, certificate]
}

const led = (segment: Segment) => `table ip captive_${segment} {
  chain door {
    type nat hook output priority -100;
    oifname ${segment} meta l4proto { tcp, udp } th dport 53 redirect to :${ports.dns}
    oifname ${segment} tcp dport 80 redirect to :${ports.http}
    oifname ${segment} tcp dport 443 redirect to :${ports.https}
  }
  chain out {
    type filter hook output priority 0;
    oifname ${segment} ip daddr != 127.0.0.0/8 drop
  }
}`
