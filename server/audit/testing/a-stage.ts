import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { createLog, systemRandom } from '#kernel'
import { aDatabase } from '../../storage/testing.ts'
import { auditMigrations, openAuditLog, type AuditLog } from '../index.ts'
import { anEvent } from './an-event.ts'

export type Stage = Awaited<ReturnType<typeof aStage>>

/** A database and a server's own folder, for a log that is opened, closed and tampered with. */
export async function aStage() {
  const db = await aDatabase([auditMigrations])
  const directory = await mkdtemp(join(tmpdir(), 'keyturn-audit-'))
  const open = async (): Promise<AuditLog & AsyncDisposable> =>
    await openAuditLog({
      storage: db,
      directory,
      clock: () => new Date('2026-11-21T08:15:30.123Z'),
      random: systemRandom,
      log: createLog('silent'),
      origin: 'test.example/audit',
    })
  return {
    db,
    directory,
    open,
    /** A server that starts, appends and stops. */
    async use(entries: number): Promise<void> {
      await using log = await open()
      for (let i = 0; i < entries; i++) await log.append(anEvent({ facts: { reset: String(i) } }))
    },
    /** What only the owner of the database can do: without the triggers. */
    async behindTheLog(statements: string): Promise<void> {
      const off = 'set session_replication_role = replica'
      await sql.raw(`${off}; ${statements}; reset session_replication_role`).execute(db.tables())
    },
    /** The folder of a second server of the cluster, which has the same key. */
    async second(): Promise<string> {
      const other = join(directory, 'second')
      await cp(join(directory, 'audit.key'), join(other, 'audit.key'))
      return other
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await db[Symbol.asyncDispose]()
      await rm(directory, { recursive: true })
    },
  }
}
