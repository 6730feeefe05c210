import { hash as digest } from 'node:crypto'

/** SHA-256, 32 bytes: of a leaf or of a subtree. */
export type Hash = Uint8Array

export const hashLength = 32

/** MTH({}) of RFC 6962 2.1: the root of a log without entries. */
export const emptyRoot: Hash = digest('sha256', '', 'buffer')

/** `SHA-256(0x00 ‖ entry)`, RFC 6962 2.1. Text is hashed as its UTF-8. */
export function hashLeaf(entry: Uint8Array | string): Hash {
  const bytes = typeof entry === 'string' ? Buffer.from(entry, 'utf8') : entry
  const input = Buffer.allocUnsafe(1 + bytes.length)
  input[0] = 0x00
  input.set(bytes, 1)
  return digest('sha256', input, 'buffer')
}

/** `SHA-256(0x01 ‖ left ‖ right)`, RFC 6962 2.1. The prefixes keep an entry from passing for a node. */
export function hashChildren(left: Hash, right: Hash): Hash {
  const input = Buffer.allocUnsafe(1 + 2 * hashLength)
  input[0] = 0x01
  input.set(left, 1)
  input.set(right, 1 + hashLength)
  return digest('sha256', input, 'buffer')
}

export function sameHash(a: Hash, b: Hash): boolean {
  return a.length === hashLength && b.length === hashLength && Buffer.compare(a, b) === 0
}
