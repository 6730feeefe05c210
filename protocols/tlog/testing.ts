import { append, emptyFrontier, rootOf } from './frontier.ts'
import { hashChildren, hashLeaf, type Hash } from './hash.ts'
import type { Tree } from './proof.ts'
import type { ReadHash } from './stored.ts'

/** A log of `size` leaves `leaf 0`, `leaf 1`, … with the tree it was at every size. */
export function aLog(size: number) {
  const leaves = Array.from({ length: size }, (_, i) => hashLeaf(`leaf ${i}`))
  let frontier = emptyFrontier
  const trees: Tree[] = [{ size: 0, root: rootOf(frontier) }]
  for (const leaf of leaves) {
    frontier = append(frontier, leaf)
    trees.push({ size: frontier.size, root: rootOf(frontier) })
  }
  return { leaves, frontier, trees, read: reading(leaves) }
}

/** Stored hashes of these leaves, computed when asked for. */
export function reading(leaves: readonly Hash[]): ReadHash {
  const read: ReadHash = ({ level, n }) => {
    const leaf = level === 0 ? leaves[n] : undefined
    if (leaf !== undefined) return leaf
    if (level === 0) throw new RangeError(`no leaf ${n}`)
    return hashChildren(read({ level: level - 1, n: 2 * n }), read({ level: level - 1, n: 2 * n + 1 }))
  }
  return read
}
