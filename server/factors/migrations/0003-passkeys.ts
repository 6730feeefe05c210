import { sql, type Kysely } from 'kysely'

export const factors0003 = {
  async up(db: Kysely<unknown>) {
    // Random, since authenticators show it to whoever asks them: an objectGUID would name the account.
    await sql`
      create table passkey_handles (
        account uuid primary key,
        handle bytea not null unique
      )`.execute(db)
    await sql`
      create table passkeys (
        id text primary key,
        account uuid not null,
        name text not null,
        credential_id bytea not null unique,
        public_key bytea not null,
        counter bigint not null,
        transports text[] not null,
        backup_eligible boolean not null,
        backed_up boolean not null,
        aaguid uuid not null,
        attested boolean not null,
        enrolled_at timestamptz not null,
        used_at timestamptz,
        frozen_at timestamptz
      )`.execute(db)
    await sql`create index passkeys_account on passkeys (account)`.execute(db)
  },
}
