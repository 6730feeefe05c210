import { sql, type Kysely } from 'kysely'

/** Plain SQL: what stands here is what is in the database. Times are the server's clock. */
export const devices0001 = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table enrolment_keys (
        hash text primary key,
        uses_left int not null check (uses_left >= 0),
        expires_at timestamptz not null
      )`.execute(db)
    await sql`
      create table devices (
        id text primary key,
        name text not null,
        system text not null check (system in ('linux', 'windows')),
        signing_key text not null,
        sealing_key text not null,
        enrolled_at timestamptz not null,
        seen_at timestamptz
      )`.execute(db)
    await sql`
      create table request_nonces (
        device text not null references devices (id) on delete cascade,
        nonce text not null,
        at timestamptz not null,
        primary key (device, nonce)
      )`.execute(db)
    await sql`create index request_nonces_at on request_nonces (at)`.execute(db)
    await sql`
      create table launches (
        id text primary key,
        device text not null references devices (id) on delete cascade,
        nonce text not null,
        sealing_key text not null,
        accounts text[] not null,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        now jsonb not null
      )`.execute(db)
    await sql`
      create index launches_open on launches (created_at)
      where now ->> 'state' not in ('fetched', 'ended')`.execute(db)
  },
}
