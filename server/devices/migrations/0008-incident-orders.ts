import { sql, type Kysely } from 'kysely'

export const incidentOrders0008 = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table incident_orders (
        id text primary key,
        batch text not null,
        device text not null references devices (id) on delete cascade,
        account text not null,
        account_id text,
        deeds jsonb not null,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        given_at timestamptz,
        reported_at timestamptz,
        report jsonb,
        is_open boolean not null
      )`.execute(db)
    // One at a time for a computer and an account: the newest says all that is to be done.
    await sql`
      create unique index incident_orders_open on incident_orders (device, account)
      where is_open`.execute(db)
    await sql`create index incident_orders_batch on incident_orders (batch)`.execute(db)
  },
}
