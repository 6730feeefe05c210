import { sql, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * The triggers are the second fence: the server itself cannot change an entry by a mistake of ours. Whoever owns
 * the database can drop them; that is what the tree and the checkpoints outside the database are for.
 */
export const log: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of [entries, head, append, grow]) await statement.execute(db)
    for (const trigger of triggers) await trigger.execute(db)
  },
}

/** What else one may ask of an entry is in its leaf: a column beside it could say something different. */
const entries = sql`
  create table audit.entries (
    index int8 primary key check (index >= 0),
    account text,
    leaf text not null
  );
  create index entries_of_account on audit.entries (account, index) where account is not null`

const head = sql`
  create table audit.head (
    one boolean primary key default true check (one),
    size int8 not null,
    frontier bytea not null,
    at timestamptz not null,
    verifier_key text
  ) with (fillfactor = 10);
  insert into audit.head (size, frontier, at) values (0, '', 'epoch')`

const append = sql`
  create function audit.refuse() returns trigger language plpgsql as $$
  begin
    raise exception 'the audit log is append-only: % of %.% refused', tg_op, tg_table_schema, tg_table_name;
  end $$`

const grow = sql`
  create function audit.refuse_shrinking() returns trigger language plpgsql as $$
  begin
    if new.size < old.size or (new.size = old.size and new.frontier <> old.frontier) or new.at < old.at then
      raise exception 'the audit log is append-only: its head goes forward';
    end if;
    return new;
  end $$`

const triggers = [
  sql`create trigger append_only before update or delete or truncate on audit.entries
    for each statement execute function audit.refuse()`,
  sql`create trigger stays before delete or truncate on audit.head
    for each statement execute function audit.refuse()`,
  sql`create trigger forward_only before update on audit.head
    for each row execute function audit.refuse_shrinking()`,
]
