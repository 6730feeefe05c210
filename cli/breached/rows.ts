/** Takes text in pieces of any size, and gives what each line holds. */
export interface RowReader {
  /** @throws {Error} for the person at the terminal: which line is no row, and what a row is. */
  push(chunk: Uint8Array): void
  /** The text is over. */
  end(): void
  /** Lines so far, and bytes up to the end of the last of them: where reading could go on. */
  readonly lines: number
  readonly bytes: number
}

const digits = 32
const longestLine = 64
const [colon, newline, carriageReturn, zero, nine] = [0x3a, 0x0a, 0x0d, 0x30, 0x39]
const noDigit = 0x80

const valueOf = Uint8Array.from({ length: 256 }, (_, byte) => {
  const value = Number.parseInt(String.fromCharCode(byte), 16)
  return Number.isNaN(value) ? noDigit : value
})

/**
 * Lines of a list of NT hashes: 32 hexadecimal digits, then optionally a colon and how often it was seen; ended by
 * a newline, with or without a carriage return, which the last one may lack. Nothing else is taken.
 *
 * @param take gets the last 16 digits as two numbers.
 */
export function createRowReader(
  take: (high: number, low: number) => void,
  from = { lines: 0, bytes: 0 },
): RowReader {
  let { lines, bytes } = from
  /** The beginning of a line whose end is in the next piece. */
  let begun = Buffer.alloc(0)

  /** Reads whole lines from `at` on. @returns where the first line begins that is not whole. */
  const readLines = (chunk: Uint8Array, at: number): number => {
    let start = at
    for (;;) {
      const end = endOfRow(chunk, start)
      if (end === unfinished) return start
      if (end === noRow) throw notARow(lines + 1, chunk.subarray(start))
      take(eightDigits(chunk, start + 16), eightDigits(chunk, start + 24))
      lines++
      bytes += end - start
      start = end
    }
  }

  return {
    get lines() {
      return lines
    },
    get bytes() {
      return bytes
    },
    push(chunk) {
      let at = 0
      if (begun.length > 0) {
        const end = chunk.indexOf(newline) + 1
        begun = Buffer.concat([begun, chunk.subarray(0, end === 0 ? longestLine : end)])
        const rest = readLines(begun, 0)
        begun = begun.subarray(rest)
        if (begun.length > longestLine) throw notARow(lines + 1, begun)
        if (end === 0) return
        at = end
      }
      begun = Buffer.from(chunk.subarray(readLines(chunk, at)))
    },
    end() {
      if (begun.length === 0) return
      readLines(Buffer.concat([begun, Buffer.of(newline)]), 0)
    },
  }
}

const noRow = -1
const unfinished = -2

/** Where the next line begins. */
function endOfRow(chunk: Uint8Array, start: number): number {
  const length = chunk.length
  const afterHash = start + digits
  if (afterHash >= length) return lineIsOver(chunk, start) ? noRow : unfinished
  let seen = 0
  for (let at = start; at < afterHash; at++) seen |= valueOf[chunk[at] ?? 0] ?? noDigit
  if (seen >= noDigit) return noRow
  let at = afterHash
  if (chunk[at] === colon) {
    const first = ++at
    while (at < length && isDigit(chunk[at])) at++
    if (at < length && at === first) return noRow
  }
  if (chunk[at] === carriageReturn) at++
  if (at - start > longestLine) return noRow
  if (at === length) return unfinished
  return chunk[at] === newline ? at + 1 : noRow
}

function lineIsOver(chunk: Uint8Array, start: number): boolean {
  return chunk.indexOf(newline, start) !== -1
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= zero && byte <= nine
}

function eightDigits(chunk: Uint8Array, start: number): number {
  let value = 0
  for (let at = start; at < start + 8; at++) value = (value << 4) | (valueOf[chunk[at] ?? 0] ?? 0)
  return value >>> 0
}

/** The line itself is not shown: by mistake it may be somebody's password. */
function notARow(line: number, text: Uint8Array): Error {
  const [, hex = ''] =
    /^([0-9A-Fa-f]*)/.exec(Buffer.from(text.subarray(0, longestLine)).toString('latin1')) ?? []
  const hint =
    hex.length === 40
      ? ': it begins with 40 digits, as in the SHA-1 list. The NTLM one is needed'
      : hex.length === 27
        ? ': it begins with 27 digits, as in files of single ranges, which lack the first five'
        : ''
  return new Error(`line ${line} is not 32 hexadecimal digits, or those and ":" and a number${hint}`)
}
