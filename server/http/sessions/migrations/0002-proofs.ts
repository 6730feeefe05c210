import { type Kysely, sql } from 'kysely'

export const sessions0002 = {
  async up(db: Kysely<unknown>) {
    await sql`alter table sessions add column proofs text[] not null default '{}'`.execute(db)
  },
}
