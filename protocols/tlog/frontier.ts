import { emptyRoot, hashChildren, hashLength, type Hash } from './hash.ts'

/**
 * All that a log must remember to grow and to name its root: the roots of the complete subtrees that its
 * leaves fall into from left to right, one for each 1 in the binary form of `size`, largest first.
 *
 *     size 7 = 4+2+1        root
 *                          ╱    ╲
 *                        ╱       ╱╲
 *                      [A]     [B] [C]      hashes = [A, B, C]
 *                      ╱╲      ╱╲
 *                     ╱╲╱╲    ╱  ╲
 *                     0123    4  5  6
 */
export interface Frontier {
  readonly size: number
  readonly hashes: readonly Hash[]
}

export const emptyFrontier: Frontier = { size: 0, hashes: [] }

/** The frontier after one more leaf. O(log size), on average two hashes. */
export function append({ size, hashes }: Frontier, leaf: Hash): Frontier {
  const grown = [...hashes]
  let root = leaf
  // Each trailing 1 of the old size is a complete subtree as large as the one that is being carried.
  for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
    const left = grown.pop()
    if (left === undefined) throw new RangeError(`a frontier of size ${size} lacks a hash`)
    root = hashChildren(left, root)
  }
  grown.push(root)
  return { size: size + 1, hashes: grown }
}

/** The RFC 6962 root. */
export function rootOf({ hashes }: Frontier): Hash {
  return hashes.length === 0 ? emptyRoot : hashes.reduceRight((right, left) => hashChildren(left, right))
}

/** `hash ‖ hash ‖ …`, largest subtree first. */
export function formatFrontier({ hashes }: Frontier): Uint8Array {
  return Buffer.concat(hashes)
}

/** @returns undefined if the bytes are not as many hashes as `size` has 1s. */
export function parseFrontier(size: number, bytes: Uint8Array): Frontier | undefined {
  if (!Number.isSafeInteger(size) || size < 0 || bytes.length !== hashLength * ones(size)) return undefined
  const hashes = Array.from({ length: ones(size) }, (_, i) =>
    bytes.slice(i * hashLength, (i + 1) * hashLength),
  )
  return { size, hashes }
}

function ones(size: number): number {
  return size.toString(2).replaceAll('0', '').length
}
