import { sql, type Kysely } from 'kysely'

/** What devices run, by version; older ones stay, for whoever asks what was in force when. */
export const settings0002 = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table settings (
        version int primary key check (version > 0),
        content text not null,
        set_at timestamptz not null
      )`.execute(db)
  },
}
