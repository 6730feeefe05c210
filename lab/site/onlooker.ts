import type { Host } from './host.ts'

/** Somebody on the machine who looks at what runs there, as anybody may at `ps`, and root at environments. */
export interface Onlooker {
  /** All command lines and environments that were seen; looking is over. */
  seen(): Promise<string>
}

let count = 0

/** Looks every few milliseconds: some programs run no longer. */
export async function onlooker(host: Host): Promise<Onlooker> {
  const look = 'while :; do cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null; done'
  const watch = await host.spawn(['sh', '-c', look], { name: `onlooker-${++count}` })
  return {
    async seen() {
      await watch.stop()
      return watch.log()
    },
  }
}
