import { sql, type Kysely } from 'kysely'

export const outcomes0009 = {
  async up(db: Kysely<unknown>) {
    // The last one alone: the audit log has them all. `why` null: it was refreshed.
    await sql`
      create table outcomes (
        device text not null references devices (id) on delete cascade,
        account text not null,
        told_at timestamptz not null,
        why text,
        primary key (device, account)
      )`.execute(db)
  },
}
