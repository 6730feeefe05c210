import { sql, type Kysely } from 'kysely'

export const fleet0004 = {
  async up(db: Kysely<unknown>) {
    await sql`alter table devices add column policy jsonb, add column told_at timestamptz`.execute(db)
    await sql`
      create table cached_logons (
        device text not null references devices (id) on delete cascade,
        account text not null,
        takes timestamptz,
        by_dc timestamptz,
        primary key (device, account)
      )`.execute(db)
    await sql`create index cached_logons_account on cached_logons (account)`.execute(db)
    // Whose computer it is: an administrator says so, never the device.
    await sql`
      create table assigned (
        device text not null references devices (id) on delete cascade,
        account text not null,
        assigned_at timestamptz not null,
        primary key (device, account)
      )`.execute(db)
    await sql`create index assigned_account on assigned (account)`.execute(db)
    await sql`
      create table orders (
        id text primary key,
        batch text not null,
        device text not null references devices (id) on delete cascade,
        kind text not null check (kind in ('follow', 'forget')),
        account text not null,
        account_id text,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        now jsonb not null
      )`.execute(db)
    await sql`
      create index orders_open on orders (device)
      where now ->> 'state' in ('held', 'ready', 'open')`.execute(db)
    await sql`create index orders_account on orders (account)`.execute(db)
    await sql`create index orders_account_id on orders (account_id)`.execute(db)
    await sql`create index orders_batch on orders (batch)`.execute(db)
  },
}
