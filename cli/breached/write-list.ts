import { closeSync, fsyncSync, ftruncateSync, openSync } from 'node:fs'
import {
  createListWriter,
  depthFor,
  fits,
  headLength,
  shapeOf,
  type Statement,
} from '@keyturn/protocols/breached'
import { writeJournal, type Journal, type Writing } from './journal.ts'
import { createSorter, partitionBits, partitionCount } from './partitions.ts'
import type { Progress } from './progress.ts'
import { writeAll } from './write-all.ts'

interface WriteOptions {
  readonly progress: (progress: Progress) => void
  readonly rowsBetweenSyncs: number
}

type Written = Pick<Statement, 'rows' | 'depth' | 'root'>

/**
 * The blocks and pages of the list, from sorted partitions. How deep the tree has to be is known for sure when
 * duplicates are gone: if there were so many that it was taken too deep, it is written once more.
 */
export async function writeList(
  read: Journal,
  folder: string,
  list: string,
  options: WriteOptions,
): Promise<Written> {
  const written = await writeAtDepth(
    read,
    read.writing?.depth ?? depthFor(read.reading.lines),
    folder,
    list,
    options,
  )
  if (fits(written.rows, written.depth)) return written
  return await writeAtDepth({ ...read, writing: null }, depthFor(written.rows), folder, list, options)
}

async function writeAtDepth(
  { writing, ...read }: Journal,
  depth: number,
  folder: string,
  list: string,
  { progress, rowsBetweenSyncs }: WriteOptions,
): Promise<Written> {
  const { lines, rows } = read.reading
  const sorter = createSorter(folder, rows)
  using out = openOut(list, writing?.state.offset ?? headLength)
  const writer = createListWriter(depth, (bytes) => out.emit(bytes), writing?.state)
  let [done, synced] = [0, 0]
  for (let i = 0; i < partitionCount; i++) {
    const count = rows[i] ?? 0
    done += count
    if (i < (writing?.next ?? 0)) continue
    sorter.each(i, (high, low) => writer.add(high, low))
    progress({ doing: 'writing', rows: done, share: done / lines })
    synced += count
    if (synced < rowsBetweenSyncs || !endsBlock(depth)) continue
    synced = 0
    await writeJournal(folder, { ...read, writing: pause(depth, i + 1) })
  }
  const { rows: kept, root } = writer.end()
  out.sync()
  return { rows: kept, depth, root }

  function pause(at: number, next: number): Writing {
    writer.endBlocksBefore(next << (shapeOf(at).blockBits - partitionBits))
    out.sync()
    return { depth: at, next, state: writer.state() }
  }
}

/** Only then can the work be left between two partitions. Shorter lists are written in no time. */
function endsBlock(depth: number): boolean {
  return shapeOf(depth).blockBits >= partitionBits
}

/** The file from this offset on, written in large pieces. */
function openOut(path: string, from: number) {
  const file = openSync(path, from === headLength ? 'w' : 'r+')
  ftruncateSync(file, from)
  const buffer = Buffer.alloc(1_048_576)
  let filled = 0
  let offset = from
  const flush = () => {
    writeAll(file, buffer.subarray(0, filled), offset)
    offset += filled
    filled = 0
  }
  return {
    emit(bytes: Uint8Array) {
      if (filled + bytes.length > buffer.length) flush()
      buffer.set(bytes, filled)
      filled += bytes.length
    },
    sync() {
      flush()
      fsyncSync(file)
    },
    [Symbol.dispose]: () => closeSync(file),
  }
}
