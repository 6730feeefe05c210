/** Where a command writes, a line at a time: results to `out`, what went wrong to `err`. */
export interface Output {
  readonly out: (line: string) => void
  readonly err: (line: string) => void
}
