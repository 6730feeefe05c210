import type { FactorName } from '@keyturn/contract'
import { sql, type Kysely, type Selectable } from 'kysely'
import type { AccountId } from '#kernel'
import type { Target, TargetStore } from './store.ts'

interface TargetTable {
  id: string
  factor: FactorName
  account: AccountId
  name: string
  sealed_target: Uint8Array
  enrolled_at: Date
  used_at: Date | null
}

export interface TargetTables {
  'factors.code_targets': TargetTable
}

export function createTargetStore(db: Kysely<TargetTables>, factor: FactorName): TargetStore {
  return {
    async add({ sealedTarget, enrolled, lastUsed, ...target }) {
      const row = { ...target, factor, sealed_target: sealedTarget, enrolled_at: enrolled, used_at: lastUsed }
      await db.insertInto('factors.code_targets').values(row).execute()
    },

    async of(account) {
      const rows = await db
        .selectFrom('factors.code_targets')
        .selectAll()
        .where('factor', '=', factor)
        .where('account', '=', account)
        .orderBy('enrolled_at')
        .execute()
      return rows.map(readTarget)
    },

    async used(account, now) {
      await db
        .updateTable('factors.code_targets')
        .set({ used_at: now })
        .where('factor', '=', factor)
        .where('account', '=', account)
        .execute()
    },

    among: (accounts) => among(db, factor, accounts),

    boundSince: (since) =>
      db
        .selectFrom('factors.code_targets')
        .select(['account', 'id'])
        .where('factor', '=', factor)
        .where('enrolled_at', '>=', since)
        .execute(),

    async remove(account, id) {
      const { numDeletedRows } = await db
        .deleteFrom('factors.code_targets')
        .where('factor', '=', factor)
        .where('account', '=', account)
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      return numDeletedRows === 1n
    },

    async rename(account, id, name) {
      const { numUpdatedRows } = await db
        .updateTable('factors.code_targets')
        .set({ name })
        .where('factor', '=', factor)
        .where('account', '=', account)
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n
    },
  }
}

async function among(db: Kysely<TargetTables>, factor: FactorName, accounts: readonly AccountId[]) {
  const rows = await db
    .selectFrom('factors.code_targets')
    .select('account')
    .distinct()
    .where('factor', '=', factor)
    .where(sql<boolean>`account = any(${accounts}::uuid[])`)
    .execute()
  return new Set(rows.map(({ account }) => account))
}

const readTarget = (row: Selectable<TargetTable>): Target => ({
  id: row.id,
  account: row.account,
  name: row.name,
  sealedTarget: row.sealed_target,
  enrolled: row.enrolled_at,
  lastUsed: row.used_at,
})
