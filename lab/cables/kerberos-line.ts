import { join } from 'node:path'
import { until } from '../domain/wait.ts'
import { sssdRelayPort } from '../domain/sssd.ts'
import type { Host } from '../site/host.ts'

const relay = join(import.meta.dirname, '../relay.ts')
const kerberos = '88'

/**
 * Carries Kerberos from the relay port of a workstation to a DC by a way that is none: stands in for whoever carries it
 * over HTTPS, where that is not what is tried.
 */
export async function layKerberosLine(from: Host, dc: Host): Promise<AsyncDisposable> {
  const socket = join(dc.dataFolder, `kerberos-of-${from.name}`)
  const there = await dc.spawn([process.execPath, relay, socket, kerberos], { name: 'kerberos-line' })
  const here = await from.spawn([process.execPath, relay, String(sssdRelayPort), socket], {
    name: 'kerberos-line',
  })
  await until(`Kerberos of ${from.name} is relayed`, 10_000, async () => {
    for (const end of [there, here]) if (!end.running) throw new Error(`the relay ended: ${await end.log()}`)
    const listening = await from.must(['ss', '-Hltn', `sport = :${sssdRelayPort}`])
    return listening !== '' || 'not yet'
  })
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all([here.stop(), there.stop()])
    },
  }
}
