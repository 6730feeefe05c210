import { sql, type Kysely } from 'kysely'
import type { AccountId } from '#kernel'
import type { AnswerSet, AnswerStore } from './store.ts'

export interface AnswerTables {
  'factors.answer_sets': {
    account: AccountId
    id: string
    name: string
    salt: Uint8Array
    enrolled_at: Date
    used_at: Date | null
  }
  'factors.answers': { account: AccountId; question: string; hash: Uint8Array }
}

export function createAnswerStore(db: Kysely<AnswerTables>): AnswerStore {
  return {
    find: (account) => find(db, account),
    replace: (account, set) => replace(db, account, set),

    async used(account, now) {
      await db
        .updateTable('factors.answer_sets')
        .set({ used_at: now })
        .where('account', '=', account)
        .execute()
    },

    async among(accounts, questions) {
      const rows = await db
        .selectFrom('factors.answers')
        .select('account')
        .where(sql<boolean>`account = any(${accounts}::uuid[])`)
        .where('question', 'in', [...questions])
        .groupBy('account')
        .having(sql<boolean>`count(*) = ${questions.length}`)
        .execute()
      return new Set(rows.map(({ account }) => account))
    },

    boundSince: (since) =>
      db
        .selectFrom('factors.answer_sets')
        .select(['account', 'id'])
        .where('enrolled_at', '>=', since)
        .execute(),

    async remove(account, id) {
      const { numDeletedRows } = await db
        .deleteFrom('factors.answer_sets')
        .where('account', '=', account)
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      return numDeletedRows === 1n
    },

    async rename(account, id, name) {
      const { numUpdatedRows } = await db
        .updateTable('factors.answer_sets')
        .set({ name })
        .where('account', '=', account)
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n
    },
  }
}

async function find(db: Kysely<AnswerTables>, account: AccountId): Promise<AnswerSet | undefined> {
  const rows = await db
    .selectFrom('factors.answer_sets as s')
    .innerJoin('factors.answers as a', 'a.account', 's.account')
    .select(['s.id', 's.name', 's.salt', 's.enrolled_at', 's.used_at', 'a.question', 'a.hash'])
    .where('s.account', '=', account)
    .execute()
  const [first] = rows
  if (first === undefined) return undefined
  const { id, name, salt, enrolled_at: enrolled, used_at: lastUsed } = first
  const hashes = new Map(rows.map(({ question, hash }) => [question, hash]))
  return { id, name, salt, enrolled, lastUsed, hashes }
}

async function replace(
  db: Kysely<AnswerTables>,
  account: AccountId,
  { id, name, salt, enrolled, hashes }: Omit<AnswerSet, 'lastUsed'>,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const set = { id, name, salt, enrolled_at: enrolled, used_at: null }
    // The row lock of the upsert lets two that come at once through one after the other.
    await tx
      .insertInto('factors.answer_sets')
      .values({ account, ...set })
      .onConflict((on) => on.column('account').doUpdateSet(set))
      .execute()
    await tx.deleteFrom('factors.answers').where('account', '=', account).execute()
    const answers = [...hashes].map(([question, hash]) => ({ account, question, hash }))
    await tx.insertInto('factors.answers').values(answers).execute()
  })
}
