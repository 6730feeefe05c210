import type { Generated, Kysely } from 'kysely'
import { formatFrontier, parseFrontier } from '@keyturn/protocols/tlog'
import { Fault, type AccountId } from '#kernel'
import { prepared } from '#storage'
import type { Extension, Head } from './state.ts'
import type { AuditStore } from './store.ts'

export interface AuditTables {
  /** `int8` comes as text. */
  'audit.entries': { index: string; account: string | null; leaf: string }
  /** One row. */
  'audit.head': {
    one: Generated<boolean>
    size: string
    frontier: Uint8Array
    at: Date
    verifier_key: string | null
  }
}

type Db = Kysely<AuditTables>

export function createAuditStore(db: Db): AuditStore {
  return {
    head: () => readHead(db),
    append: (extension) => append(db, extension),
    appendLocked: (make) =>
      db.transaction().execute(async (tx) => {
        const extension = make(await readHead(tx, 'locked'))
        const done = await append(tx, extension)
        if (!done) throw new Error('the head of the audit log moved under its lock')
        return extension
      }),

    async leaves(from, limit) {
      const rows = db.selectFrom('audit.entries').select('leaf').where('index', '>=', String(from))
      return leavesOf(await rows.orderBy('index').limit(limit).execute())
    },

    async ofAccount(account: AccountId, limit) {
      const rows = db.selectFrom('audit.entries').select('leaf').where('account', '=', account)
      return leavesOf(await rows.orderBy('index', 'desc').limit(limit).execute())
    },

    async verifierKey() {
      const row = await db.selectFrom('audit.head').select('verifier_key').executeTakeFirst()
      if (row === undefined) throw damaged()
      return row.verifier_key ?? undefined
    },

    async claimVerifierKey(key) {
      const claimed = await db
        .updateTable('audit.head')
        .set((expression) => ({ verifier_key: expression.fn.coalesce('verifier_key', expression.val(key)) }))
        .returning('verifier_key')
        .executeTakeFirstOrThrow()
      return claimed.verifier_key ?? key
    },
  }
}

async function readHead(db: Db, lock?: 'locked'): Promise<Head> {
  const query = db.selectFrom('audit.head').select(['size', 'frontier', 'at'])
  const row = await (lock === 'locked' ? query.forUpdate() : query).executeTakeFirst()
  const frontier = row && parseFrontier(Number(row.size), row.frontier)
  if (row === undefined || frontier === undefined) {
    throw new Fault(
      'audit.unavailable',
      'audit.head is missing or damaged: restore the database from a backup',
    )
  }
  return { frontier, at: row.at }
}

/**
 * One statement, so one round trip and one commit: the head moves only if it still is where the caller believes
 * it, and entries are inserted only if it moved. A customer's cluster may have synchronous_commit off, where a
 * commit comes back before it is on disk: for this transaction it is not.
 */
async function append(db: Db, { before, after, leaves }: Extension): Promise<boolean> {
  const { numAffectedRows = 0n } = await prepared(db, appending)(
    before.frontier.size,
    formatFrontier(before.frontier),
    after.frontier.size,
    formatFrontier(after.frontier),
    after.at,
    leaves.map(({ index }) => index),
    leaves.map(({ account }) => account),
    leaves.map(({ leaf }) => leaf),
  )
  return numAffectedRows === BigInt(leaves.length)
}

const appending = `
  with durable as materialized (
    select case current_setting('synchronous_commit')
      when 'off' then set_config('synchronous_commit', 'on', true) end
  ), moved as (
    update audit.head
    set size = $3, frontier = $4, at = $5
    from durable
    where size = $1 and frontier = $2
    returning 1
  )
  insert into audit.entries (index, account, leaf)
  select entry.* from moved, unnest($6::int8[], $7::text[], $8::text[]) as entry`

function damaged(): Fault {
  return new Fault(
    'audit.unavailable',
    'audit.head is missing or damaged: restore the database from a backup',
  )
}

const leavesOf = (rows: readonly { leaf: string }[]) => rows.map(({ leaf }) => leaf)
