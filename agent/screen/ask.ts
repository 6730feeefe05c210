import { createInterface } from 'node:readline/promises'

/** Whether the person at the terminal types yes, in either language. Without a terminal nobody does. */
export async function askYes(): Promise<boolean> {
  if (!process.stdin.isTTY) return false
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  try {
    return /^(yes|ja)$/i.test((await lines.question('> ')).trim())
  } finally {
    lines.close()
  }
}
