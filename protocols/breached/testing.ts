import { createHash } from 'node:crypto'
import { createSigner, formatVerifierKey } from '../tlog/index.ts'
import { unsignedHead, readHead, signHead } from './head.ts'
import { depthFor } from './shape.ts'
import { formatStatement, type Statement } from './statement.ts'
import { createListWriter } from './writer.ts'

export const signer = createSigner('corp.example/breached', Buffer.alloc(32, 1))
export const pin = formatVerifierKey(signer.key)

/** The hash of nobody's password, always the same for the same number; as evenly spread as real ones. */
export function aHash(seed: number | string): Buffer {
  return createHash('sha256').update(`breached ${seed}`).digest().subarray(0, 16)
}

export function someHashes(count: number, from = 0): readonly Buffer[] {
  return Array.from({ length: count }, (_, i) => aHash(from + i))
}

interface ListOptions {
  readonly depth?: number
  readonly built?: string
  readonly by?: typeof signer | undefined
}

/** The file of a list of these, in memory, signed unless `by` is undefined. */
export function aList(hashes: readonly Uint8Array[], options: ListOptions = {}) {
  const { built = '2026-11-21T06:00:00Z', depth = depthFor(hashes.length) } = options
  const by = 'by' in options ? options.by : signer
  const parts: Buffer[] = []
  const writer = createListWriter(depth, (bytes) => void parts.push(Buffer.from(bytes)))
  const tails = hashes.map((one) => Buffer.from(one).subarray(8)).toSorted((a, b) => Buffer.compare(a, b))
  for (const tail of tails) writer.add(tail.readUInt32BE(0), tail.readUInt32BE(4))
  const { rows, root } = writer.end()
  const statement: Statement = { source: 'a test', built, rows, depth, root }
  const bare = unsignedHead(formatStatement(statement))
  const head = readHead(bare)
  const signed = by && head && signHead(head, by)
  return { statement, file: Buffer.concat([signed ?? bare, ...parts]) }
}

/** Reads a file that is in memory; what is behind its end is not there. */
export function reading(file: Uint8Array) {
  return (offset: number, length: number) => file.subarray(offset, offset + length)
}
