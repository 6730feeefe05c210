import { blockHas } from './block.ts'
import type { ReadLater } from './check-whole.ts'
import { meant, readReference, referencesOf, type Reference } from './page.ts'
import { lowOf, pageBits, shapeOf, slotOf } from './shape.ts'
import type { Statement } from './statement.ts'

/** Gives these bytes of the file; fewer or undefined if it ends before. They are used up before it is called again. */
export type ReadAt = (offset: number, length: number) => Uint8Array | undefined

/** `damaged`: the file is not the one that was signed, there where this hash would be; nothing is known. */
export type Finding = 'listed' | 'not-listed' | 'damaged'

/** One list that is asked again and again. */
export interface Finder {
  /**
   * One read for the block and one for the page over it, and one for each page further up that is not kept yet.
   * All of it is checked before it is believed.
   *
   * @param hash 16 bytes, see `ntHash`.
   */
  find(hash: Uint8Array): Finding
  /** Reads the upper pages now rather than when they are needed. @returns false if one of them is damaged. */
  preload(read: ReadLater): Promise<boolean>
}

/** Pages from this level on are kept: 1.3 MB of them for a list of 1.5 thousand million. */
const keptFrom = 2
const maxKept = 1_024

export function createFinder({ depth, root }: Statement, read: ReadAt): Finder {
  const { levels, slotBits } = shapeOf(depth)
  const kept = new Map<number, Buffer>()

  const keep = (offset: number, page: Buffer): Buffer => {
    // A copy: the reader may use its memory again.
    if (kept.size < maxKept) kept.set(offset, Buffer.from(page))
    return page
  }

  const pageAt = (reference: Reference, level: number): Buffer | undefined => {
    const { offset, length } = reference
    const known = level >= keptFrom ? kept.get(offset) : undefined
    if (known !== undefined) return known
    const page = meant(read(offset, length), reference)
    return page !== undefined && level >= keptFrom ? keep(offset, page) : page
  }

  const preload = async (later: ReadLater, reference: Reference, level: number): Promise<boolean> => {
    if (level < keptFrom || kept.size >= maxKept) return true
    const { offset, length } = reference
    const page = meant(await later(offset, length), reference)
    if (page === undefined) return false
    for (const below of referencesOf(keep(offset, Buffer.from(page)))) {
      if (!(await preload(later, below, level - 1))) return false
    }
    return true
  }

  return {
    preload: (later) => preload(later, root, levels),
    find(hash) {
      const bits = Buffer.from(hash)
      const [high, low] = [bits.readUInt32BE(8), bits.readUInt32BE(12)]
      const slot = slotOf(high, depth)
      const blockIndex = slot >>> slotBits
      let reference = root
      for (let level = levels; level > 0; level--) {
        const page = pageAt(reference, level)
        const inPage = (blockIndex >>> (pageBits * (level - 1))) % 2 ** pageBits
        const next = page === undefined ? undefined : readReference(page, inPage)
        if (next === undefined) return 'damaged'
        reference = next
      }
      const block = meant(read(reference.offset, reference.length), reference)
      if (block === undefined) return 'damaged'
      const has = blockHas(block, 2 ** slotBits, slot % 2 ** slotBits, lowOf(high, low, depth))
      return has === undefined ? 'damaged' : has ? 'listed' : 'not-listed'
    },
  }
}

/** Asks a list once. */
export function lookUp(statement: Statement, hash: Uint8Array, read: ReadAt): Finding {
  return createFinder(statement, read).find(hash)
}
