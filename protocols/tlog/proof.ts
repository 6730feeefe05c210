import { emptyRoot, hashChildren, hashLength, sameHash, type Hash } from './hash.ts'
import { hashRange, splitPoint, type ReadHash } from './stored.ts'

/** A log at one moment. */
export interface Tree {
  readonly size: number
  readonly root: Hash
}

/** PATH(index, D[size]) of RFC 6962 2.1.1: proves that a leaf is at `index`. Requires `0 ≤ index < size`. */
export function proveInclusion(index: number, size: number, read: ReadHash): readonly Hash[] {
  if (index < 0 || index >= size) throw new RangeError(`no leaf ${index} in a log of ${size}`)
  const path = (from: number, to: number): readonly Hash[] => {
    if (to - from === 1) return []
    const middle = from + splitPoint(to - from)
    return index < middle
      ? [...path(from, middle), hashRange(middle, to, read)]
      : [...path(middle, to), hashRange(from, middle, read)]
  }
  return path(0, size)
}

/** PROOF(old, D[size]) of RFC 6962 2.1.2: proves that the log of `old` leaves is the beginning of this one. */
export function proveConsistency(old: number, size: number, read: ReadHash): readonly Hash[] {
  if (old < 0 || old > size) throw new RangeError(`no log of ${old} in a log of ${size}`)
  if (old === 0) return []
  // `whole` is the RFC's b: the subtree is the old log itself, whose root the verifier knows.
  const path = (from: number, to: number, whole: boolean): readonly Hash[] => {
    if (old === to) return whole ? [] : [hashRange(from, to, read)]
    const middle = from + splitPoint(to - from)
    return old <= middle
      ? [...path(from, middle, whole), hashRange(middle, to, read)]
      : [...path(middle, to, false), hashRange(from, middle, read)]
  }
  return path(0, size, true)
}

/** Is the leaf with this hash at `index` of the log? Never throws, whatever it is given. */
export function checkInclusion(proof: readonly Hash[], tree: Tree, index: number, leaf: Hash): boolean {
  if (!isIndex(index) || !isIndex(tree.size) || index >= tree.size) return false
  if (!areHashes([leaf, ...proof])) return false
  const rest = [...proof]
  const climb = (from: number, to: number): Hash | undefined => {
    if (to - from === 1) return leaf
    const beside = rest.pop()
    const middle = from + splitPoint(to - from)
    const inside = index < middle ? climb(from, middle) : climb(middle, to)
    if (beside === undefined || inside === undefined) return undefined
    return index < middle ? hashChildren(inside, beside) : hashChildren(beside, inside)
  }
  const root = climb(0, tree.size)
  return root !== undefined && rest.length === 0 && sameHash(root, tree.root)
}

/** Is the log `old` the beginning of the log `now`? Never throws, whatever it is given. */
export function checkConsistency(proof: readonly Hash[], old: Tree, now: Tree): boolean {
  if (!isIndex(old.size) || !isIndex(now.size) || old.size > now.size || !areHashes(proof)) return false
  if (old.size === 0) return proof.length === 0 && sameHash(old.root, emptyRoot)
  const rest = [...proof]
  const climb = (from: number, to: number, whole: boolean): Pair | undefined => {
    if (old.size === to) {
      const same = whole ? old.root : rest.pop()
      return same && { old: same, now: same }
    }
    const beside = rest.pop()
    const middle = from + splitPoint(to - from)
    const inLeft = old.size <= middle
    const inside = inLeft ? climb(from, middle, whole) : climb(middle, to, false)
    if (beside === undefined || inside === undefined) return undefined
    return inLeft
      ? { old: inside.old, now: hashChildren(inside.now, beside) }
      : { old: hashChildren(beside, inside.old), now: hashChildren(beside, inside.now) }
  }
  const roots = climb(0, now.size, true)
  return (
    roots !== undefined && rest.length === 0 && sameHash(roots.old, old.root) && sameHash(roots.now, now.root)
  )
}

/** The same subtree's part of the old root and of the new one. */
interface Pair {
  readonly old: Hash
  readonly now: Hash
}

function isIndex(number: number): boolean {
  return Number.isSafeInteger(number) && number >= 0
}

function areHashes(hashes: readonly Hash[]): boolean {
  return hashes.every((hash) => hash.length === hashLength)
}
