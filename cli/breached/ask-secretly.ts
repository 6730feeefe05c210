import type { Readable } from 'node:stream'
import { Writable } from 'node:stream'
import { createInterface } from 'node:readline/promises'

/** Reads one line. From a terminal without showing what is typed. */
export async function askSecretly(
  question: string,
  input: Readable & { readonly isTTY?: boolean },
  say: (line: string) => void,
): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  using lines = createInterface({ input, output: nowhere, terminal: input.isTTY === true })
  if (input.isTTY === true) say(question)
  for await (const line of lines) return line
  return ''
}
