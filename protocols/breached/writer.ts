import { blockLength, maxBlockRows, writeBlock } from './block.ts'
import { hashOf, referenceLength, writeReference, type Reference } from './page.ts'
import { headLength, lowOf, shapeOf, slotOf, widthOf, type Shape } from './shape.ts'

/** Everything behind the head, front to back, in constant memory. */
export interface ListWriter {
  /**
   * The last eight bytes of a hash as two numbers. Never less than the one before; one that can't be told from it is
   * dropped.
   *
   * @throws {RangeError} if a block gets far more than its share: these are no hashes.
   */
  add(high: number, low: number): void
  /** Ends all blocks before this one: whatever comes next belongs there or behind it. */
  endBlocksBefore(block: number): void
  /** Where it is, to go on from there later. Only right after `endBlocksBefore`. */
  state(): WriterState
  end(): { readonly rows: number; readonly root: Reference }
}

export interface WriterState {
  readonly block: number
  readonly offset: number
  readonly rows: number
  /** The unfinished page of each level, lowest first, as hexadecimal. */
  readonly pages: readonly string[]
}

/** @param emit takes the next bytes of the file, and has used them when it returns. */
export function createListWriter(
  depth: number,
  emit: (bytes: Uint8Array) => void,
  from: WriterState = { block: 0, offset: headLength, rows: 0, pages: [] },
): ListWriter {
  const shape = shapeOf(depth)
  const slots = 2 ** shape.slotBits
  const tree = createTree(shape, emit, from)
  const counts = new Uint16Array(slots)
  const lows = new Uint32Array(maxBlockRows)
  const bytes = Buffer.alloc(blockLength(maxBlockRows, slots))
  let { block, rows } = from
  let [inBlock, lastSlot, lastLow] = [0, -1, -1]

  const endBlocksBefore = (next: number) => {
    for (; block < next; block++) {
      tree.add(bytes.subarray(0, writeBlock(bytes, counts, lows, inBlock)))
      rows += inBlock
      inBlock = 0
      counts.fill(0)
    }
  }

  return {
    endBlocksBefore,
    add(high, low) {
      const slot = slotOf(high, depth)
      const rest = lowOf(high, low, depth)
      if (slot === lastSlot && rest === lastLow) return
      const at = slot >>> shape.slotBits
      if (at !== block) endBlocksBefore(at)
      if (inBlock === maxBlockRows)
        throw new RangeError('the hashes are not evenly spread: these are no NT hashes')
      const inSlots = slot % slots
      counts[inSlots] = (counts[inSlots] ?? 0) + 1
      lows[inBlock++] = rest
      lastSlot = slot
      lastLow = rest
    },
    state: () => ({ block, rows, ...tree.state() }),
    end() {
      endBlocksBefore(2 ** shape.blockBits)
      return { rows, root: tree.root() }
    },
  }
}

/** Blocks in order, and behind each full page's worth of them that page. */
function createTree(
  shape: Shape,
  emit: (bytes: Uint8Array) => void,
  from: Pick<WriterState, 'offset' | 'pages'>,
) {
  const pages = Array.from({ length: shape.levels }, (_, i) => {
    const page = Buffer.alloc(widthOf(shape, i + 1) * referenceLength)
    const filled = page.write(from.pages[i] ?? '', 'hex') / referenceLength
    return { page, filled }
  })
  let { offset } = from
  let root: Reference | undefined

  const add = (bytes: Uint8Array, level = 0): void => {
    const reference = { offset, length: bytes.length, hash: hashOf(bytes) }
    emit(bytes)
    offset += bytes.length
    const above = pages[level]
    if (above === undefined) {
      root = reference
      return
    }
    writeReference(above.page, above.filled++, reference)
    if (above.filled * referenceLength < above.page.length) return
    above.filled = 0
    add(above.page, level + 1)
  }

  return {
    add: (block: Uint8Array) => add(block),
    state: () => ({
      offset,
      pages: pages.map(({ page, filled }) => page.toString('hex', 0, filled * referenceLength)),
    }),
    root() {
      if (root === undefined) throw new RangeError('the list has no end yet')
      return root
    },
  }
}
