import { sql, type Kysely } from 'kysely'

export const calls0005 = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table calls (
        campaign text not null references campaigns (name),
        hour timestamptz not null,
        calls integer not null check (calls >= 0),
        primary key (campaign, hour)
      )`.execute(db)
  },
}
