import { watch } from './watch.ts'

/** `keyturn-agent watch`. @param program how this agent is started again. @returns the exit code. */
export async function watchHere(
  program: readonly [string, ...string[]],
  args: readonly string[],
): Promise<number> {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort())
  const say = (line: string) => void process.stderr.write(`keyturn-agent: ${line}\n`)
  await watch({ checkIn: [...program, 'check-in', ...args], signal: stop.signal, say })
  return 0
}
