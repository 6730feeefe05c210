import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createHost, type Host } from './host.ts'
import { childrenOf, identify, isAlive } from './process.ts'

const script = join(import.meta.dirname, 'logind.sh')
const patienceMs = 60_000

/**
 * The same host (its network, its /etc, its data and the daemons that run there), seen as a computer with systemd as its
 * process 1 and a logind at work. What is started there runs in a namespace for processes of its own.
 *
 * @param keep folders of the host's /run in which its daemons are asked.
 */
export async function startLogind(host: Host, keep: readonly string[]): Promise<Host & AsyncDisposable> {
  const argv = ['unshare', '--mount', '--propagation', 'slave', script, host.netns, ...keep]
  const outer = await host.spawn(argv, { name: 'logind' })
  const end = performance.now() + patienceMs
  async function patiently<T>(look: () => Promise<T | undefined>): Promise<T> {
    for (;;) {
      const found = await look()
      if (found !== undefined) return found
      if (!outer.running || performance.now() > end)
        throw new Error(`systemd did not start on ${host.name}: ${await outer.log()}`)
      await sleep(50)
    }
  }
  const init = await patiently(async () => {
    const pid = await systemdBelow(outer.pid)
    return pid === undefined ? undefined : identify(pid)
  })
  const { name, netns, dataFolder } = host
  const inside = createHost({ name, netns, init, folder: join(dataFolder, '..') })
  await patiently(async () =>
    (await inside.run(['loginctl', 'list-sessions'])).code === 0 ? inside : undefined,
  )
  return {
    ...inside,
    async [Symbol.asyncDispose]() {
      if (isAlive(init)) process.kill(init.pid, 'SIGKILL')
      await outer.exited
    },
  }
}

async function systemdBelow(pid: number): Promise<number | undefined> {
  for (const child of childrenOf(pid)) {
    const [program] = (await readFile(`/proc/${child}/cmdline`, 'utf8').catch(() => '')).split('\0')
    if (program === '/lib/systemd/systemd') return child
  }
  return undefined
}
