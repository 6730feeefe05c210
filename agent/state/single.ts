import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Makes sure that one agent works at a time on this computer: a second one would close the tunnel of the first as left
 * over. It is flock(2) on a file that only root can open; a name in the abstract socket namespace could be taken by
 * anybody first. A child holds it until its standard input ends: when we say so, and also when we die, however.
 *
 * @throws {Error} if another one is at work.
 */
export async function beTheOnlyOne(folder: string): Promise<AsyncDisposable> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'lock')
  await (await open(path, 'a', 0o600)).close()
  const holder = spawn('flock', ['--nonblock', path, 'sh', '-c', 'echo; exec cat'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    // Its own session: an interrupt from the terminal is for us, who still have to clean up.
    detached: true,
  })
  const ended = once(holder, 'exit')
  const isHeld = await Promise.race([once(holder.stdout, 'data').then(() => true), ended.then(() => false)])
  if (!isHeld) throw new Error('another keyturn-agent is at work on this computer: wait for it to end')
  return {
    async [Symbol.asyncDispose]() {
      holder.stdin.end()
      await ended
    },
  }
}
