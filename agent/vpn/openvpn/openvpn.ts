import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { VpnConfig } from '../../config.ts'
import { pause } from '../../system/pause.ts'
import type { Tunnel, Vpn } from '../vpn.ts'
import { closeRemembered, forget, remember } from './left-over.ts'
import { awaitManagement, type Management } from './management.ts'

export interface OpenVpnOptions extends Pick<VpnConfig, 'openSeconds' | 'mostSeconds'> {
  /** The client configuration, as the administrator wrote it. Routes, DNS and credentials are its business. */
  readonly config: string
  /** For the management socket and the note of what runs; mode 0700. */
  readonly folder: string
}

const endMs = 5_000

/**
 * OpenVPN 2.x. Three things end its process, each for itself: we hang up the management socket (of which OpenVPN makes a
 * SIGTERM, `--management-client`), the kernel's parent-death signal, and `timeout`. So a killed agent leaves no tunnel.
 */
export function createOpenVpn(options: OpenVpnOptions): Vpn {
  const note = join(options.folder, 'openvpn.json')
  return {
    closeLeftOver: () => closeRemembered(note),
    async open(signal) {
      await mkdir(options.folder, { recursive: true, mode: 0o700 })
      await closeRemembered(note)
      const socket = join(options.folder, 'management')
      await using starting = new AsyncDisposableStack()
      const management = starting.use(await awaitManagement(socket))
      const process = start(options, socket)
      starting.defer(() => end(process, management))
      await remember(note, process.pid ?? 0)
      starting.defer(() => forget(note))
      const exited = new AbortController()
      process.once('exit', () => exited.abort())
      const enough = AbortSignal.timeout(options.openSeconds * 1000)
      const isUp = await management.connected(AbortSignal.any([signal, enough, exited.signal]))
      if (!isUp) return undefined
      return tunnel(exited.signal, starting.move())
    },
  }
}

function tunnel(lost: AbortSignal, opened: AsyncDisposableStack): Tunnel {
  return { lost, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

function start({ config, mostSeconds }: OpenVpnOptions, socket: string): ChildProcess {
  const withParent = ['setpriv', '--pdeathsig', 'TERM', '--']
  const limited = ['timeout', '--kill-after=5', String(mostSeconds)]
  const openvpn = ['openvpn', '--config', config, '--management', socket, 'unix', '--management-client']
  // Held until we listen. Instead of starting over by itself when the other side is gone, it ends.
  const ours = ['--management-hold', '--remap-usr1', 'SIGTERM', '--auth-nocache', '--verb', '1']
  const [command = '', ...args] = [...withParent, ...limited, ...withParent, ...openvpn, ...ours]
  return spawn(command, args, { stdio: 'ignore', env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } })
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
  // The group of `timeout`: by now it holds whatever is left.
  if (isRunning() && process.pid !== undefined) globalThis.process.kill(-process.pid, 'SIGKILL')
  await exited
}
