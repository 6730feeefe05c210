import type { FactorName } from '@keyturn/contract'
import type { Kysely, Selectable } from 'kysely'
import type { AccountId } from '#kernel'
import { prepared } from '#storage'
import type { ChallengeRow, ChallengeStore } from './store.ts'

interface ChallengeTable {
  attempt: string
  factor: FactorName
  account: AccountId | null
  data: string
  expires_at: Date
}

export interface ChallengeTables {
  'factors.challenges': ChallengeTable
}

export function createChallengeStore(db: Kysely<ChallengeTables>): ChallengeStore {
  const put = prepared(db, putting)
  const take = prepared<Selectable<ChallengeTable>>(db, taking)
  return {
    async put({ attempt, factor, account, data, expires }) {
      await put(attempt, factor, account, data, expires)
    },

    async find(attempt, factor) {
      const row = await db
        .selectFrom('factors.challenges')
        .selectAll()
        .where('attempt', '=', attempt)
        .where('factor', '=', factor)
        .executeTakeFirst()
      return row && readRow(row)
    },

    async take(attempt, factor, account) {
      const [row] = (await take(attempt, factor, account)).rows
      return row && readRow(row)
    },

    async change(attempt, factor, from, to, now) {
      const { numUpdatedRows } = await db
        .updateTable('factors.challenges')
        .set({ data: to })
        .where('attempt', '=', attempt)
        .where('factor', '=', factor)
        .where('data', '=', from)
        .where('expires_at', '>', now)
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n
    },

    async prune(now) {
      await db.deleteFrom('factors.challenges').where('expires_at', '<=', now).execute()
    },
  }
}

const putting = `
  insert into factors.challenges (attempt, factor, account, data, expires_at) values ($1, $2, $3, $4, $5)
  on conflict (attempt, factor) do update
  set account = excluded.account, data = excluded.data, expires_at = excluded.expires_at`
const taking = `
  delete from factors.challenges
  where attempt = $1 and factor = $2 and account is not distinct from $3::uuid
  returning *`

const readRow = ({ expires_at, ...row }: Selectable<ChallengeTable>): ChallengeRow => ({
  ...row,
  expires: expires_at,
})
