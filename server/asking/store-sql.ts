import type { Kysely } from 'kysely'
import type { AccountId } from '#kernel'
import type { AskedStore } from './store.ts'

export interface AskedTables {
  'asking.asked': { account: AccountId; at: Date }
}

export function createAskedStore(db: Kysely<AskedTables>): AskedStore {
  return {
    async claim(account, now, notSince) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('asking.asked')
        .values({ account, at: now })
        .onConflict((on) =>
          on.column('account').doUpdateSet({ at: now }).where('asking.asked.at', '<=', notSince),
        )
        .executeTakeFirstOrThrow()
      return numInsertedOrUpdatedRows === 1n
    },
  }
}
