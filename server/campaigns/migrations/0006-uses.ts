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
        -- The device that told it; null: it was imported.
        device text,
        primary key (name, place, kind, detail)
      )`.execute(db)
    await sql`create index uses_of_device on uses (device) where device is not null`.execute(db)
  },
}
