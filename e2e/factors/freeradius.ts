import { setTimeout as sleep } from 'node:timers/promises'
import { freeRadiusFolder, type Child, type Host, type RadiusPeople } from '@keyturn/lab'

/** Debian's FreeRADIUS on a machine of the lab, port 1812, for the office. */
export async function startFreeRadius(
  host: Host,
  folder: string,
  secrets: { readonly sharedSecret: string; readonly people: RadiusPeople },
): Promise<Child> {
  const listen = { address: '*', port: 1812 }
  const argv = await freeRadiusFolder(folder, { listen, clients: '10.20.0.0/24', ...secrets })
  const child = await host.spawn(argv, { name: 'freeradius', asUser: 'nobody' })
  for (let waited = 0; !(await child.log()).includes('Ready to process requests'); waited += 50) {
    if (!child.running || waited > 90_000) throw new Error(`no FreeRADIUS: ${await child.log()}`)
    await sleep(50)
  }
  return child
}
