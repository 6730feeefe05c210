import { sql, type Kysely } from 'kysely'

/** A claim is over when its time is and nobody holds it: the database's clock alone may have jumped. */
export const holds0008 = {
  async up(db: Kysely<unknown>) {
    await sql`alter table targets add column hold bigint`.execute(db)
    await sql`alter table keys add column hold bigint`.execute(db)
  },
}
