import { watch } from './watch.mjs'

/**
 * `keyturn-agent watch`.
 *
 * @param {readonly [string, ...string[]]} program how this agent is started again.
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code.
 */
export async function watchHere(program, args) {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => stop.abort())
  /** @param {string} line */
  const say = (line) => void process.stderr.write(`keyturn-agent: ${line}\n`)
  await watch({ checkIn: [...program, 'check-in', ...args], signal: stop.signal, say })
  return 0
}
