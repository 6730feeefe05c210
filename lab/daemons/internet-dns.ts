import { until } from '../domain/wait.ts'
import type { Host } from '../site/host.ts'
import { dnsDomain, dnsServer, names } from '../topology.ts'

/** The public DNS: knows what a company shows to the world and denies everything else. */
export async function startInternetDns(host: Host): Promise<void> {
  const records = Object.entries(names.internet).map(
    ([name, address]) => `--host-record=${name}.${dnsDomain},${address}`,
  )
  const alone = [
    '--keep-in-foreground',
    '--conf-file=/dev/null',
    '--user=root',
    '--pid-file=/run/dnsmasq.pid',
  ]
  const denies = ['--no-resolv', '--no-hosts', '--local=/#/']
  const daemon = await host.spawn(['dnsmasq', ...alone, ...denies, ...records])
  await until('the internet has DNS', 5_000, async () => {
    if (!daemon.running) throw new Error(`dnsmasq ended: ${await daemon.log()}`)
    const found = await host.run(['host', '-W', '1', `reset.${dnsDomain}`, dnsServer.internet])
    return found.code === 0 || found.stdout
  })
}
