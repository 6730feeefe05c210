import { sql, type Kysely, type Selectable } from 'kysely'
import type { AccountId } from '#kernel'
import type { PassRow, PassStore } from './store.ts'

interface PassTable {
  account: AccountId
  id: string
  salt: Uint8Array
  hash: Uint8Array
  is_once: boolean
  issued_at: Date
  expires_at: Date
  used_at: Date | null
}

export interface PassTables {
  'factors.access_passes': PassTable
}

export function createPassStore(db: Kysely<PassTables>): PassStore {
  return {
    async put({ account, ...pass }) {
      const row = writePass(pass)
      await db
        .insertInto('factors.access_passes')
        .values({ account, ...row })
        .onConflict((on) => on.column('account').doUpdateSet(row))
        .execute()
    },

    async find(account, now) {
      const row = await holding(db, now).selectAll().where('account', '=', account).executeTakeFirst()
      return row && readPass(row)
    },

    async use(id, now) {
      const { numUpdatedRows } = await db
        .updateTable('factors.access_passes')
        .set({ used_at: now })
        .where('id', '=', id)
        .where((where) => where.or([where('is_once', '=', false), where('used_at', 'is', null)]))
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n
    },

    async list(now) {
      const rows = await holding(db, now).selectAll().orderBy('expires_at').execute()
      return rows.map(readPass)
    },

    async among(accounts, now) {
      const rows = await holding(db, now)
        .select('account')
        .where(sql<boolean>`account = any(${accounts}::uuid[])`)
        .execute()
      return new Set(rows.map(({ account }) => account))
    },

    async remove(account, id) {
      const { numDeletedRows } = await db
        .deleteFrom('factors.access_passes')
        .where('account', '=', account)
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      return numDeletedRows === 1n
    },

    boundSince: (since) =>
      db
        .selectFrom('factors.access_passes')
        .select(['account', 'id'])
        .where('issued_at', '>=', since)
        .execute(),

    async prune(now) {
      await db.deleteFrom('factors.access_passes').where('expires_at', '<=', now).execute()
    },
  }
}

/** Those that are neither late nor used up. */
const holding = (db: Kysely<PassTables>, now: Date) =>
  db
    .selectFrom('factors.access_passes')
    .where('expires_at', '>', now)
    .where((where) => where.or([where('is_once', '=', false), where('used_at', 'is', null)]))

const readPass = (row: Selectable<PassTable>): PassRow => ({
  id: row.id,
  account: row.account,
  salt: row.salt,
  hash: row.hash,
  isOnce: row.is_once,
  issued: row.issued_at,
  expires: row.expires_at,
  lastUsed: row.used_at,
})

const writePass = (pass: Omit<PassRow, 'account'>): Omit<PassTable, 'account'> => ({
  id: pass.id,
  salt: pass.salt,
  hash: pass.hash,
  is_once: pass.isOnce,
  issued_at: pass.issued,
  expires_at: pass.expires,
  used_at: pass.lastUsed,
})
