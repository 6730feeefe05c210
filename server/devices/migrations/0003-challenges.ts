import { sql, type Kysely } from 'kysely'

export const challenges0003 = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table challenges (
        device text not null references devices (id) on delete cascade,
        nonce text not null,
        created_at timestamptz not null,
        now jsonb not null,
        primary key (device, nonce)
      )`.execute(db)
    await sql`create index challenges_open on challenges (created_at) where now ->> 'sealed' is not null`.execute(
      db,
    )
    // How a challenge names a device.
    await sql`create index devices_beginning on devices (left(id, 6))`.execute(db)
  },
}
