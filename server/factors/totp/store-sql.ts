import { sql, type Kysely, type Selectable } from 'kysely'
import { gathered, type AccountId } from '#kernel'
import { prepared } from '#storage'
import type { TotpKind } from './code.ts'
import type { OfferStore, Token, TokenStore } from './store.ts'

interface TokenTable extends KindColumns {
  id: string
  account: AccountId
  name: string
  sealed_seed: Uint8Array
  last_step: number
  drift: number
  last_offset: number
  enrolled_at: Date
  used_at: Date | null
}
interface KindColumns {
  algorithm: TotpKind['algorithm']
  digits: TotpKind['digits']
  period_seconds: number
}

export interface TotpTables {
  'factors.totp_tokens': TokenTable
  'factors.totp_offers': { id: string; account: AccountId; sealed_seed: Uint8Array; expires_at: Date }
}

export function createTokenStore(db: Kysely<TotpTables>): TokenStore {
  const tokensOf = prepared<Selectable<TokenTable>>(
    db,
    'select * from factors.totp_tokens where account = any($1::uuid[]) order by enrolled_at',
  )
  const tokens = gathered(async (accounts: readonly AccountId[]) => {
    const { rows } = await tokensOf(accounts)
    return Map.groupBy(rows.map(readToken), ({ account }) => account)
  })
  return {
    tokens: async (account) => (await tokens(account)) ?? [],

    ...changes(db),

    boundSince: (since) =>
      db
        .selectFrom('factors.totp_tokens')
        .select(['account', 'id'])
        .where('enrolled_at', '>=', since)
        .execute(),

    async among(accounts) {
      const rows = await db
        .selectFrom('factors.totp_tokens')
        .select('account')
        .distinct()
        .where(sql<boolean>`account = any(${accounts}::uuid[])`)
        .execute()
      return new Set(rows.map(({ account }) => account))
    },
  }
}

/** To one token that is there. */
function changes(db: Kysely<TotpTables>): Pick<TokenStore, 'use' | 'remove' | 'rename'> {
  const use = prepared(db, using)
  return {
    async use({ id, account }, step, { drift, lastOffset }, now) {
      const { numAffectedRows } = await use(id, account, step, drift, lastOffset, now)
      return numAffectedRows === 1n
    },

    async remove(account, id) {
      const { numDeletedRows } = await db
        .deleteFrom('factors.totp_tokens')
        .where('account', '=', account)
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      return numDeletedRows === 1n
    },

    async rename(account, id, name) {
      const { numUpdatedRows } = await db
        .updateTable('factors.totp_tokens')
        .set({ name })
        .where('account', '=', account)
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n
    },
  }
}

export function createOfferStore(db: Kysely<TotpTables>): OfferStore {
  return {
    async put({ id, account, sealedSeed, expires }) {
      const row = { id, sealed_seed: sealedSeed, expires_at: expires }
      await db
        .insertInto('factors.totp_offers')
        .values({ account, ...row })
        .onConflict((on) => on.column('account').doUpdateSet(row))
        .execute()
    },

    async find(account, id, now) {
      const row = await db
        .selectFrom('factors.totp_offers')
        .selectAll()
        .where('account', '=', account)
        .where('id', '=', id)
        .where('expires_at', '>', now)
        .executeTakeFirst()
      return row && { id, account, sealedSeed: row.sealed_seed, expires: row.expires_at }
    },

    accept: (token) =>
      db.transaction().execute(async (tx) => {
        const { numDeletedRows } = await tx
          .deleteFrom('factors.totp_offers')
          .where('account', '=', token.account)
          .where('id', '=', token.id)
          .executeTakeFirstOrThrow()
        if (numDeletedRows !== 1n) return false
        await tx.insertInto('factors.totp_tokens').values(writeToken(token)).execute()
        return true
      }),

    async prune(now) {
      await db.deleteFrom('factors.totp_offers').where('expires_at', '<=', now).execute()
    },
  }
}

const using = `
  update factors.totp_tokens set last_step = $3, drift = $4, last_offset = $5, used_at = $6
  where id = $1 and account = $2 and last_step < $3`

const readToken = (row: Selectable<TokenTable>): Token => ({
  id: row.id,
  account: row.account,
  name: row.name,
  sealedSeed: row.sealed_seed,
  algorithm: row.algorithm,
  digits: row.digits,
  periodSeconds: row.period_seconds,
  lastStep: row.last_step,
  drift: row.drift,
  lastOffset: row.last_offset,
  enrolled: row.enrolled_at,
  lastUsed: row.used_at,
})

const writeToken = (token: Token): TokenTable => ({
  id: token.id,
  account: token.account,
  name: token.name,
  sealed_seed: token.sealedSeed,
  algorithm: token.algorithm,
  digits: token.digits,
  period_seconds: token.periodSeconds,
  last_step: token.lastStep,
  drift: token.drift,
  last_offset: token.lastOffset,
  enrolled_at: token.enrolled,
  used_at: token.lastUsed,
})
