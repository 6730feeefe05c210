import { sql, type Kysely } from 'kysely'

/** The last order to keep log-ons otherwise that a device got, and what it made of it. */
export const keeping0006 = {
  async up(db: Kysely<unknown>) {
    await sql`alter table devices add column keeping jsonb`.execute(db)
  },
}
