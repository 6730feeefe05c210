import { sql, type Kysely, type Selectable } from 'kysely'
import type { AccountId } from '#kernel'
import type { Position, Token, TokenPool } from './store.ts'

interface TokenTable {
  serial: string
  id: string
  sealed_seed: Uint8Array
  type: Token['type']
  algorithm: Token['algorithm']
  digits: Token['digits']
  period_seconds: number
  /** int8: it comes as text. */
  next: string
  drift: number
  last_offset: number
  manufacturer: string | null
  model: string | null
  imported_at: Date
  imported_from: string
  account: AccountId | null
  name: string | null
  assigned_at: Date | null
  used_at: Date | null
  revoked_at: Date | null
}

export interface TokenTables {
  'factors.hardware_tokens': TokenTable
}

export const createTokenPool = (db: Kysely<TokenTables>): TokenPool => ({
  ...createReading(db),
  ...createChanging(db),
})

type Reading = Pick<TokenPool, 'of' | 'find' | 'all' | 'known' | 'boundSince' | 'among'>

function createReading(db: Kysely<TokenTables>): Reading {
  const read = () => db.selectFrom('factors.hardware_tokens').selectAll()

  return {
    of: async (account) =>
      (await read().where('account', '=', account).orderBy('assigned_at').execute()).map(readToken),

    async find(serial) {
      const row = await read().where('serial', '=', serial).executeTakeFirst()
      return row && readToken(row)
    },

    all: async () => (await read().orderBy('serial').execute()).map(readToken),

    async known(serials) {
      const rows = await db
        .selectFrom('factors.hardware_tokens')
        .select('serial')
        .where(sql<boolean>`serial = any(${serials}::text[])`)
        .execute()
      return new Set(rows.map(({ serial }) => serial))
    },

    boundSince: (since) =>
      db
        .selectFrom('factors.hardware_tokens')
        .select(['account', 'id'])
        .where('account', 'is not', null)
        .where('assigned_at', '>=', since)
        .$narrowType<{ account: AccountId }>()
        .execute(),

    async among(accounts) {
      const rows = await db
        .selectFrom('factors.hardware_tokens')
        .select('account')
        .distinct()
        .where(sql<boolean>`account = any(${accounts}::uuid[])`)
        .$narrowType<{ account: AccountId }>()
        .execute()
      return new Set(rows.map(({ account }) => account))
    },
  }
}

const nobody = { account: null, name: null, assigned_at: null, used_at: null }

function createChanging(db: Kysely<TokenTables>): Omit<TokenPool, keyof Reading> {
  const change = (values: Partial<TokenTable>) => db.updateTable('factors.hardware_tokens').set(values)

  return {
    async add(tokens) {
      if (tokens.length === 0) return new Set()
      const rows = await db
        .insertInto('factors.hardware_tokens')
        .values(tokens.map(writeToken))
        .onConflict((on) => on.column('serial').doNothing())
        .returning('serial')
        .execute()
      return new Set(rows.map(({ serial }) => serial))
    },

    async assign({ serial, id }, { account, name, assigned }, { sealedSeed, position }) {
      const holder = { account, name, assigned_at: assigned, used_at: null, sealed_seed: sealedSeed }
      const { numUpdatedRows } = await change({ ...holder, ...(position && placeOf(position)) })
        .where('serial', '=', serial)
        .where('id', '=', id)
        .where('account', 'is', null)
        .where('revoked_at', 'is', null)
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n
    },

    async takeBack({ serial, holder }, sealedSeed) {
      const { numUpdatedRows } = await change({ ...nobody, sealed_seed: sealedSeed })
        .where('serial', '=', serial)
        .where('account', '=', holder?.account ?? null)
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n
    },

    async revoke(serial, now) {
      const { numUpdatedRows } = await change({ ...nobody, revoked_at: now })
        .where('serial', '=', serial)
        .where('revoked_at', 'is', null)
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n
    },

    async use({ serial, holder }, position, now) {
      const { numUpdatedRows } = await change({ ...placeOf(position), used_at: now })
        .where('serial', '=', serial)
        .where('account', '=', holder?.account ?? null)
        .where('next', '<=', String(position.at))
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n
    },

    async rename(account, id, name) {
      const { numUpdatedRows } = await change({ name })
        .where('account', '=', account)
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n
    },
  }
}

const placeOf = ({ at, drift, lastOffset }: Position) => ({
  next: String(at + 1),
  drift,
  last_offset: lastOffset,
})

const readToken = (row: Selectable<TokenTable>): Token => ({
  serial: row.serial,
  id: row.id,
  sealedSeed: row.sealed_seed,
  type: row.type,
  algorithm: row.algorithm,
  digits: row.digits,
  periodSeconds: row.period_seconds,
  next: Number(row.next),
  drift: row.drift,
  lastOffset: row.last_offset,
  manufacturer: row.manufacturer,
  model: row.model,
  imported: row.imported_at,
  importedFrom: row.imported_from,
  holder: holderOf(row),
  revoked: row.revoked_at,
})

function holderOf({ account, name, assigned_at: assigned, used_at: lastUsed }: Selectable<TokenTable>) {
  return account === null || name === null || assigned === null ? null : { account, name, assigned, lastUsed }
}

const writeToken = (token: Token): TokenTable => ({
  serial: token.serial,
  id: token.id,
  sealed_seed: token.sealedSeed,
  type: token.type,
  algorithm: token.algorithm,
  digits: token.digits,
  period_seconds: token.periodSeconds,
  next: String(token.next),
  drift: token.drift,
  last_offset: token.lastOffset,
  manufacturer: token.manufacturer,
  model: token.model,
  imported_at: token.imported,
  imported_from: token.importedFrom,
  account: token.holder?.account ?? null,
  name: token.holder?.name ?? null,
  assigned_at: token.holder?.assigned ?? null,
  used_at: token.holder?.lastUsed ?? null,
  revoked_at: token.revoked,
})
