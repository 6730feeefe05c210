import type { Kysely } from 'kysely'
import { type Clock, type Log, systemRandom } from '#kernel'
import { startCluster } from './cluster/cluster.ts'
import { type Connection, foreignConnection } from './connection.ts'
import { openDatabase } from './database.ts'
import { createHolds, type Holds } from './holds.ts'
import { createJobs, type Jobs } from './jobs.ts'
import { migrate, type ModuleMigrations } from './migrations.ts'

export interface StorageConfig {
  /** `postgres://…` of the customer's own cluster, without its password; undefined: our own private cluster. */
  readonly url: string | undefined
  /** File that holds the password for `url`; undefined where none is needed (peer, client certificate). */
  readonly passwordFile?: string | undefined
  /** Where the private cluster lives; mode 0700. */
  readonly directory: string
}

export interface Storage extends AsyncDisposable {
  /**
   * The tables of one module, typed by it under `schema.table`: `storage.tables<{ 'reset.resets': … }>()`.
   * When the database is away its queries throw a Fault `storage.unavailable`; whether a lost write happened
   * is then unknown. Broken constraints throw pg's `DatabaseError`.
   */
  tables<T>(): Kysely<T>
  readonly jobs: Jobs
  readonly holds: Holds
}

/**
 * Starts the private cluster if there is no `url`, connects, brings every module's tables up to date under an
 * advisory lock.
 *
 * @throws {Fault} `storage.unavailable` or `config.invalid` with what to do in its message.
 */
export async function openStorage(
  config: StorageConfig,
  modules: readonly ModuleMigrations[],
  deps: { log: Log; clock: Clock },
): Promise<Storage> {
  const name = `keyturn-${Buffer.from(systemRandom(4)).toString('hex')}`
  if (config.url !== undefined) {
    return await connect(foreignConnection(config.url, config.passwordFile, name), modules, deps)
  }
  const cluster = await startCluster(config.directory, { log: deps.log, name, settings: {} })
  try {
    const storage = await connect(cluster.connect('postgres'), modules, deps)
    return {
      ...storage,
      async [Symbol.asyncDispose]() {
        await storage[Symbol.asyncDispose]()
        await cluster.stop()
      },
    }
  } catch (error) {
    await cluster.stop()
    throw error
  }
}

async function connect(
  connection: Connection,
  modules: readonly ModuleMigrations[],
  { log, clock }: { log: Log; clock: Clock },
): Promise<Storage> {
  const database = openDatabase(connection, log)
  try {
    await migrate(database, modules, clock())
  } catch (error) {
    await database.destroy()
    throw error
  }
  const jobs = createJobs(connection, log)
  const holds = createHolds(connection, log)
  return {
    tables: <T>() => database as Kysely<T>,
    jobs,
    holds,
    async [Symbol.asyncDispose]() {
      await jobs.stop()
      await holds.end()
      await database.destroy()
    },
  }
}
