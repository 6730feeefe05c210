import { access, mkdir } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { createLog, type Log, systemClock, systemRandom } from '#kernel'
import { type Cluster, startCluster } from './cluster/cluster.ts'
import { holdLock } from './cluster/lock.ts'
import type { ModuleMigrations } from './migrations.ts'
import { openStorage, type Storage } from './storage.ts'

export interface TestDatabase extends Storage {
  /** The same database for `openStorage`, and for a program under test, as a customer's own. */
  readonly url: string
}

/**
 * A fresh, empty database for one test, with these modules' tables, dropped at the end:
 *
 *     await using db = await aDatabase([resetMigrations])
 *
 * All tests of a machine share one private cluster below the temporary folder, without fsync; the last process
 * to end stops it. What a killed test left behind is dropped by a later one.
 */
export async function aDatabase(
  modules: readonly ModuleMigrations[] = [],
  { log = createLog('silent') }: { readonly log?: Log } = {},
): Promise<TestDatabase> {
  shared ??= useSharedCluster()
  const cluster = await shared
  const database = `t${process.pid}_${Buffer.from(systemRandom(6)).toString('hex')}`
  const url = cluster.connect(database).connectionString
  await run(cluster, `create database ${database}`)
  const drop = () => run(cluster, `drop database if exists ${database} with (force)`)
  try {
    const storage = await openStorage({ url, directory: '' }, modules, { log, clock: systemClock })
    return {
      ...storage,
      url,
      async [Symbol.asyncDispose]() {
        await storage[Symbol.asyncDispose]()
        await drop()
      },
    }
  } catch (error) {
    await drop()
    throw error
  }
}

/** One for the process: to start and stop it around each test would cost more than the tests. */
let shared: Promise<Cluster> | undefined

async function useSharedCluster(): Promise<Cluster> {
  const home = join(tmpdir(), `keyturn-test-${userInfo().username}`)
  await mkdir(home, { recursive: true, mode: 0o711 })
  const users = join(home, 'users')
  const using = await holdLock(users, 'shared')
  const cluster = await startCluster(join(home, 'pg'), {
    log: createLog('silent'),
    name: 'keyturn-test',
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
  })
  process.once('beforeExit', async () => {
    await using?.release()
    const last = await holdLock(users, 'exclusive')
    if (last === undefined) return
    await cluster.stop()
    await last.release()
  })
  await sweep(cluster)
  return cluster
}

async function sweep(cluster: Cluster): Promise<void> {
  const rows = await run(cluster, String.raw`select datname from pg_database where datname ~ '^t\d+_'`)
  for (const { datname } of rows as { datname: string }[]) {
    const pid = /^t(\d+)_/.exec(datname)?.[1] ?? ''
    const lives = await access(`/proc/${pid}`).then(
      () => true,
      () => false,
    )
    if (!lives) await run(cluster, `drop database if exists ${datname} with (force)`)
  }
}

async function run(cluster: Cluster, statement: string): Promise<unknown[]> {
  const client = new pg.Client(cluster.connect('postgres'))
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}
