import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Check, Step } from './plan.ts'

const environment = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' }
/** Windows has no such thing; there a step outlives a guard that was killed, until the next start. */
const withParent = process.platform === 'win32' ? [] : ['setpriv', '--pdeathsig', 'TERM', '--']
const killMs = 3_000
const outputMs = 500
const mostOutput = 64 << 10

/** The program is not installed, or cannot be run. */
export class Missing extends Error {}

/** @returns whether it ended with 0 in its time. @throws {Missing} */
export async function ran(step: Step): Promise<boolean> {
  const child = start(step, 'ignore')
  return (await end(child, step)) === 0
}

/** @throws {Missing} */
export async function holds({ expects, ...step }: Check): Promise<boolean> {
  const child = start(step, 'pipe')
  let output = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    if (output.length < mostOutput) output += text
  })
  const closed = once(child, 'close')
  const isGood = (await end(child, step)) === 0
  // Whatever it started in the background may hold its output open for ever.
  await Promise.race([closed, once(AbortSignal.timeout(outputMs), 'abort')])
  child.stdout?.destroy()
  return isGood && (expects === undefined || new RegExp(expects, 'm').test(output))
}

/** What stays (a tunnel) keeps the standard output of the step that started it: none is better than a broken one. */
function start({ argv, input }: Step, stdout: 'ignore' | 'pipe'): ChildProcess {
  const [program = '', ...rest] = [...withParent, ...argv]
  const child = spawn(program, rest, { env: environment, stdio: ['pipe', stdout, 'ignore'] })
  child.stdin?.on('error', () => {})
  child.stdin?.end(input)
  return child
}

async function end(child: ChildProcess, { argv, seconds }: Step): Promise<number | null> {
  const late = setTimeout(() => child.kill('SIGTERM'), seconds * 1000)
  const tooLate = setTimeout(() => child.kill('SIGKILL'), seconds * 1000 + killMs)
  try {
    const [code] = (await once(child, 'exit')) as [number | null]
    // setpriv's own status for a program that is not there (127) or not executable (126).
    if (code === 127 || code === 126) throw new Missing(argv[0])
    return code
  } catch (error) {
    // `once` rejects with what spawn could not do.
    throw error instanceof Missing ? error : new Missing(argv[0], { cause: error })
  } finally {
    clearTimeout(late)
    clearTimeout(tooLate)
  }
}
