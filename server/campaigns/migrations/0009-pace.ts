import { sql, type Kysely } from 'kysely'

export const pace0009 = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table paced (
        "freeze" uuid not null,
        batch uuid not null,
        dc text not null,
        writes integer not null,
        -- As long as these count against the minute of that DC.
        until timestamptz not null,
        primary key ("freeze", batch)
      )`.execute(db)
  },
}
