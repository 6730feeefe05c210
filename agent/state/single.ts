import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, open, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Longer than a refresh in the background may take. */
const backgroundSeconds = 75

/**
 * Makes sure that one agent works at a time on this computer: a second one would close the tunnel of the first as left
 * over. It is flock(2) on a file that only root can open; a name in the abstract socket namespace could be taken by
 * anybody first. A child holds it until its standard input ends: when we say so, and also when we die, however.
 *
 * One that works in the background is over soon, and is waited for; nobody sits before that one. The background itself
 * waits for nobody.
 *
 * @throws {Error} if another one is at work.
 */
export async function beTheOnlyOne(
  folder: string,
  { inBackground = false, onWait = () => {} }: { inBackground?: boolean; onWait?: () => void } = {},
): Promise<AsyncDisposable> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'lock')
  const mark = `${path}.background`
  await (await open(path, 'a', 0o600)).close()
  const held = await hold(path, 0)
  if (held !== undefined && !inBackground) return held
  if (held !== undefined) {
    await writeFile(mark, '', { mode: 0o600 })
    return {
      async [Symbol.asyncDispose]() {
        await rm(mark, { force: true })
        await held[Symbol.asyncDispose]()
      },
    }
  }
  // A mark of one that was killed costs a wait at most.
  if (!inBackground && existsSync(mark)) {
    onWait()
    const later = await hold(path, backgroundSeconds)
    if (later !== undefined) return later
  }
  throw new Error('another keyturn-agent is at work on this computer: wait for it to end')
}

async function hold(path: string, waitSeconds: number): Promise<AsyncDisposable | undefined> {
  const holder = spawn('flock', ['--timeout', String(waitSeconds), path, 'sh', '-c', 'echo; exec cat'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    // Its own session: an interrupt from the terminal is for us, who still have to clean up.
    detached: true,
  })
  const ended = once(holder, 'exit')
  const isHeld = await Promise.race([once(holder.stdout, 'data').then(() => true), ended.then(() => false)])
  if (!isHeld) return undefined
  return {
    async [Symbol.asyncDispose]() {
      holder.stdin.end()
      await ended
    },
  }
}
