import { sql, type Kysely } from 'kysely'

export const factors0010 = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table cards (
        id text primary key,
        account uuid not null,
        name text not null,
        key text not null unique,
        enrolled_at timestamptz not null,
        used_at timestamptz
      )`.execute(db)
    await sql`create index cards_account on cards (account)`.execute(db)
  },
}
