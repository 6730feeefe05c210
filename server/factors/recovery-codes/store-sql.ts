import { sql, type Kysely } from 'kysely'
import { gathered, type AccountId } from '#kernel'
import { prepared } from '#storage'
import type { CodeSet, RecoveryCodeStore } from './store.ts'

export interface RecoveryCodeTables {
  'factors.recovery_sets': { account: AccountId; id: string; salt: Uint8Array; issued_at: Date }
  'factors.recovery_codes': { account: AccountId; hash: Uint8Array; used_at: Date | null }
}

type CodeRow = RecoveryCodeTables['factors.recovery_sets'] & RecoveryCodeTables['factors.recovery_codes']

export function createRecoveryCodeStore(db: Kysely<RecoveryCodeTables>): RecoveryCodeStore {
  const codesOf = prepared<CodeRow>(db, reading)
  return {
    find: gathered(async (accounts: readonly AccountId[]) => {
      const { rows } = await codesOf(accounts)
      return readSets(rows)
    }),

    replace: (account, { id, salt, issued }, hashes) =>
      db.transaction().execute(async (tx) => {
        const set = { id, salt, issued_at: issued }
        // The row lock of the upsert lets two that come at once through one after the other.
        await tx
          .insertInto('factors.recovery_sets')
          .values({ account, ...set })
          .onConflict((on) => on.column('account').doUpdateSet(set))
          .execute()
        await tx.deleteFrom('factors.recovery_codes').where('account', '=', account).execute()
        const codes = hashes.map((hash) => ({ account, hash, used_at: null }))
        await tx.insertInto('factors.recovery_codes').values(codes).execute()
      }),

    async use(account, hash, now) {
      const { numUpdatedRows } = await db
        .updateTable('factors.recovery_codes')
        .set({ used_at: now })
        .where('account', '=', account)
        .where('hash', '=', hash)
        .where('used_at', 'is', null)
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n
    },

    async remove(account, id) {
      const { numDeletedRows } = await db
        .deleteFrom('factors.recovery_sets')
        .where('account', '=', account)
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      return numDeletedRows === 1n
    },

    among: (accounts) => among(db, accounts),
    boundSince: (since) =>
      db
        .selectFrom('factors.recovery_sets')
        .select(['account', 'id'])
        .where('issued_at', '>=', since)
        .execute(),
  }
}

/** A code a row, and its set with each. */
function readSets(rows: readonly CodeRow[]): ReadonlyMap<AccountId, CodeSet> {
  const sets = new Map<AccountId, CodeSet & { readonly codes: CodeSet['codes'][number][] }>()
  for (const { account, id, salt, issued_at: issued, hash, used_at: used } of rows) {
    const set = sets.get(account) ?? { id, salt, issued, codes: [] }
    set.codes.push({ hash, used })
    sets.set(account, set)
  }
  return sets
}

async function among(db: Kysely<RecoveryCodeTables>, accounts: readonly AccountId[]) {
  const rows = await db
    .selectFrom('factors.recovery_codes')
    .select('account')
    .distinct()
    .where('used_at', 'is', null)
    .where(sql<boolean>`account = any(${accounts}::uuid[])`)
    .execute()
  return new Set(rows.map(({ account }) => account))
}

const reading = `
  select s.account, s.id, s.salt, s.issued_at, c.hash, c.used_at
  from factors.recovery_sets s join factors.recovery_codes c on c.account = s.account
  where s.account = any($1::uuid[])`
