import { sql, type Kysely } from 'kysely'

export const factors0020 = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table freezes (
        account uuid primary key,
        since timestamptz not null
      )`.execute(db)
    // What a notice says to type when it was not her; only a keyed tag of it is kept.
    await sql`
      create table alarms (
        tag text primary key,
        account uuid not null,
        expires_at timestamptz not null
      )`.execute(db)
    await sql`create index alarms_expires_at on alarms (expires_at)`.execute(db)
  },
}
