import { closeSync, fsyncSync, mkdirSync, openSync, readSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { writeAll } from './write-all.ts'

/**
 * The rows, thrown by their first nine bits into 512 files, so that each can be sorted in memory by itself:
 * a file is records of eight bytes, the number as this machine has it in memory (little-endian on all of ours).
 */
export interface Partitions {
  add(high: number, low: number): void
  /**
   * All that was added is in the files; if they are to be safe, also after a power failure, which takes seconds.
   *
   * @returns rows in each file.
   */
  flush(safe: boolean): readonly number[]
}

export const partitionBits = 9
export const partitionCount = 2 ** partitionBits
const shift = 32 - partitionBits
const rowLength = 8
/** 32 MiB for all of them. */
const bufferedRows = 8_192

/** @param rows what the files hold already; anything behind that is cut off. */
export function openPartitions(folder: string, rows: readonly number[]): Partitions {
  mkdirSync(folder, { recursive: true })
  const written = Float64Array.from({ length: partitionCount }, (_, i) => rows[i] ?? 0)
  for (const [i, count] of written.entries()) cutTo(pathOf(folder, i), count * rowLength)
  const buffer = new Uint32Array(partitionCount * bufferedRows * 2)
  const bytes = Buffer.from(buffer.buffer)
  const filled = new Uint32Array(partitionCount)

  /** Holds what a power failure could take. */
  const loose = new Uint8Array(partitionCount)

  const flush = (i: number, safe: boolean) => {
    const start = i * bufferedRows * rowLength
    const count = filled[i] ?? 0
    // Opened each time: 512 files at once are more than some systems let a process have.
    const file = openSync(pathOf(folder, i), 'a')
    try {
      writeAll(file, bytes.subarray(start, start + count * rowLength))
      if (safe) fsyncSync(file)
    } finally {
      closeSync(file)
    }
    written[i] = (written[i] ?? 0) + count
    filled[i] = 0
    loose[i] = safe ? 0 : 1
  }

  return {
    add(high, low) {
      const i = high >>> shift
      const count = filled[i] ?? 0
      const at = (i * bufferedRows + count) * 2
      buffer[at] = low
      buffer[at + 1] = high
      filled[i] = count + 1
      if (count + 1 === bufferedRows) flush(i, false)
    },
    flush(safe) {
      for (let i = 0; i < partitionCount; i++) {
        if (filled[i] !== 0 || (safe && loose[i] !== 0)) flush(i, safe)
      }
      return [...written]
    },
  }
}

/** Reads and sorts one file after the other, in the memory that the largest of them needs. */
export function createSorter(folder: string, rows: readonly number[]) {
  const memory = new BigUint64Array(Math.max(...rows))
  const words = new Uint32Array(memory.buffer)
  return {
    /** Gives each row in order. */
    each(i: number, take: (high: number, low: number) => void): void {
      const count = rows[i] ?? 0
      readInto(pathOf(folder, i), Buffer.from(memory.buffer, 0, count * rowLength))
      memory.subarray(0, count).sort()
      for (let at = 0; at < count * 2; at += 2) take(words[at + 1] ?? 0, words[at] ?? 0)
    },
  }
}

function pathOf(folder: string, i: number): string {
  return join(folder, `part-${String(i).padStart(3, '0')}`)
}

function cutTo(path: string, length: number): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (size < length) throw new Error(`${path} is shorter than it was: delete the folder and start again`)
  if (size > length) truncateSync(path, length)
}

function readInto(path: string, into: Buffer): void {
  if (into.length === 0) return
  const file = openSync(path, 'r')
  try {
    for (let at = 0; at < into.length;) {
      const read = readSync(file, into, at, into.length - at, at)
      if (read === 0) throw new Error(`${path} is shorter than it was: delete the folder and start again`)
      at += read
    }
  } finally {
    closeSync(file)
  }
}
