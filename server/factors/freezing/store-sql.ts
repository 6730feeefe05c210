import type { Kysely } from 'kysely'
import type { AccountId } from '#kernel'
import { prepared } from '#storage'
import type { FreezeStore } from './store.ts'

export interface FreezeTables {
  'factors.freezes': { account: AccountId; since: Date }
  'factors.alarms': { tag: string; account: AccountId; expires_at: Date }
}

export function createFreezeStore(db: Kysely<FreezeTables>): FreezeStore {
  const frozen = prepared<{ account: AccountId }>(
    db,
    'select account from factors.freezes where account = any($1::uuid[])',
  )
  return {
    async freeze(account, since) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('factors.freezes')
        .values({ account, since })
        .onConflict((on) => on.doNothing())
        .executeTakeFirstOrThrow()
      return numInsertedOrUpdatedRows === 1n
    },

    async thaw(account) {
      const { numDeletedRows } = await db
        .deleteFrom('factors.freezes')
        .where('account', '=', account)
        .executeTakeFirstOrThrow()
      return numDeletedRows === 1n
    },

    async among(accounts) {
      const { rows } = await frozen(accounts)
      return new Set(rows.map(({ account }) => account))
    },

    async putAlarm(tag, account, expires) {
      await db.insertInto('factors.alarms').values({ tag, account, expires_at: expires }).execute()
    },

    async alarm(tag, now) {
      const row = await db
        .selectFrom('factors.alarms')
        .select('account')
        .where('tag', '=', tag)
        .where('expires_at', '>', now)
        .executeTakeFirst()
      return row?.account
    },

    async prune(now) {
      await db.deleteFrom('factors.alarms').where('expires_at', '<=', now).execute()
    },
  }
}
