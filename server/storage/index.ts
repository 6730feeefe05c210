/**
 * PostgreSQL: the connection, the migrations, the jobs, and the private cluster that Keyturn supervises when
 * the customer names no other. It knows no table of any module: each brings its own migrations and its own
 * `store-sql.ts`, which types what it sees by `storage.tables<Tables>()`.
 */
export { lookAtDatabase, type DatabaseLook } from './look.ts'
export { openStorage, type Storage, type StorageConfig } from './storage.ts'
export { heldNow, type Hold, type Holds } from './holds.ts'
export type { ModuleMigrations } from './migrations.ts'
export type { JobOptions, Jobs } from './jobs.ts'
export { prepared } from './prepared.ts'
