import { existsSync } from 'node:fs'
import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { WriterState } from '@keyturn/protocols/breached'

/** How far a build has come; whoever starts it again goes on from here. */
export interface Journal {
  readonly format: typeof format
  readonly fingerprint: string
  readonly built: string
  readonly reading: {
    readonly lines: number
    readonly bytes: number
    /** Rows in each partition. */
    readonly rows: readonly number[]
    readonly done: boolean
  }
  readonly writing: Writing | null
}

export interface Writing {
  readonly depth: number
  /** The first partition that is not in the file yet. */
  readonly next: number
  readonly state: WriterState
}

const format = 'keyturn breached build 1'

export function newJournal(fingerprint: string, built: string): Journal {
  return { format, fingerprint, built, reading: { lines: 0, bytes: 0, rows: [], done: false }, writing: null }
}

/** @returns undefined if none was begun. @throws {Error} if another version began it. */
export async function readJournal(folder: string): Promise<Journal | undefined> {
  const path = pathIn(folder)
  if (!existsSync(path)) return undefined
  // It appears whole or not at all, and nobody else writes here: what says that it is ours is.
  const journal = JSON.parse(await readFile(path, 'utf8')) as Journal
  if (journal.format !== format) throw new Error(`${folder} is of another version of Keyturn: delete it`)
  return journal
}

export async function writeJournal(folder: string, journal: Journal): Promise<void> {
  const fresh = `${pathIn(folder)}.new`
  await using file = await open(fresh, 'w')
  await file.writeFile(JSON.stringify(journal))
  await file.sync()
  await rename(fresh, pathIn(folder))
  await using directory = await open(folder, 'r')
  await directory.sync()
}

/**
 * Makes the folder, and keeps a second build out of it for as long as this process lives.
 *
 * @throws {Error} if one is at it.
 */
export async function claimFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, 'pid')
  const owner = existsSync(path) ? Number(await readFile(path, 'utf8')) : NaN
  if (owner !== process.pid && isAlive(owner)) {
    throw new Error(`process ${owner} is building in ${folder}; if it is something else, delete ${path}`)
  }
  await writeFile(path, String(process.pid))
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function pathIn(folder: string): string {
  return join(folder, 'journal.json')
}
