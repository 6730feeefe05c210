import type { JSONColumnType, Kysely } from 'kysely'
import { open, type Lockdown } from './state.ts'
import type { LockdownStore } from './store.ts'

export interface LockdownTables {
  'lockdown.standing': { one: boolean; now: JSONColumnType<Lockdown>; revision: number }
}

export function createLockdownStore(db: Kysely<LockdownTables>): LockdownStore {
  return {
    async read() {
      const row = await db.selectFrom('lockdown.standing').select(['now', 'revision']).executeTakeFirst()
      return row ?? { now: open, revision: 0 }
    },
    async move(revision, now) {
      const row = { one: true, now: JSON.stringify(now), revision: revision + 1 }
      if (revision === 0) {
        const insert = db
          .insertInto('lockdown.standing')
          .values(row)
          .onConflict((on) => on.doNothing())
        return (await insert.executeTakeFirstOrThrow()).numInsertedOrUpdatedRows === 1n
      }
      const update = db.updateTable('lockdown.standing').set(row).where('revision', '=', revision)
      return (await update.executeTakeFirstOrThrow()).numUpdatedRows === 1n
    },
  }
}
