import { blockHas } from './block.ts'
import { meant, readReference } from './page.ts'
import { lowOf, pageBits, shapeOf, slotOf } from './shape.ts'
import type { Statement } from './statement.ts'

/** Gives these bytes of the file; fewer or undefined if it ends before. */
export type ReadAt = (offset: number, length: number) => Uint8Array | undefined

/** `damaged`: the file is not the one that was signed, there where this hash would be; nothing is known. */
export type Finding = 'listed' | 'not-listed' | 'damaged'

/**
 * One read for each level of pages and one for the block; each is checked before it is believed.
 *
 * @param hash 16 bytes, see `ntHash`.
 */
export function lookUp({ depth, root }: Statement, hash: Uint8Array, read: ReadAt): Finding {
  const bits = Buffer.from(hash)
  const [high, low] = [bits.readUInt32BE(8), bits.readUInt32BE(12)]
  const { levels, slotBits } = shapeOf(depth)
  const slot = slotOf(high, depth)
  const blockIndex = slot >>> slotBits
  let reference = root
  for (let level = levels; level > 0; level--) {
    const page = meant(read(reference.offset, reference.length), reference)
    const inPage = (blockIndex >>> (pageBits * (level - 1))) % 2 ** pageBits
    const next = page === undefined ? undefined : readReference(page, inPage)
    if (next === undefined) return 'damaged'
    reference = next
  }
  const block = meant(read(reference.offset, reference.length), reference)
  if (block === undefined) return 'damaged'
  const has = blockHas(block, 2 ** slotBits, slot % 2 ** slotBits, lowOf(high, low, depth))
  return has === undefined ? 'damaged' : has ? 'listed' : 'not-listed'
}
