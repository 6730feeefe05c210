import { execFile } from 'node:child_process'
import { chown, mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Fault, type Log, systemRandom } from '#kernel'
import { type Account, claimDirectory } from './account.ts'
import { type Binaries, findBinaries } from './binaries.ts'
import { hba, ident } from './settings.ts'

/** Everything of one private cluster, all below `directory`. */
export interface Place {
  readonly directory: string
  readonly data: string
  readonly socket: string
  readonly log: string
  readonly hba: string
  readonly ident: string
  readonly account: Account
  readonly binaries: Binaries
}

/** sun_path of unix(7) holds 108 bytes with the final zero. */
const longestSocketPath = 107

const unfinished = 'data.new-'

/** Makes the files of a cluster where there are none yet. Of two at once, one makes them and both use them. */
export async function prepareFiles(path: string, log: Log): Promise<Place> {
  const account = await claimDirectory(path, log)
  const directory = await realpath(path)
  const data = join(directory, 'data')
  const binaries = await findBinaries(await majorOf(data))
  const place = {
    directory,
    data,
    socket: join(directory, 'socket'),
    log: join(directory, 'postgres.log'),
    hba: join(directory, 'pg_hba.conf'),
    ident: join(directory, 'pg_ident.conf'),
    account,
    binaries,
  }
  requireShortSocket(place.socket)
  await mkdir(place.socket, { mode: 0o700 }).catch(ignoreExisting)
  await chown(place.socket, account.uid, account.gid)
  await writeOwned(place.hba, hba, account)
  await writeOwned(place.ident, ident(userInfo().username), account)
  if ((await majorOf(data)) === undefined) await initialise(place)
  return place
}

async function majorOf(data: string): Promise<number | undefined> {
  const version = await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => undefined)
  return version === undefined ? undefined : Number.parseInt(version, 10)
}

function requireShortSocket(folder: string): void {
  const path = join(folder, '.s.PGSQL.5432')
  if (Buffer.byteLength(path) <= longestSocketPath) return
  throw new Fault(
    'storage.unavailable',
    `${path} is longer than the ${longestSocketPath} bytes a Unix socket's path may have: choose a shorter database directory`,
  )
}

/** In a folder of its own, then renamed: a data directory is whole or absent, and of two only one gets the name. */
async function initialise({ directory, data, account, binaries }: Place): Promise<void> {
  await removeUnfinished(directory)
  const fresh = join(directory, `${unfinished}${process.pid}-${Buffer.from(systemRandom(4)).toString('hex')}`)
  const options = ['--username=keyturn', '--encoding=UTF8', '--locale=C', '--auth=peer', '--data-checksums']
  try {
    await promisify(execFile)(join(binaries.directory, 'initdb'), ['-D', fresh, ...options], {
      ...account,
      cwd: directory,
      env: { LC_ALL: 'C' },
    })
    await rename(fresh, data)
  } catch (error) {
    await rm(fresh, { recursive: true, force: true })
    if ((await majorOf(data)) !== undefined) return
    throw new Fault('storage.unavailable', `PostgreSQL's initdb failed in ${directory}: ${saidBy(error)}`, {
      cause: error,
    })
  }
}

/** What a start that was killed left behind, unless its process is still at it. */
async function removeUnfinished(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!name.startsWith(unfinished)) continue
    const pid = name.slice(unfinished.length).split('-', 1).join()
    const lives = await stat(`/proc/${pid}`).catch(() => undefined)
    if (lives === undefined) await rm(join(directory, name), { recursive: true, force: true })
  }
}

function saidBy(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'stderr' in error && typeof error.stderr === 'string' ? error.stderr.trim() : error.message
}

async function writeOwned(path: string, text: string, account: Account): Promise<void> {
  // By rename, so that a PostgreSQL that reads it at this moment sees all of it.
  const fresh = `${path}.${Buffer.from(systemRandom(6)).toString('hex')}`
  await writeFile(fresh, text, { mode: 0o600 })
  await chown(fresh, account.uid, account.gid)
  await rename(fresh, path)
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}
