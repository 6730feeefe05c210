import { sql, type Kysely } from 'kysely'

export const factors0002 = {
  async up(db: Kysely<unknown>) {
    // `data` is the JSON text itself and no jsonb: it is compared as it was written.
    await sql`
      create table challenges (
        attempt text not null,
        factor text not null,
        account uuid,
        data text not null,
        expires_at timestamptz not null,
        primary key (attempt, factor)
      )`.execute(db)
    await sql`create index challenges_expires_at on challenges (expires_at)`.execute(db)
  },
}
