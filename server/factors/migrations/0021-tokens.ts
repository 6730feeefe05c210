import { sql, type Kysely } from 'kysely'

/** The pool of hardware tokens: `account` is null until one is assigned. */
export const factors0021 = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table hardware_tokens (
        serial text primary key,
        id text not null unique,
        sealed_seed bytea not null,
        type text not null check (type in ('hotp', 'totp')),
        algorithm text not null check (algorithm in ('SHA1', 'SHA256', 'SHA512')),
        digits int not null check (digits in (6, 7, 8)),
        period_seconds int not null check (period_seconds >= 1),
        next bigint not null check (next >= 0),
        drift int not null,
        last_offset int not null,
        manufacturer text,
        model text,
        imported_at timestamptz not null,
        imported_from text not null,
        account uuid,
        name text,
        assigned_at timestamptz,
        used_at timestamptz,
        revoked_at timestamptz,
        check (account is null or revoked_at is null),
        check ((account is null) = (assigned_at is null)),
        check ((account is null) = (name is null))
      )`.execute(db)
    await sql`create index hardware_tokens_account on hardware_tokens (account)`.execute(db)
  },
}
