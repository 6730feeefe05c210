import { sql, type Kysely } from 'kysely'

export const factors0007 = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table answer_sets (
        account uuid primary key,
        id text not null,
        name text not null,
        salt bytea not null,
        enrolled_at timestamptz not null,
        used_at timestamptz
      )`.execute(db)
    await sql`
      create table answers (
        account uuid not null references answer_sets (account) on delete cascade,
        question text not null,
        hash bytea not null,
        primary key (account, question)
      )`.execute(db)
  },
}
