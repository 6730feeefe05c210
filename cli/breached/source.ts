import { hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

/** The text of a list, wherever it comes from. */
export interface Source {
  readonly name: string
  /** Tells it from another list, as far as its beginning, size and date can. */
  readonly fingerprint: string
  /** Of the file as it lies there; undefined for standard input. */
  readonly size: number | undefined
  /** How many of `size` have been read. */
  read(): number
  /** The text from this byte of it on; only once. @throws {Error} if it can't be read or unpacked to its end. */
  text(from: number): AsyncIterable<Uint8Array>
}

const headLength = 65_536
const pieceLength = 262_144

/** @param from a path, or `-` for standard input. */
export async function openSource(from: string, stdin: Readable): Promise<Source> {
  if (from === '-') return sourceOf('standard input', await peek(stdin), undefined, '')
  await using file = await open(from, 'r')
  const { size, mtimeMs } = await file.stat()
  const { bytesRead, buffer } = await file.read(Buffer.alloc(headLength), 0, headLength, 0)
  const whole = (start: number) => createReadStream(from, { start, highWaterMark: pieceLength })
  return sourceOf(basename(from), { head: buffer.subarray(0, bytesRead), whole }, size, `${size} ${mtimeMs}`)
}

interface Peeked {
  readonly head: Buffer
  /** All of it as it comes, the head too. A start other than 0 only for files. */
  readonly whole: (start: number) => Readable
}

async function peek(stdin: Readable): Promise<Peeked> {
  const pieces: Buffer[] = []
  const incoming: AsyncIterator<Buffer> = stdin[Symbol.asyncIterator]()
  let length = 0
  while (length < headLength) {
    const { done, value } = await incoming.next()
    if (done === true) break
    pieces.push(value)
    length += value.length
  }
  async function* whole() {
    yield* pieces
    yield* { [Symbol.asyncIterator]: () => incoming }
  }
  return { head: Buffer.concat(pieces).subarray(0, headLength), whole: () => Readable.from(whole()) }
}

function sourceOf(name: string, { head, whole }: Peeked, size: number | undefined, date: string): Source {
  const packed = archives.find(({ magic }) => head.subarray(0, magic.length).equals(magic))
  if (packed !== undefined && packed.name !== 'gzip') {
    throw new Error(
      `${name} is a ${packed.name} archive: unpack it, or pipe it in: ${packed.pipe} | … --from -`,
    )
  }
  let read = 0
  const counted = (stream: Readable) => stream.on('data', (piece: Buffer) => void (read += piece.length))
  const seekable = packed === undefined && size !== undefined
  return {
    name,
    size,
    fingerprint: hash('sha256', Buffer.concat([Buffer.from(date), head])),
    read: () => read,
    async *text(from) {
      if (seekable) read = from
      const raw = counted(whole(seekable ? from : 0))
      const text = packed === undefined ? raw : unpacked(raw)
      yield* skipping(text, seekable ? 0 : from, name)
    },
  }
}

const archives = [
  { name: 'gzip', magic: Buffer.from([0x1f, 0x8b]), pipe: '' },
  { name: '7z', magic: Buffer.from([0x37, 0x7a, 0xbc, 0xaf]), pipe: '7z x -so FILE' },
  { name: 'zip', magic: Buffer.from([0x50, 0x4b, 0x03, 0x04]), pipe: 'unzip -p FILE' },
  { name: 'xz', magic: Buffer.from([0xfd, 0x37, 0x7a, 0x58]), pipe: 'xz -dc FILE' },
  { name: 'zstd', magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), pipe: 'zstd -dc FILE' },
  { name: 'bzip2', magic: Buffer.from('BZh'), pipe: 'bzip2 -dc FILE' },
]

function unpacked(raw: Readable): Readable {
  const gunzip = createGunzip({ chunkSize: pieceLength })
  // An error of either is an error of what is read below.
  pipeline(raw, gunzip, () => {})
  return gunzip
}

async function* skipping(text: Readable, skip: number, name: string): AsyncIterable<Uint8Array> {
  let left = skip
  try {
    for await (const piece of text as AsyncIterable<Buffer>) {
      if (left < piece.length) yield piece.subarray(left)
      left = Math.max(0, left - piece.length)
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`${name} cannot be read to its end: ${why}`, { cause })
  }
  if (left > 0) throw new Error(`${name} is shorter than it was: it ended ${left} bytes early`)
}
