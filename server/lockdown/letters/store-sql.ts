import { sql, type Generated, type Kysely } from 'kysely'
import type { AccountId } from '#kernel'
import type { Letter, LetterStore } from './store.ts'

export interface LetterTables {
  'lockdown.runs': { run: Generated<number>; made_at: Date }
  'lockdown.letters': {
    run: number
    number: number
    account: AccountId
    state: Letter['state']
    pass_id: string
    salt: Uint8Array | null
    hash: Uint8Array | null
    minutes: number
    made_at: Date
    made_by: string
    handed_at: Date | null
    handed_by: string | null
  }
}

export function createLetterStore(db: Kysely<LetterTables>): LetterStore {
  return {
    async beginRun(at) {
      const insert = db.insertInto('lockdown.runs').values({ made_at: at }).returning('run')
      return (await insert.executeTakeFirstOrThrow()).run
    },

    add: ({ pass, made, madeBy, ...letter }) =>
      db.transaction().execute(async (tx) => {
        const { rows } = await sql<{ was: Letter['state']; pass_id: string }>`
          update lockdown.letters now set state = 'void', salt = null, hash = null
          from (select run, number, state from lockdown.letters
            where account = ${letter.account} and state <> 'void' for update) before
          where now.run = before.run and now.number = before.number
          returning before.state as was, now.pass_id`.execute(tx)
        const { id: pass_id, salt, hash } = pass
        const row = { ...letter, pass_id, salt, hash, made_at: made, made_by: madeBy }
        await tx.insertInto('lockdown.letters').values(row).execute()
        const handed = rows.filter(({ was }) => was === 'handed')
        return { voided: rows.length, handedPasses: handed.map((one) => one.pass_id) }
      }),

    find: (run, number) =>
      db
        .selectFrom('lockdown.letters')
        .select(['account', 'state'])
        .where('run', '=', run)
        .where('number', '=', number)
        .executeTakeFirst(),

    async hand(run, number, by, at) {
      const { rows } = await sql<{ pass_id: string; salt: Uint8Array; hash: Uint8Array; minutes: number }>`
        update lockdown.letters now
        set state = 'handed', handed_at = ${at}, handed_by = ${by}, salt = null, hash = null
        from (select salt, hash from lockdown.letters
          where run = ${run} and number = ${number} and state = 'printed' for update) before
        where now.run = ${run} and now.number = ${number} and now.state = 'printed'
        returning now.pass_id, before.salt, before.hash, now.minutes`.execute(db)
      const [row] = rows
      return row && { pass: { id: row.pass_id, salt: row.salt, hash: row.hash }, minutes: row.minutes }
    },

    async list(limit) {
      const rows = db.selectFrom('lockdown.letters').selectAll().orderBy('run', 'desc').orderBy('number')
      return (await rows.limit(limit).execute()).map((row) => ({
        run: row.run,
        number: row.number,
        account: row.account,
        state: row.state,
        made: row.made_at,
        madeBy: row.made_by,
        handed: row.handed_at,
        handedBy: row.handed_by,
      }))
    },
  }
}
