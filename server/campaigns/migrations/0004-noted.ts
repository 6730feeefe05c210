import { sql, type Kysely } from 'kysely'

export const campaigns0004 = {
  async up(db: Kysely<unknown>) {
    // When what was there before was noted: a service that shows a write only after a while is not asked too early.
    await sql`alter table targets add column noted_at timestamptz`.execute(db)
  },
}
