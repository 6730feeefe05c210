import { type Kysely, sql } from 'kysely'

/** `id` is the SHA-256 of the token: who reads this table cannot act as anybody. */
export const sessions0001 = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table sessions (
        id text primary key,
        kind text not null,
        subject text not null,
        proved boolean not null,
        expires timestamptz not null
      )`.execute(db)
    await sql`create index sessions_expires on sessions (expires)`.execute(db)
  },
}
