import { createReadStream } from 'node:fs'

export interface Line {
  /** Without its newline. */
  readonly bytes: Uint8Array
  /** False: the file ends, or the line grows beyond all measure, before a newline comes. */
  readonly ended: boolean
}

const newline = 0x0a
const longest = 1_048_576

/** The lines of a file as they are, one in memory at a time. Only a line feed ends one. */
export async function* linesOf(path: string): AsyncGenerator<Line> {
  let rest: Uint8Array = Buffer.alloc(0)
  for await (const chunk of createReadStream(path, { highWaterMark: 262_144 })) {
    let bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline)) {
      yield { bytes: bytes.subarray(0, end), ended: true }
      bytes = bytes.subarray(end + 1)
    }
    rest = bytes
    if (rest.length > longest) break
  }
  if (rest.length > 0) yield { bytes: rest, ended: false }
}
