import { sql, type Kysely } from 'kysely'

export const campaigns0002 = {
  async up(db: Kysely<unknown>) {
    await sql`
      alter table targets
        -- Who is gone by the end is named by it.
        add sid text not null default '',
        -- What an exempt one is again when that is over, and a failed one when it is tried again.
        add was text,
        add exemption_over_at timestamptz,
        -- Where the first write was and what it left, while and after what comes at the deadline.
        add first_dc text,
        add first_set timestamptz,
        add first_key integer,
        add enforced_at timestamptz`.execute(db)
    await sql`
      create table notices (
        "freeze" uuid not null,
        account uuid not null,
        kind text not null,
        -- null: claimed, and perhaps not sent: whoever died between the two sends no second one.
        became text,
        at timestamptz not null,
        primary key ("freeze", account, kind)
      )`.execute(db)
    await sql`
      update targets set was = case when state = 'failed' or written_at is null then 'waiting' else 'written' end
      where state in ('exempt', 'failed')`.execute(db)
  },
}
