import { link, readdir, readFile, readlink, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Place } from './place.ts'

/**
 * PostgreSQL processes that work in this data directory. All of them enter it before they touch anything there,
 * so an empty answer means that nobody does. A pid alone proves nothing: pids are used again.
 */
export async function postgresIn(data: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const ours = await Promise.all(pids.map((pid) => isPostgresIn(data, pid)))
  return pids.filter((_, i) => ours[i])
}

export async function isPostgresIn(data: string, pid: number): Promise<boolean> {
  try {
    const [cwd, program] = await Promise.all([readlink(`/proc/${pid}/cwd`), readlink(`/proc/${pid}/exe`)])
    // After an upgrade of the package Linux adds " (deleted)" to the program's name.
    return cwd === data && basename(program).startsWith('postgres')
  } catch {
    return false
  }
}

/** The postmaster's pid as it wrote it down; undefined when there is none or it is being written. */
export async function postmasterPid(data: string): Promise<number | undefined> {
  const text = await readFile(lockFile(data), 'utf8').catch(() => '')
  const pid = Number(text.split('\n', 1)[0])
  return Number.isInteger(pid) && pid > 0 ? pid : undefined
}

/**
 * Removes the lock files that a killed postmaster left, in its data directory and beside its socket, when its pid now
 * belongs to some other program, or to a dead one that nobody has reaped: PostgreSQL takes both for a running server.
 * Never one that a postmaster wrote since we looked.
 */
export async function removeStaleLocks({ data, socket }: Pick<Place, 'data' | 'socket'>): Promise<void> {
  for (const file of [lockFile(data), join(socket, socketLock)]) {
    const stale = await readFile(file, 'utf8').catch(() => undefined)
    if (stale === undefined) continue
    if ((await postgresIn(data)).length > 0) return
    const aside = `${file}.stale-${process.pid}`
    await rename(file, aside).catch(() => {})
    const moved = await readFile(aside, 'utf8').catch(() => stale)
    if (moved !== stale) await link(aside, file).catch(() => {})
    await rm(aside, { force: true })
  }
}

/** Its port is always the usual one: nobody else has a socket there. */
const socketLock = '.s.PGSQL.5432.lock'
const lockFile = (data: string) => join(data, 'postmaster.pid')
