import { sql, type Kysely } from 'kysely'

export const uses0006 = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table uses (
        -- As protocols has names compared: lower case, without a domain.
        name text not null,
        place text not null,
        kind text not null,
        detail text not null,
        seen timestamptz not null,
        -- The device that told it; empty: it was imported. In the key, so that none takes another one's word away.
        device text not null,
        primary key (name, place, kind, detail, device)
      )`.execute(db)
    await sql`create index uses_of_device on uses (device) where device <> ''`.execute(db)
  },
}
