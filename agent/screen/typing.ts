import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { Writable, type Readable } from 'node:stream'

/** What a person types where the agent runs. undefined: nothing more comes, or `signal` fired. */
export interface Typing {
  line(signal: AbortSignal): Promise<string | undefined>
  /** Not shown while she types, where that is a terminal. */
  secret(signal: AbortSignal): Promise<string | undefined>
}

type Input = Readable & { readonly isTTY?: boolean }

export function createTyping(input: Input, output: Writable): Typing {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  return {
    line: (signal) => read(input, output, signal),
    secret: (signal) => read(input, nowhere, signal),
  }
}

async function read(input: Input, output: Writable, signal: AbortSignal): Promise<string | undefined> {
  if (signal.aborted) return undefined
  const lines = createInterface({ input, output, terminal: input.isTTY === true })
  const closed = once(lines, 'close').then(() => undefined)
  const line = once(lines, 'line').then(([text]: unknown[]) => String(text))
  const stop = () => lines.close()
  signal.addEventListener('abort', stop)
  lines.on('SIGINT', stop)
  try {
    return await Promise.race([line, closed])
  } finally {
    signal.removeEventListener('abort', stop)
    lines.close()
  }
}
