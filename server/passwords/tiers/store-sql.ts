import type { Kysely } from 'kysely'
import type { AccountId } from '#kernel'
import type { TierStore } from './store.ts'

export interface TierTables {
  'passwords.tiers': {
    account: AccountId
    placed_group: string | null
    placed_for: Date | null
    next_attempt: string | null
    next_group: string | null
    next_before: Date | null
    next_at: Date | null
  }
}

const nothingNext = { next_attempt: null, next_group: null, next_before: null, next_at: null }

export function createTierStore(db: Kysely<TierTables>): TierStore {
  return {
    async expect(account, { attempt, group, before, at }) {
      const next = { next_attempt: attempt, next_group: group, next_before: before, next_at: at }
      await db
        .insertInto('passwords.tiers')
        .values({ account, placed_group: null, placed_for: null, ...next })
        .onConflict((conflict) => conflict.column('account').doUpdateSet(next))
        .execute()
    },

    async expected(account) {
      const row = await db
        .selectFrom('passwords.tiers')
        .selectAll()
        .where('account', '=', account)
        .executeTakeFirst()
      if (row?.next_attempt == null || row.next_at === null) return undefined
      return { attempt: row.next_attempt, group: row.next_group, before: row.next_before, at: row.next_at }
    },

    async forget(account, attempt) {
      await db
        .updateTable('passwords.tiers')
        .set(nothingNext)
        .where('account', '=', account)
        .where('next_attempt', '=', attempt)
        .execute()
    },

    async place({ account, group, for: time }, attempt) {
      await db
        .updateTable('passwords.tiers')
        .set({ placed_group: group, placed_for: time })
        .where('account', '=', account)
        .execute()
      if (attempt !== null) await this.forget(account, attempt)
    },

    async placedAfter(account, limit) {
      const rows = await db
        .selectFrom('passwords.tiers')
        .select(['account', 'placed_group', 'placed_for'])
        .where('placed_group', 'is not', null)
        .$if(account !== null, (query) => query.where('account', '>', account ?? ('' as AccountId)))
        .orderBy('account')
        .limit(limit)
        .execute()
      return rows.flatMap(({ account: id, placed_group: group, placed_for: time }) =>
        time === null ? [] : [{ account: id, group, for: time }],
      )
    },
  }
}
