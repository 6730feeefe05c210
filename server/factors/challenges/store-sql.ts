import type { FactorName } from '@keyturn/contract'
import { sql, type Kysely, type Selectable } from 'kysely'
import type { AccountId } from '#kernel'
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
  return {
    async put({ expires, ...row }) {
      const { account, data } = row
      await db
        .insertInto('factors.challenges')
        .values({ ...row, expires_at: expires })
        .onConflict((on) =>
          on.columns(['attempt', 'factor']).doUpdateSet({ account, data, expires_at: expires }),
        )
        .execute()
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
      const row = await db
        .deleteFrom('factors.challenges')
        .where('attempt', '=', attempt)
        .where('factor', '=', factor)
        .where(sql<boolean>`account is not distinct from ${account}::uuid`)
        .returningAll()
        .executeTakeFirst()
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

const readRow = ({ expires_at, ...row }: Selectable<ChallengeTable>): ChallengeRow => ({
  ...row,
  expires: expires_at,
})
