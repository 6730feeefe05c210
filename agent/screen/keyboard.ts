import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import type { Keyboard, Prompt } from './screen.ts'
import { promptsIn, type Language } from './words/index.ts'

export interface KeyboardDeps {
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WriteStream
  /** Control-C: the terminal does not make a signal of it while we read. */
  readonly onStop: () => void
  /** From then on nothing more is read. */
  readonly signal: AbortSignal
}

/** A terminal; or whatever is piped in, line by line. */
export function openKeyboard(language: Language, deps: KeyboardDeps): Keyboard {
  const { input, output, onStop, signal } = deps
  const prompts = promptsIn(language)
  let isHidden = false
  // What is typed is shown by whoever reads it, and so not shown by writing nothing.
  const echo = new Writable({
    write(chunk, encoding, done) {
      if (!isHidden) output.write(chunk, encoding)
      done()
    },
  })
  const lines = createInterface({ input, output: echo, terminal: input.isTTY === true, historySize: 0 })
  // At once, or lines that come before the first question are lost.
  const read = lines[Symbol.asyncIterator]()
  const stop = () => lines.close()
  lines.on('SIGINT', () => {
    onStop()
    stop()
  })
  signal.addEventListener('abort', stop)

  async function ask(prompt: Prompt, hidden: boolean): Promise<string | undefined> {
    if (signal.aborted) return undefined
    output.write(`${prompts[prompt]}: `)
    isHidden = hidden
    const { value, done } = await read.next()
    isHidden = false
    if (hidden || input.isTTY !== true) output.write('\n')
    return done === true ? undefined : value
  }

  return {
    line: (prompt) => ask(prompt, false),
    async secret(prompt) {
      const typed = await ask(prompt, true)
      return typed === undefined ? undefined : Buffer.from(typed)
    },
    [Symbol.dispose]() {
      signal.removeEventListener('abort', stop)
      stop()
    },
  }
}
