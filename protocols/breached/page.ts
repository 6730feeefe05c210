import { hash } from 'node:crypto'

/**
 * Where a block or a page is, and what its bytes must be:
 *
 *     offset uint48 ‖ length uint16 ‖ SHA-256 of the bytes
 *
 * A page is nothing but such references, one behind the other.
 */
export interface Reference {
  readonly offset: number
  readonly length: number
  readonly hash: Uint8Array
}

export const referenceLength = 40
export const maxOffset = 2 ** 48 - 1

export function writeReference(page: Buffer, index: number, { offset, length, hash: of }: Reference): void {
  const at = index * referenceLength
  page.writeUIntBE(offset, at, 6)
  page.writeUInt16BE(length, at + 6)
  page.set(of, at + 8)
}

/** @returns undefined if the page has no such reference. */
export function readReference(page: Buffer, index: number): Reference | undefined {
  const at = index * referenceLength
  if (page.length < at + referenceLength) return undefined
  const offset = page.readUIntBE(at, 6)
  // A copy: the page's memory may be used again for what is referred to.
  const of = Buffer.from(page.subarray(at + 8, at + referenceLength))
  return { offset, length: page.readUInt16BE(at + 6), hash: of }
}

/** All of a page. */
export function referencesOf(page: Buffer): readonly Reference[] {
  return Array.from({ length: page.length / referenceLength }, (_, i) => readReference(page, i)).filter(
    (one) => one !== undefined,
  )
}

export function hashOf(bytes: Uint8Array): Buffer {
  return hash('sha256', bytes, 'buffer')
}

/** The bytes, if they are the ones that are meant. */
export function meant(bytes: Uint8Array | undefined, { length, hash: of }: Reference): Buffer | undefined {
  if (bytes?.length !== length || !hashOf(bytes).equals(of)) return undefined
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
