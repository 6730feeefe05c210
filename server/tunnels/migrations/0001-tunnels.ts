import { sql, type Kysely } from 'kysely'

/** Plain SQL: what stands here is what is in the database. Times are the server's clock. */
export const tunnels0001 = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table certificates (
        launch text primary key,
        device text not null,
        key text not null,
        certificate text not null,
        expires_at timestamptz not null
      )`.execute(db)
    await sql`create index certificates_expires_at on certificates (expires_at)`.execute(db)
  },
}
