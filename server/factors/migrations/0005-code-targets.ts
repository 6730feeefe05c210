import { sql, type Kysely } from 'kysely'

export const factors0005 = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table code_targets (
        id text primary key,
        factor text not null,
        account uuid not null,
        name text not null,
        sealed_target bytea not null,
        enrolled_at timestamptz not null,
        used_at timestamptz
      )`.execute(db)
    await sql`create index code_targets_account on code_targets (account)`.execute(db)
  },
}
