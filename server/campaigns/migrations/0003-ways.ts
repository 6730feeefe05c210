import { sql, type Kysely } from 'kysely'

export const campaigns0003 = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table keys (
        "freeze" uuid not null,
        account uuid not null,
        now jsonb not null,
        -- Whoever moves it says which one she saw: of two at once, one is refused.
        revision integer not null,
        -- While it is being written: until then nobody else looks what became of it.
        claimed_until timestamptz,
        primary key ("freeze", account)
      )`.execute(db)
    await sql`
      create table falling (
        "freeze" uuid not null,
        -- Of the policy that holds for these people without the campaign; '' is the domain's.
        source text not null,
        name text not null,
        unit text not null,
        dc text not null,
        now text not null,
        cutoff timestamptz,
        said text,
        primary key ("freeze", source)
      )`.execute(db)
    await sql`
      create table falling_members (
        "freeze" uuid not null,
        account uuid not null,
        -- Neither for whom this way does not reach, and why.
        source text,
        why text,
        set_at timestamptz,
        left_at timestamptz,
        primary key ("freeze", account)
      )`.execute(db)
  },
}
