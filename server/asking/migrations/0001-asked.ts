import { sql, type Kysely } from 'kysely'

export const asking0001 = {
  async up(db: Kysely<unknown>) {
    await sql`create table asked (account uuid primary key, at timestamptz not null)`.execute(db)
  },
}
