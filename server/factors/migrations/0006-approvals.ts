import { sql, type Kysely } from 'kysely'

export const factors0006 = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table approvals (
        id text primary key,
        factor text not null,
        attempt text not null,
        account uuid not null,
        approver uuid not null,
        number text not null,
        address text not null,
        device text,
        state text not null check (state in ('asked', 'approved', 'refused', 'used')),
        asked_at timestamptz not null,
        expires_at timestamptz not null,
        unique (attempt, factor)
      )`.execute(db)
    await sql`create index approvals_approver on approvals (approver)`.execute(db)
    await sql`create index approvals_expires_at on approvals (expires_at)`.execute(db)
    await sql`
      create table approval_mutes (
        approver uuid primary key,
        until timestamptz not null
      )`.execute(db)
  },
}
