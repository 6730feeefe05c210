import { sql, type Kysely } from 'kysely'

/** Who told it is in the key: no device takes another one's word away. */
export const usesByDevice0007 = {
  async up(db: Kysely<unknown>) {
    await sql`update uses set device = '' where device is null`.execute(db)
    // Empty: it was imported.
    await sql`
      alter table uses alter column device set not null, drop constraint uses_pkey,
        add primary key (name, place, kind, detail, device)`.execute(db)
    await sql`drop index uses_of_device`.execute(db)
    await sql`create index uses_of_device on uses (device) where device <> ''`.execute(db)
  },
}
