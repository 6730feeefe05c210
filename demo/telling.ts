import { setTimeout as sleep } from 'node:timers/promises'

/** Tells a story on a terminal: chapters, what happens on which host, what was seen. Something moves in every wait. */
export interface Telling {
  chapter(title: string): void
  /** A sentence of the story. */
  say(text: string): void
  /** Does something that takes a while, with the seconds ticking; `now` says what it is at. */
  during<T>(where: string, what: string, work: () => Promise<T>, now?: () => string): Promise<T>
  /** What was seen, and whether it is what the story promised. The first that is not ends the story. */
  seen(where: string, what: string, isTrue: boolean): void
}

/** The story is not true on this machine; the message is the first sentence of it that is not. */
export class NotTrue extends Error {
  override readonly name = 'NotTrue'
}

const width = 9

export function tellOn(output: NodeJS.WriteStream): Telling {
  const began = performance.now()
  const colour = (code: number, text: string) => (output.isTTY ? `\u001B[${code}m${text}\u001B[0m` : text)
  const line = (text: string) => output.write(`${text}\n`)
  const at = (where: string) => colour(36, where.padEnd(width))

  return {
    chapter(title) {
      const seconds = ((performance.now() - began) / 1000).toFixed(0)
      line(`\n${colour(1, title)} ${colour(2, `(${seconds} s)`)}`)
    },
    say: (text) => line(`  ${text}`),
    async during(where, what, work, now) {
      const started = performance.now()
      const clock = () => `${((performance.now() - started) / 1000).toFixed(1)} s`
      await using _ticking = tick(output, () => `  ${at(where)} ${now?.() ?? what} … ${clock()}`)
      const result = await work()
      clear(output)
      line(`  ${at(where)} ${what} ${colour(2, clock())}`)
      return result
    },
    seen(where, what, isTrue) {
      line(`  ${at(where)} ${isTrue ? colour(32, '✔') : colour(31, '✘')} ${what}`)
      if (!isTrue) throw new NotTrue(`on ${where}, not true: ${what}`)
    },
  }
}

/** On a terminal the line is written again and again; elsewhere a dot every few seconds would only be noise. */
function tick(output: NodeJS.WriteStream, text: () => string): AsyncDisposable {
  const stop = new AbortController()
  const ticking = output.isTTY ? repeat(output, text, stop.signal) : Promise.resolve()
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await ticking
    },
  }
}

async function repeat(output: NodeJS.WriteStream, text: () => string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    clear(output)
    output.write(text())
    await sleep(100, undefined, { signal }).catch(() => undefined)
  }
}

function clear(output: NodeJS.WriteStream) {
  if (output.isTTY) output.write('\r\u001B[2K')
}
