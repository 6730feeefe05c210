import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { replaceFile } from '../../state/files.ts'
import type { Credential, Tunnel, Vpn } from '../vpn.ts'
import { closeRemembered, remember } from './note.ts'
import type { Plan } from './plan.ts'

/** Where a certificate and its key lie while a tunnel is open. */
export interface CertificateFiles {
  readonly certificate: string
  readonly key: string
}

const program = join(import.meta.dirname, 'program.ts')

/**
 * A VPN whose programs neither stay with us nor die with us: a guard of our own does, `program.ts`. It closes when we
 * say so, when we are killed and when the time is over; the next start closes what a guard left that was killed too.
 */
export function createGuardedVpn(
  folder: string,
  planFor: (credential: Credential | undefined, files: CertificateFiles) => Plan | Promise<Plan>,
): Vpn {
  const note = noteIn(folder)
  const files = filesIn(folder)
  return {
    closeLeftOver: () => closeGuarded(folder),
    async open(signal, credential) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await closeGuarded(folder)
      await using starting = new AsyncDisposableStack()
      starting.defer(() => removeFiles(folder))
      if (credential?.kind === 'certificate') {
        await replaceFile(files.certificate, credential.certificate)
        await replaceFile(files.key, credential.key)
      }
      const plan = await planFor(credential, files)
      const guard = starting.use(await startGuard(plan, note))
      return (await guard.isOpen(signal)) ? tunnel(guard.lost, starting.move()) : undefined
    },
  }
}

/** What a guard and its agent left that were both killed. */
export async function closeGuarded(folder: string): Promise<void> {
  await closeRemembered(noteIn(folder))
  await removeFiles(folder)
}

const noteIn = (folder: string) => join(folder, 'guard.json')

function filesIn(folder: string): CertificateFiles {
  return { certificate: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') }
}

async function removeFiles(folder: string): Promise<void> {
  for (const file of Object.values(filesIn(folder))) await rm(file, { force: true })
}

function tunnel(lost: AbortSignal, opened: AsyncDisposableStack): Tunnel {
  return { lost, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

interface Guard extends AsyncDisposable {
  /** false: it did not open, or `signal` fired. */
  isOpen(signal: AbortSignal): Promise<boolean>
  readonly lost: AbortSignal
}

async function startGuard(plan: Plan, note: string): Promise<Guard> {
  // Its own session: what is sent to the agent's process group does not reach it.
  const child = spawn(process.execPath, [program], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
    env: {},
  })
  const ended = once(child, 'exit')
  await once(child, 'spawn')
  child.stdin?.on('error', () => {})
  const lost = new AbortController()
  const heard = listen(child, lost)
  await remember(note, child.pid ?? 0, plan.close)
  child.stdin?.write(`${JSON.stringify({ plan, note })}\n`)
  return {
    lost: lost.signal,
    async isOpen(signal) {
      const aborted = Promise.withResolvers<string>()
      const give = () => aborted.resolve('aborted')
      signal.addEventListener('abort', give)
      if (signal.aborted) give()
      const first = await Promise.race([heard, aborted.promise])
      signal.removeEventListener('abort', give)
      if (first.startsWith('missing ')) throw new Error(`${first.slice('missing '.length)} is not installed`)
      return first === 'open'
    },
    async [Symbol.asyncDispose]() {
      child.stdin?.end()
      await ended
    },
  }
}

/** The first line that it says, or that it ended without one. */
function listen(child: ChildProcess, lost: AbortController): Promise<string> {
  const first = Promise.withResolvers<string>()
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      first.resolve(line)
      if (line === 'lost') lost.abort()
    })
  }
  child.once('exit', () => {
    first.resolve('ended')
    lost.abort()
  })
  return first.promise
}
