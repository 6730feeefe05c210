import type { JSONColumnType, Kysely } from 'kysely'
import { prepared } from '#storage'
import { open, type Lockdown } from './state.ts'
import type { LockdownStore } from './store.ts'

export interface LockdownTables {
  'lockdown.standing': { one: boolean; now: JSONColumnType<Lockdown>; revision: number }
}

export function createLockdownStore(db: Kysely<LockdownTables>): LockdownStore {
  const standing = prepared<{ now: Lockdown; revision: number }>(
    db,
    // With a value, or PostgreSQL plans it each time.
    'select "now", revision from lockdown.standing where one = $1',
  )
  return {
    async read() {
      const [row] = (await standing(true)).rows
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
