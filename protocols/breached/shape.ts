/**
 * A list keeps `depth + 32` bits of each hash, the first ones of its *last* eight bytes: lists are often cut by the
 * first digits, and the last ones are evenly spread even then.
 *
 *     last 8 bytes of the NT hash, as a number
 *     ├── block ──┼── slot ──┼──── low, 32 bits ────┼─ not kept ─┤
 *     └────── depth ─────────┘
 *
 * With 2^depth slots and less than twice as many hashes, a hash that is not on the list is found there with less than
 * 2 in 2^32. That, and 32 bits as they are: one bit more than one in 10⁹ needs, and nothing to unpack.
 */
export interface Shape {
  readonly depth: number
  /** There are 2^blockBits blocks, of 2^slotBits slots each. */
  readonly blockBits: number
  readonly slotBits: number
  /** Levels of pages above the blocks; 0: the only block is the root. */
  readonly levels: number
}

/** The head comes before the first block. */
export const headLength = 4096

/** A page has 2^6 references. */
export const pageBits = 6
const slotBitsOfBlock = 9

/** More than twice the largest list there is. */
export const maxRows = 2 ** 32 - 1
const maxDepth = 31

/** One hash in a slot, or nearly two. @param rows from 1 to `maxRows`. */
export function depthFor(rows: number): number {
  return Math.max(1, 31 - Math.clz32(rows))
}

/** Whether so many rows at this depth keep both promises: of false findings, and of bytes a row. */
export function fits(rows: number, depth: number): boolean {
  return depth >= 1 && depth <= maxDepth && rows >= 2 ** (depth - 1) && rows < 2 ** (depth + 1)
}

export function shapeOf(depth: number): Shape {
  const blockBits = Math.max(0, depth - slotBitsOfBlock)
  return { depth, blockBits, slotBits: depth - blockBits, levels: Math.ceil(blockBits / pageBits) }
}

/** How many references the pages of a level have; level 1 refers to blocks. */
export function widthOf({ blockBits, levels }: Shape, level: number): number {
  return level < levels ? 2 ** pageBits : 2 ** (blockBits - pageBits * (levels - 1))
}

/** Block and slot in one number. @param high the first 32 of the 64 bits. */
export function slotOf(high: number, depth: number): number {
  return high >>> (32 - depth)
}

/** The 32 bits behind the slot. */
export function lowOf(high: number, low: number, depth: number): number {
  return ((high << depth) | (low >>> (32 - depth))) >>> 0
}
