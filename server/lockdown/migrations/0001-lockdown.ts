import { sql, type Kysely } from 'kysely'

export const lockdown0001 = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table standing (
        one boolean primary key default true check (one),
        now jsonb not null,
        revision integer not null
      )`.execute(db)
    await sql`create table runs (run integer primary key generated always as identity, made_at timestamptz not null)`.execute(
      db,
    )
    // Until it is handed over its pass counts for nothing, and lies here only hashed.
    await sql`
      create table letters (
        run integer not null references runs (run),
        number integer not null,
        account uuid not null,
        state text not null check (state in ('printed', 'handed', 'void')),
        pass_id text not null,
        salt bytea,
        hash bytea,
        minutes integer not null,
        made_at timestamptz not null,
        made_by text not null,
        handed_at timestamptz,
        handed_by text,
        primary key (run, number)
      )`.execute(db)
    await sql`create index letters_account on letters (account)`.execute(db)
  },
}
