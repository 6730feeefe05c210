import { join } from 'node:path'
import type { Clock, Log, Random } from '#kernel'
import type { Storage } from '#storage'
import { openFence } from './fence.ts'
import { createAuditLog, type AuditLog } from './log.ts'
import { openSigningKey } from './signing-key.ts'
import { createAuditStore, type AuditTables } from './store-sql.ts'

export interface AuditDeps {
  /** With `auditMigrations` applied. */
  readonly storage: Pick<Storage, 'tables'>
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /**
   * Holds `audit.key` (what checkpoints are signed with, 0600) and `audit.marks` (where the log last was). Not in
   * the database's hands: whoever rolls that back must not be able to roll these back with it.
   */
  readonly directory: string
  /** Which log this is, in checkpoints: a host name and path without scheme, `keyturn.corp.example/audit`. */
  readonly origin: string
}

/**
 * Opens the log that all servers of a cluster share, after checking that it continues what this one knew of it.
 * Disposing waits for what is being written and marks the end.
 *
 * @throws {Fault} `audit.unavailable` if the log was cut or changed, or its key is gone, with what to do.
 */
export async function openAuditLog(deps: AuditDeps): Promise<AuditLog & AsyncDisposable> {
  const { storage, clock, random, log, directory, origin } = deps
  const store = createAuditStore(storage.tables<AuditTables>())
  const signer = await openSigningKey({ store, random, origin, keyFile: join(directory, 'audit.key') })
  const fence = await openFence(join(directory, 'audit.marks'))
  return await createAuditLog({ store, fence, signer, clock, log })
}
