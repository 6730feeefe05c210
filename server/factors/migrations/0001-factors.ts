import { sql, type Kysely } from 'kysely'

/** Plain SQL: what stands here is what is in the database. Accounts are objectGUIDs, times are the server's clock. */
export const factors0001 = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table tries (
        key text primary key,
        tries int not null,
        total int not null,
        closes_at timestamptz not null
      )`.execute(db)
    await sql`create index tries_closes_at on tries (closes_at)`.execute(db)
    await sql`create table places (place text primary key, seen_at timestamptz not null)`.execute(db)

    await sql`
      create table totp_tokens (
        id text primary key,
        account uuid not null,
        name text not null,
        sealed_seed bytea not null,
        algorithm text not null check (algorithm in ('SHA1', 'SHA256', 'SHA512')),
        digits int not null check (digits in (6, 8)),
        period_seconds int not null check (period_seconds >= 10),
        last_step int not null,
        drift int not null,
        last_offset int not null,
        enrolled_at timestamptz not null,
        used_at timestamptz
      )`.execute(db)
    await sql`create index totp_tokens_account on totp_tokens (account)`.execute(db)
    // One at a time: whoever scans the newest QR code has the one that counts.
    await sql`
      create table totp_offers (
        account uuid primary key,
        id text not null,
        sealed_seed bytea not null,
        expires_at timestamptz not null
      )`.execute(db)

    await sql`
      create table recovery_sets (
        account uuid primary key,
        id text not null,
        salt bytea not null,
        issued_at timestamptz not null
      )`.execute(db)
    await sql`
      create table recovery_codes (
        account uuid not null references recovery_sets (account) on delete cascade,
        hash bytea not null,
        used_at timestamptz,
        primary key (account, hash)
      )`.execute(db)
  },
}
