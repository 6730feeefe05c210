import { spawn, type SpawnOptions } from 'node:child_process'

export interface CommandOptions {
  /** Written to standard input, which is then closed. The way in for secrets. */
  readonly input?: string
  /**
   * After this the command is killed and `code` is 124, as with timeout(1). Default 300 s: a busy machine takes a
   * minute for what an idle one does in four seconds.
   */
  readonly timeoutMs?: number
  readonly env?: Readonly<Record<string, string>>
}

export interface Ran {
  /** Exit status; 124 after a time-out, 128 + n after signal n. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Where Node keeps what it compiled, if it is to: a test run starts the same programs some hundred times. */
const { NODE_COMPILE_CACHE } = process.env

/** What every process of the lab starts with: nothing else of the person's own environment leaks in. */
export const plainEnvironment: Readonly<Record<string, string>> = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  LANG: 'C.UTF-8',
  ...(NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }),
}

const timedOut = 124

/** Runs to the end. A status other than 0 is an answer; only a command that can't be started throws. */
export function run(argv: readonly string[], options: CommandOptions = {}): Promise<Ran> {
  const { promise, resolve, reject } = Promise.withResolvers<Ran>()
  const child = start(argv, { env: { ...plainEnvironment, ...options.env }, stdio: 'pipe' })
  const output = { stdout: '', stderr: '' }
  let late = false
  const timer = setTimeout(() => {
    late = true
    child.kill('SIGKILL')
  }, options.timeoutMs ?? 300_000)
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  // A command that ends without reading its input is not an error.
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(options.input ?? '')
  child.once('error', reject)
  child.once('close', (code, signal) => {
    clearTimeout(timer)
    resolve({ code: late ? timedOut : (code ?? (signal === null ? 1 : 137)), ...output })
  })
  return promise
}

/** Runs what has to succeed, and gives its standard output. */
export async function must(argv: readonly string[], options: CommandOptions = {}): Promise<string> {
  return succeeded(argv, await run(argv, options))
}

export function succeeded(argv: readonly string[], { code, stdout, stderr }: Ran): string {
  if (code === 0) return stdout
  const said = (stderr.trim() || stdout.trim()).split('\n').slice(-8).join('\n')
  throw new Error(`${argv.slice(0, 4).join(' ')} ended with ${code}: ${said}`)
}

/** As `child_process.spawn`, dying with this process even if that is killed by SIGKILL. */
export function start(argv: readonly string[], options: SpawnOptions) {
  return spawn('setpriv', ['--pdeathsig', 'KILL', '--', ...argv], options)
}
