/** Where a command writes, a line at a time: results to `out`, what went wrong to `err`. */
export interface Output {
  readonly out: (line: string) => void
  readonly err: (line: string) => void
}

/** Names come from a directory and from tables: none of them moves the cursor of who reads this, or turns its text around. */
export const printable = (line: string) => line.replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
