import { hashChildren, type Hash } from './hash.ts'

/**
 * The root of the complete subtree over the leaves [n·2^level, (n+1)·2^level).
 * Level 0 is the leaves.
 */
export interface Node {
  readonly level: number
  readonly n: number
}

/** Gives the stored hash of a complete subtree. */
export type ReadHash = (node: Node) => Hash

/**
 * Where the hash of a node stands when a log keeps each hash at the moment it becomes complete:
 *
 *     position   0    1    2        3    4    5        6
 *     node       0/0  0/1  1/0      0/2  0/3  1/1      2/0     (level/n)
 *
 * The order of Go's sumdb, so that its data can be read.
 */
export function storedHashIndex({ level, n }: Node): number {
  // The node is written right after its last leaf, after the smaller nodes that this leaf completes.
  const lastLeaf = (n + 1) * 2 ** level - 1
  return storedHashCount(lastLeaf) + level
}

/** How many hashes a log of `size` leaves has stored: size + size/2 + size/4 + … */
export function storedHashCount(size: number): number {
  let count = 0
  for (let width = size; width > 0; width = Math.floor(width / 2)) count += width
  return count
}

/** The inverse of `storedHashIndex`. */
export function splitStoredHashIndex(index: number): Node {
  // Leaf m stands at 2m minus the 1s of m, so its leaf is between index/2 and index/2 + log2(index).
  let leaf = Math.floor(index / 2)
  while (storedHashCount(leaf + 1) <= index) leaf++
  const level = index - storedHashCount(leaf)
  return { level, n: (leaf + 1) / 2 ** level - 1 }
}

/**
 * MTH(D[from:to]) of RFC 6962 2.1 from stored hashes, `from < to`. `from` must be a multiple of the largest
 * power of two below `to - from`, as all ranges of the RFC's recursion are.
 */
export function hashRange(from: number, to: number, read: ReadHash): Hash {
  const width = to - from
  if (width === 1) return read({ level: 0, n: from })
  const half = splitPoint(width)
  if (half * 2 === width) return read({ level: levelOf(width), n: from / width })
  return hashChildren(hashRange(from, from + half, read), hashRange(from + half, to, read))
}

/** k of RFC 6962 2.1: the largest power of two smaller than `width`, which is at least 2. */
export function splitPoint(width: number): number {
  // Not by Math.log2: near 2^48 it cannot tell a power of two from its neighbours.
  let k = 1
  while (k * 2 < width) k *= 2
  return k
}

function levelOf(powerOfTwo: number): number {
  let level = 0
  for (let rest = powerOfTwo; rest > 1; rest /= 2) level++
  return level
}
