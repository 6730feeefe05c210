import { spawn } from 'node:child_process'

export interface Ran {
  /** null: it was killed, by the time-out or the signal. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CommandOptions {
  /** Written to standard input, then overwritten: the one way for a password to reach a program. */
  readonly secretInput?: Buffer
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/** English messages, since some are read, and nothing of ours in its environment. */
const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' }
const most = 4 << 20

/**
 * Runs a program of the system to its end. It dies with the agent. A status other than 0 is an answer.
 *
 * @throws when there is no such program.
 */
export async function run(
  argv: readonly [string, ...string[]],
  { secretInput, timeoutMs = 10_000, signal }: CommandOptions = {},
): Promise<Ran> {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', ...argv], {
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    ...(signal === undefined ? {} : { signal }),
  })
  const output = { stdout: '', stderr: '' }
  for (const from of ['stdout', 'stderr'] as const) {
    child[from].setEncoding('utf8').on('data', (text: string) => {
      if (output[from].length < most) output[from] += text
    })
  }
  // A program that ends without reading closes the pipe.
  child.stdin.on('error', () => {})
  child.stdin.end(secretInput, () => secretInput?.fill(0))

  const { promise, resolve, reject } = Promise.withResolvers<number | null>()
  child.on('error', (error) => (error.name === 'AbortError' ? resolve(null) : reject(error)))
  child.on('close', resolve)
  const code = await promise.finally(() => secretInput?.fill(0))
  // setpriv's own status for a program that is not there.
  if (code === 127) throw new Error(`${argv[0]} is not installed: ${output.stderr.trim()}`)
  return { code, ...output }
}
