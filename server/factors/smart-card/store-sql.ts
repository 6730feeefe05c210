import { sql, type Kysely } from 'kysely'
import type { AccountId } from '#kernel'
import type { CardStore } from './store.ts'

interface CardTable {
  id: string
  account: AccountId
  name: string
  key: string
  enrolled_at: Date
  used_at: Date | null
}

export interface CardTables {
  'factors.cards': CardTable
}

export function createCardStore(db: Kysely<CardTables>): CardStore {
  const change = (account: AccountId, id: string, values: Partial<CardTable>) =>
    db
      .updateTable('factors.cards')
      .set(values)
      .where('account', '=', account)
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
      .then(({ numUpdatedRows }) => numUpdatedRows === 1n)

  return {
    async cards(account) {
      const rows = await db
        .selectFrom('factors.cards')
        .selectAll()
        .where('account', '=', account)
        .orderBy('enrolled_at')
        .execute()
      return rows.map(({ enrolled_at: enrolled, used_at: lastUsed, ...card }) => ({
        ...card,
        enrolled,
        lastUsed,
      }))
    },

    async add({ enrolled, lastUsed, ...card }) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('factors.cards')
        .values({ ...card, enrolled_at: enrolled, used_at: lastUsed })
        .onConflict((on) => on.column('key').doNothing())
        .executeTakeFirstOrThrow()
      return numInsertedOrUpdatedRows === 1n
    },

    use: (account, id, now) => change(account, id, { used_at: now }),
    rename: (account, id, name) => change(account, id, { name }),

    async remove(account, id) {
      const { numDeletedRows } = await db
        .deleteFrom('factors.cards')
        .where('account', '=', account)
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      return numDeletedRows === 1n
    },

    boundSince: (since) =>
      db.selectFrom('factors.cards').select(['account', 'id']).where('enrolled_at', '>=', since).execute(),

    async among(accounts) {
      const rows = await db
        .selectFrom('factors.cards')
        .select('account')
        .distinct()
        .where(sql<boolean>`account = any(${accounts}::uuid[])`)
        .execute()
      return new Set(rows.map(({ account }) => account))
    },
  }
}
