import { setTimeout as sleep } from 'node:timers/promises'
import type { Host } from '@keyturn/lab'

const stopsFirst = 'kill "$1"; for i in $(seq 300); do kill -0 "$1" || exit 0; sleep 0.1; done'

/** Where the internet's DNS says from now on that a KDC of the domain is (URI records, RFC 7553), besides server and VPN. */
export async function publishProxy(internet: Host, url: string): Promise<void> {
  // Type 256: priority, weight, target.
  const target = Buffer.from(`krb5srv:m:kkdcp:${url}`).toString('hex')
  const record = (name: string) => `--dns-rr=${name}.corp.example,256,000a0001${target}`
  const alone = ['--keep-in-foreground', '--conf-file=/dev/null', '--user=root', '--pid-file=', '--no-resolv']
  const names = ['reset.corp.example,198.51.100.20', 'vpn.corp.example,198.51.100.30']
  const knows = ['--no-hosts', '--local=/#/', ...names.map((name) => `--host-record=${name}`)]
  const pid = (await internet.read('/run/dnsmasq.pid')).trim()
  await internet.run(['sh', '-c', stopsFirst, 'sh', pid])
  const daemon = await internet.spawn([
    'dnsmasq',
    ...alone,
    ...knows,
    record('_kerberos'),
    record('_kpasswd'),
  ])
  for (;;) {
    const asked = ['host', '-W', '1', '-t', 'URI', '_kerberos.corp.example', '198.51.100.1'] as const
    if ((await internet.run(asked)).code === 0) return
    if (!daemon.running) throw new Error(`dnsmasq ended: ${await daemon.log()}`)
    await sleep(100)
  }
}
