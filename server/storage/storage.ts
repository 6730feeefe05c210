import type { Kysely, Migration } from 'kysely'
import type { Clock, Log } from '#kernel'
import type { Jobs } from './jobs.ts'

export interface StorageConfig {
  /** `postgres://…` of the customer's own cluster (password from a file); undefined: our own private cluster. */
  readonly url: string | undefined
  /** Where the private cluster lives; mode 0700. */
  readonly directory: string
}

export interface ModuleMigrations {
  /** Also the name of the module's PostgreSQL schema. */
  readonly module: string
  /** Forward only, by name in order: `0001-resets`. */
  readonly steps: Readonly<Record<string, Migration>>
}

export interface Storage extends AsyncDisposable {
  /** The tables of one module, typed by it: `storage.tables<ResetTables>()`. */
  tables<T>(): Kysely<T>
  readonly jobs: Jobs
}

/**
 * Starts the private cluster if there is no `url`, connects, brings every module's tables up to date under an
 * advisory lock.
 *
 * @throws {Fault} `storage.unavailable` with what to do in its message.
 */
export declare function openStorage(
  config: StorageConfig,
  modules: readonly ModuleMigrations[],
  deps: { log: Log; clock: Clock },
): Promise<Storage>
