import { checkBlock } from './block.ts'
import { meant, referenceLength, referencesOf, type Reference } from './page.ts'
import { headLength, shapeOf, widthOf } from './shape.ts'
import type { Statement } from './statement.ts'

/** Like `ReadAt`, and may take its time. What it gives is used up before it is called again. */
export type ReadLater = (offset: number, length: number) => Promise<Uint8Array | undefined>

export type Checked = { readonly ok: true } | { readonly ok: false; readonly why: string }

/**
 * Looks at every byte of the file behind the head: each block and page is what its reference says and where the order
 * of the format puts it, nothing lies between them, and there are as many rows as the statement says.
 *
 * @param progress is told the offset up to which all is well.
 */
export async function checkWhole(
  { depth, rows, root }: Statement,
  read: ReadLater,
  progress: (offset: number) => void = () => {},
): Promise<Checked> {
  const shape = shapeOf(depth)
  const slots = 2 ** shape.slotBits
  let next = headLength
  let found = 0

  /** Blocks of one page lie side by side: they are read at once. */
  const checkBlocks = async (references: readonly Reference[]): Promise<string | undefined> => {
    const start = next
    const end = references.reduce((at, { length }) => at + length, start)
    const all = await read(start, end - start)
    for (const reference of references) {
      if (reference.offset !== next) return `the block at ${reference.offset} should be at ${next}`
      const block = meant(all?.subarray(next - start, next - start + reference.length), reference)
      const inBlock = block === undefined ? undefined : checkBlock(block, slots)
      if (inBlock === undefined) return `the block at ${next} is damaged`
      found += inBlock
      next += reference.length
    }
    progress(next)
    return undefined
  }

  const checkPage = async (reference: Reference, level: number): Promise<string | undefined> => {
    if (level === 0) return await checkBlocks([reference])
    const { offset, length } = reference
    const page = meant(await read(offset, length), reference)
    if (page?.length !== widthOf(shape, level) * referenceLength) return `the page at ${offset} is damaged`
    const below = referencesOf(Buffer.from(page))
    const why =
      level === 1 ? await checkBlocks(below) : await inTurn(below, (one) => checkPage(one, level - 1))
    if (why !== undefined) return why
    if (offset !== next) return `the page at ${offset} should be at ${next}`
    next += length
    return undefined
  }

  const why = await checkPage(root, shape.levels)
  if (why !== undefined) return { ok: false, why }
  return found === rows ? { ok: true } : { ok: false, why: `it has ${found} rows and says ${rows}` }
}

async function inTurn<T>(items: readonly T[], check: (item: T) => Promise<string | undefined>) {
  for (const item of items) {
    const why = await check(item)
    if (why !== undefined) return why
  }
  return undefined
}
