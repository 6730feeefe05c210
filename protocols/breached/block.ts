/**
 * The hashes of one block:
 *
 *     rows   uint16
 *     slots  for each slot a bit 1 for every hash in it, and a bit 0 at its end; zeros up to a whole byte
 *     lows   uint32 each, slot after slot, rising within a slot
 *
 * Its length follows from rows and slots (Elias–Fano, with the lower part fixed at 32 bits).
 */
const rowsLength = 2
const lowLength = 4

/** A block is at most 64 KiB, as its reference says; twenty times what even spreading gives. */
export const maxBlockRows = 16_000

const onesIn = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length)

export function blockLength(rows: number, slots: number): number {
  return lowsAt(rows, slots) + lowLength * rows
}

/** @returns undefined if these bytes are not a block of so many slots as far as was looked. */
export function blockHas(block: Buffer, slots: number, slot: number, low: number): boolean | undefined {
  const rows = rowsOf(block, slots)
  const run = rows === undefined ? undefined : rowsOfSlot(block, rows + slots, slot)
  if (rows === undefined || run === undefined || run.to > rows) return undefined
  const lows = lowsAt(rows, slots)
  for (let row = run.from; row < run.to; row++) {
    if (block.readUInt32BE(lows + lowLength * row) === low) return true
  }
  return false
}

/** Looks at every bit. @returns how many rows it has; undefined if it is not just what `writeBlock` writes. */
export function checkBlock(block: Buffer, slots: number): number | undefined {
  const rows = rowsOf(block, slots)
  if (rows === undefined) return undefined
  const lows = lowsAt(rows, slots)
  let [row, ended, before] = [0, 0, -1]
  for (let bit = 0; bit < (lows - rowsLength) * 8; bit++) {
    const one = isOne(block, bit)
    if (bit >= rows + slots) {
      if (one) return undefined
    } else if (one) {
      if (row === rows) return undefined
      const low = block.readUInt32BE(lows + lowLength * row++)
      if (low <= before) return undefined
      before = low
    } else {
      ended++
      before = -1
    }
  }
  return row === rows && ended === slots ? rows : undefined
}

/**
 * @param counts hashes in each slot; @param lows of all of them in order; the first `rows` count.
 * @returns its length; the block is at the beginning of `into`.
 */
export function writeBlock(into: Buffer, counts: Uint16Array, lows: Uint32Array, rows: number): number {
  const at = lowsAt(rows, counts.length)
  into.fill(0, 0, at)
  into.writeUInt16BE(rows)
  let bit = 0
  for (const count of counts) {
    for (const end = bit + count; bit < end; bit++) setOne(into, bit)
    bit++
  }
  for (let row = 0; row < rows; row++) into.writeUInt32BE(lows[row] ?? 0, at + lowLength * row)
  return at + lowLength * rows
}

function rowsOf(block: Buffer, slots: number): number | undefined {
  if (block.length < rowsLength) return undefined
  const rows = block.readUInt16BE()
  return block.length === blockLength(rows, slots) ? rows : undefined
}

function lowsAt(rows: number, slots: number): number {
  return rowsLength + Math.ceil((rows + slots) / 8)
}

/** The rows that the slot has: as many as there are ones between two zeros. */
function rowsOfSlot(block: Buffer, bits: number, slot: number) {
  let bit = 0
  let zeros = 0
  for (let left = zerosAt(block, bit); zeros + left < slot && bit < bits; left = zerosAt(block, bit)) {
    zeros += left
    bit += 8
  }
  while (zeros < slot && bit < bits) if (!isOne(block, bit++)) zeros++
  const from = bit - slot
  while (bit < bits && isOne(block, bit)) bit++
  return bit < bits ? { from, to: bit - slot } : undefined
}

function zerosAt(block: Buffer, bit: number): number {
  return 8 - (onesIn[block[rowsLength + (bit >>> 3)] ?? 0] ?? 0)
}

function isOne(block: Buffer, bit: number): boolean {
  return (((block[rowsLength + (bit >>> 3)] ?? 0) << (bit & 7)) & 0x80) !== 0
}

function setOne(block: Buffer, bit: number): void {
  const at = rowsLength + (bit >>> 3)
  block[at] = (block[at] ?? 0) | (0x80 >>> (bit & 7))
}
