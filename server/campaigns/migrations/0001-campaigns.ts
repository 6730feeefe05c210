import { sql, type Kysely } from 'kysely'

export const campaigns0001 = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table campaigns (
        name text primary key,
        plan text not null,
        tables jsonb not null,
        digest text not null,
        now jsonb not null,
        -- Whoever moves it says which one she saw: of two at once, one is refused.
        revision integer not null default 1,
        operators jsonb not null default '[]',
        forecast jsonb,
        -- Which targets are its own: those that were counted when the second of two said yes.
        "freeze" uuid unique,
        drafted_by text not null,
        changed_at timestamptz not null
      )`.execute(db)
    await sql`
      create table targets (
        "freeze" uuid not null,
        account uuid not null,
        name text not null,
        segment text not null,
        office text not null,
        way text not null,
        is_disabled boolean not null,
        wave integer,
        due date,
        state text not null default 'waiting',
        -- While it is being written: by whom, until when nobody else may look, where, and what was there before.
        claim uuid,
        claimed_until timestamptz,
        dc text,
        set_before timestamptz,
        key_before integer,
        set_after timestamptz,
        key_after integer,
        written_at timestamptz,
        back_at timestamptz,
        why text,
        owner text,
        reason text,
        until date,
        primary key ("freeze", account)
      )`.execute(db)
    await sql`create index targets_open on targets ("freeze", state, wave, account)`.execute(db)
  },
}
