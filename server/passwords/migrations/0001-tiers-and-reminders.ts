import { sql, type Kysely } from 'kysely'

/** Plain SQL: what stands here is what is in the database. Accounts are objectGUIDs. */
export const passwords0001 = {
  async up(db: Kysely<unknown>) {
    // `placed_*`: where the account was put, for the password of that time. `next_*`: a write that is under way.
    await sql`
      create table tiers (
        account uuid primary key,
        placed_group text,
        placed_for timestamptz,
        next_attempt text,
        next_group text,
        next_before timestamptz,
        next_at timestamptz
      )`.execute(db)
    // One row a mail: whoever has it sends it, and nobody else does on that day.
    await sql`
      create table reminders (
        account uuid not null,
        day date not null,
        expires_on date not null,
        days_before int not null,
        primary key (account, day)
      )`.execute(db)
    await sql`create index reminders_day on reminders (day)`.execute(db)
    await sql`
      create table reminder_runs (
        day date primary key,
        started_at timestamptz not null,
        finished_at timestamptz
      )`.execute(db)
  },
}
