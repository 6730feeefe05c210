import { existsSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  checkWhole,
  formatStatement,
  headLength,
  maxRows,
  readHead,
  signHead,
  unsignedHead,
  type Statement,
} from '@keyturn/protocols/breached'
import type { Signer } from '@keyturn/protocols/tlog'
import { claimFolder, newJournal, readJournal, writeJournal, type Journal } from './journal.ts'
import { openListFile } from './list-file.ts'
import { openPartitions } from './partitions.ts'
import type { Progress } from './progress.ts'
import { createRowReader } from './rows.ts'
import type { Source } from './source.ts'
import { writeList } from './write-list.ts'

export interface BuildOptions {
  readonly source: Source
  readonly out: string
  /** For people, in the head of the list. */
  readonly label: string
  readonly now: Date
  readonly signer: Signer | undefined
  readonly progress: (progress: Progress) => void
  /** After so many rows the work is made safe against a crash. */
  readonly rowsBetweenSyncs: number
}

/** About a minute's work. */
export const usualRowsBetweenSyncs = 100_000_000

export function workFolderOf(out: string): string {
  return `${out}.work`
}

/**
 * Makes the list: reads and partitions, sorts and writes, checks every byte, and only then gives it its name. In
 * about 200 MB of memory, 60 more for the longest; on the disk, beside the result, eight bytes a row in a folder of its own.
 * Stopped at any moment and started again, it goes on.
 *
 * @throws {Error} for the person at the terminal.
 */
export async function build(options: BuildOptions): Promise<Statement> {
  const { source, out, now, label } = options
  if (existsSync(out)) throw new Error(`${out} is there already: move it away, or name another with --out`)
  const folder = workFolderOf(out)
  await claimFolder(folder)
  const begun = (await readJournal(folder)) ?? newJournal(source.fingerprint, instant(now))
  if (begun.fingerprint !== source.fingerprint) {
    throw new Error(
      `${folder} is of another list that was not finished: finish that one, or delete the folder`,
    )
  }
  const read = begun.reading.done ? begun : await readRows(begun, folder, options)
  const list = join(folder, 'list')
  const { rows, depth, root } = await writeList(read, folder, list, options)
  const statement: Statement = { source: label, built: read.built, rows, depth, root }
  await writeHead(list, statement, options.signer)
  await check(list, statement, options)
  await rename(list, out)
  await using parent = await open(dirname(out), 'r')
  await parent.sync()
  await rm(folder, { recursive: true })
  return statement
}

async function readRows(from: Journal, folder: string, options: BuildOptions): Promise<Journal> {
  const { source, progress, rowsBetweenSyncs } = options
  const partitions = openPartitions(folder, from.reading.rows)
  const reader = createRowReader((high, low) => partitions.add(high, low), from.reading)
  let safeLines = reader.lines
  const pause = async (done: boolean, safe: boolean): Promise<Journal> => {
    const { lines, bytes } = reader
    const journal = { ...from, reading: { lines, bytes, rows: partitions.flush(safe), done } }
    if (safe) await writeJournal(folder, journal)
    safeLines = lines
    return journal
  }
  for await (const piece of source.text(reader.bytes)) {
    reader.push(piece)
    if (reader.lines > maxRows) throw new Error(`there are more than ${maxRows} rows`)
    progress({ doing: 'reading', rows: reader.lines, share: source.size && source.read() / source.size })
    if (reader.lines - safeLines >= rowsBetweenSyncs) await pause(false, true)
  }
  reader.end()
  if (reader.lines === 0) throw new Error('the list is empty')
  // A short list is read again in less time than it takes to make it safe.
  return await pause(true, reader.lines >= rowsBetweenSyncs)
}

async function writeHead(list: string, statement: Statement, signer: Signer | undefined): Promise<void> {
  const bare = unsignedHead(formatStatement(statement))
  const head = readHead(bare)
  if (head === undefined) throw new Error('the list cannot be described; is the label in plain words?')
  await using file = await open(list, 'r+')
  const page = (signer && signHead(head, signer)) ?? bare
  await file.write(page, 0, headLength, 0)
  await file.sync()
}

async function check(list: string, statement: Statement, { progress }: BuildOptions): Promise<void> {
  await using file = await openListFile(list)
  const { rows } = statement
  const told = (offset: number) => progress({ doing: 'checking', rows, share: offset / file.size })
  const checked = await checkWhole(statement, file.readLater, told)
  if (!checked.ok)
    throw new Error(`what was written is not what was meant (${checked.why}): is the disk all right?`)
}

function instant(now: Date): string {
  return `${now.toISOString().slice(0, 19)}Z`
}
