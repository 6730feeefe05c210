import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pause } from '../../system/pause.ts'
import type { Credential, Tunnel, Vpn } from '../vpn.ts'
import { closeRemembered, forget, remember } from './left-over.ts'
import { awaitManagement, type Management } from './management.ts'

export interface OpenVpnOptions {
  /** The client configuration, as the administrator wrote it. Routes and DNS are its business. */
  readonly config: string
  readonly openSeconds: number
  readonly mostSeconds: number
  /** For the management socket and the note of what runs; mode 0700. */
  readonly folder: string
}

const endMs = 5_000

/**
 * OpenVPN 2.x. Three things end its process, each for itself: we hang up the management socket (of which OpenVPN makes a
 * SIGTERM, `--management-client`), the kernel's parent-death signal, and `timeout`. So a killed agent leaves no tunnel.
 *
 * A password goes through the management socket, a certificate and its key through standard input: neither is on disk.
 */
export function createOpenVpn(options: OpenVpnOptions): Vpn {
  const note = noteIn(options.folder)
  return {
    closeLeftOver: () => closeOpenVpn(options.folder),
    async open(signal, credential) {
      await mkdir(options.folder, { recursive: true, mode: 0o700 })
      await closeRemembered(note)
      const socket = join(options.folder, 'management')
      await using starting = new AsyncDisposableStack()
      const management = starting.use(await awaitManagement(socket))
      const process = start(options, socket, credential)
      starting.defer(() => end(process, management))
      await remember(note, process.pid ?? 0)
      starting.defer(() => forget(note))
      const exited = new AbortController()
      process.once('exit', () => exited.abort())
      const enough = AbortSignal.timeout(options.openSeconds * 1000)
      const within = AbortSignal.any([signal, enough, exited.signal])
      const isUp = await management.connected(
        within,
        credential?.kind === 'password' ? credential : undefined,
      )
      if (!isUp) return undefined
      return tunnel(exited.signal, starting.move())
    },
  }
}

/** What a killed agent could not take along. */
export function closeOpenVpn(folder: string): Promise<void> {
  return closeRemembered(noteIn(folder))
}

const noteIn = (folder: string) => join(folder, 'openvpn.json')

function tunnel(lost: AbortSignal, opened: AsyncDisposableStack): Tunnel {
  return { lost, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

function start(
  { config, mostSeconds }: OpenVpnOptions,
  socket: string,
  credential: Credential | undefined,
): ChildProcess {
  const withParent = ['setpriv', '--pdeathsig', 'TERM', '--']
  // In the foreground it ends OpenVPN alone: a script of it that is cut off leaves the computer without name servers.
  const limited = ['timeout', '--foreground', '--kill-after=5', String(mostSeconds)]
  const openvpn = ['openvpn', '--config', config, '--management', socket, 'unix', '--management-client']
  // Held until we listen. Instead of starting over by itself when the other side is gone, it ends.
  const ours = ['--management-hold', '--remap-usr1', 'SIGTERM', '--auth-nocache', '--verb', '1']
  const asks = credential?.kind === 'password' ? ['--auth-user-pass', '--management-query-passwords'] : []
  // Inline, after the administrator's own: the later one counts.
  const inline = credential?.kind === 'certificate' ? ['--config', 'stdin'] : []
  const all = [...withParent, ...limited, ...withParent, ...openvpn, ...inline, ...ours, ...asks]
  const [command = '', ...args] = all
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }
  // A process group of its own, which is ended as a whole when nothing else helps.
  const child = spawn(command, args, { stdio: ['pipe', 'ignore', 'ignore'], env, detached: true })
  child.stdin?.on('error', () => {})
  child.stdin?.end(credential?.kind === 'certificate' ? inlined(credential) : undefined)
  return child
}

function inlined({ certificate, key }: Extract<Credential, { kind: 'certificate' }>): string {
  return `<cert>\n${certificate.trim()}\n</cert>\n<key>\n${key.trim()}\n</key>\n`
}

/** Asks it to end, so that routes and DNS are put back; then makes it. */
async function end(process: ChildProcess, management: Management): Promise<void> {
  const isRunning = () => process.exitCode === null && process.signalCode === null
  if (!isRunning()) return
  const over = new AbortController()
  const exited = once(process, 'exit').then(() => over.abort())
  management.end()
  await pause(endMs, over.signal)
  if (isRunning()) process.kill('SIGTERM')
  await pause(endMs, over.signal)
  // Its group: by now it holds whatever is left.
  if (isRunning() && process.pid !== undefined) globalThis.process.kill(-process.pid, 'SIGKILL')
  await exited
}
