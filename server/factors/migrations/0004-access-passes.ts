import { sql, type Kysely } from 'kysely'

export const factors0004 = {
  async up(db: Kysely<unknown>) {
    // One at a time: whoever was given the newest has the one that counts.
    await sql`
      create table access_passes (
        account uuid primary key,
        id text not null,
        salt bytea not null,
        hash bytea not null,
        is_once boolean not null,
        issued_at timestamptz not null,
        expires_at timestamptz not null,
        used_at timestamptz
      )`.execute(db)
    await sql`create index access_passes_expires_at on access_passes (expires_at)`.execute(db)
  },
}
