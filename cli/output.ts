/** Where a command writes, a line at a time: results to `out`, what went wrong to `err`. */
export interface Output {
  readonly out: (line: string) => void
  readonly err: (line: string) => void
}

interface Stream {
  write(text: string): unknown
}

/**
 * The one way to a terminal. Names come from a directory, from tables and from computers that somebody may have taken
 * over: nothing of them moves the cursor of who reads this, changes what stands above, or turns its text around.
 */
export function createOutput(out: Stream, err: Stream): Output {
  const harmless = (line: string) =>
    `${line.replaceAll(/[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')}\n`
  return { out: (line) => void out.write(harmless(line)), err: (line) => void err.write(harmless(line)) }
}

/** For what has to be one line and one cell, whatever is in it. */
export const printable = (line: string) => line.replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
