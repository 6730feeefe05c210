import { closeSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { plainEnvironment, start } from './command.ts'
import { childrenOf } from './process.ts'

export interface ChildOptions {
  /** Standard output and error are appended to it. */
  readonly logFile: string
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
}

/** A process that stays: a daemon, a server under test. */
export interface Child {
  /** The command itself as seen from outside the host, for signals and /proc. */
  readonly pid: number
  readonly logFile: string
  /** Exit status, or null if a signal ended it. */
  readonly exited: Promise<number | null>
  readonly running: boolean
  /** What it has said so far. */
  log(): Promise<string>
  signal(name: NodeJS.Signals): void
  /** SIGTERM (or the signal given), SIGKILL after five seconds; resolves when it is gone. */
  stop(name?: NodeJS.Signals): Promise<void>
}

const patienceMs = 5_000

/** `argv` is an `nsenter --pid` command line: its only child is the command that is meant. */
export async function startChild(argv: readonly string[], options: ChildOptions): Promise<Child> {
  const log = openSync(options.logFile, 'a', 0o600)
  const outer = start(argv, {
    env: { ...plainEnvironment, ...options.env },
    stdio: [options.input === undefined ? 'ignore' : 'pipe', log, log],
  })
  closeSync(log)
  outer.stdin?.on('error', () => undefined)
  outer.stdin?.end(options.input)
  const exited = new Promise<number | null>((resolve, reject) => {
    outer.once('error', reject)
    outer.once('exit', (code) => resolve(code))
  })
  const running = () => outer.exitCode === null && outer.signalCode === null
  const pid = await innerProcess(outer.pid, running)

  function signal(name: NodeJS.Signals) {
    if (running()) kill(pid, name)
    // nsenter stops itself when its child is stopped (util-linux 2.38), and would never tell of its end.
    if (name !== 'SIGSTOP') outer.kill('SIGCONT')
  }

  return {
    pid,
    logFile: options.logFile,
    exited,
    get running() {
      return running()
    },
    log: () => readFile(options.logFile, 'utf8'),
    signal,
    async stop(name = 'SIGTERM') {
      signal(name)
      const timer = setTimeout(() => signal('SIGKILL'), patienceMs)
      await exited
      clearTimeout(timer)
    },
  }
}

async function innerProcess(outer: number | undefined, running: () => boolean): Promise<number> {
  while (outer !== undefined && running()) {
    const [inner] = childrenOf(outer)
    if (inner !== undefined) return inner
    await sleep(2)
  }
  // It ended before it was seen: its log says why, and signals to nobody are harmless.
  return outer ?? 0
}

function kill(pid: number, name: NodeJS.Signals) {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
