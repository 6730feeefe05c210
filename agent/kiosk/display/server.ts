import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { authorityFile, bakeCookie, type Cookie } from './cookie.ts'

export interface XServer extends AsyncDisposable {
  readonly display: number
  readonly cookie: Cookie
  /** Only root can read it: whoever has it sees and types whatever he likes. */
  readonly authority: string
}

const startMs = 30_000

/**
 * An X server that nobody else may use, and that dies with the agent.
 *
 * @param argv the server and what it is told; `-displayfd`, `-auth` and `-nolisten` come along.
 * @param folder that only root can enter.
 * @throws {Error} when it does not start.
 */
export async function startXServer(argv: readonly string[], folder: string): Promise<XServer> {
  const cookie = bakeCookie()
  const authority = join(folder, 'authority')
  await writeFile(authority, authorityFile(cookie), { mode: 0o600 })
  const ours = ['-displayfd', '3', '-auth', authority, '-nolisten', 'tcp']
  const withParent = ['--pdeathsig', 'KILL', '--', ...argv, ...ours]
  const child = spawn('setpriv', withParent, { stdio: ['inherit', 'ignore', 'inherit', 'pipe'] })
  const gone = once(child, 'exit')
  const stop = async () => {
    child.kill('SIGTERM')
    await gone
  }
  const late = setTimeout(() => child.kill('SIGKILL'), startMs)
  // It writes its number and a line feed when it is ready, and closes the pipe.
  const said = await text(child.stdio[3] as Readable)
  clearTimeout(late)
  const display = Number(said.trim())
  if (said.trim() === '' || !Number.isInteger(display)) {
    await stop()
    throw new Error(`${argv[0]} did not start: what it says is in the journal`)
  }
  return { display, cookie, authority, [Symbol.asyncDispose]: stop }
}
