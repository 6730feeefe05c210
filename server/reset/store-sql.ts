import type { ColumnType, Kysely, Selectable } from 'kysely'
import type { Sid } from '@keyturn/protocols/ad'
import { Fault, type AccountId } from '#kernel'
import { dueAt } from './settling/due.ts'
import type { ResetState } from './state.ts'
import type { Moved, Reset, ResetStore } from './store.ts'

interface Row {
  id: string
  account: AccountId | null
  sid: Sid | null
  subject: string
  launch: string | null
  device: string | null
  address: string
  language: string
  /** Of `now`, for the index and for people who look. */
  state: ResetState['state']
  now: ColumnType<ResetState, string, string>
  due: Date
  version: number
}

export interface ResetTables {
  'reset.resets': Row
}

export function createResetStore(db: Kysely<ResetTables>): ResetStore {
  return {
    async create({ account, now, ...rest }) {
      const who = { account: account?.id ?? null, sid: account?.sid ?? null }
      await db
        .insertInto('reset.resets')
        .values({ ...rest, ...who, ...columnsOf(now) })
        .execute()
    },

    find: (id) => read(db, id),
    update: (seen, change) => update(db, seen, change),

    async openOf(account) {
      const rows = await db
        .selectFrom('reset.resets')
        .selectAll()
        .where('account', '=', account)
        .where('state', 'in', ['proving', 'choosing', 'told'])
        .execute()
      return rows.map(resetOf)
    },

    async allOpen(past, limit) {
      const rows = await db
        .selectFrom('reset.resets')
        .selectAll()
        .where('state', 'in', ['proving', 'choosing', 'told'])
        .where('id', '>', past)
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map(resetOf)
    },

    async due(at, past, limit) {
      const rows = await db
        .selectFrom('reset.resets')
        .selectAll()
        .where('due', '<=', at)
        .where('id', '>', past)
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map(resetOf)
    },

    async forget(id) {
      await db.deleteFrom('reset.resets').where('id', '=', id).execute()
    },
  }
}

async function read(db: Kysely<ResetTables>, id: string): Promise<Reset | undefined> {
  const row = await db.selectFrom('reset.resets').selectAll().where('id', '=', id).executeTakeFirst()
  return row && resetOf(row)
}

async function update(
  db: Kysely<ResetTables>,
  seen: Reset,
  change: (now: ResetState) => ResetState,
): Promise<Moved> {
  let reset = seen
  for (let isFresh = false; ; isFresh = true) {
    const now = change(reset.now)
    if (now === reset.now && isFresh) return { before: now, reset }
    if (now !== reset.now && (await replace(db, reset, now))) {
      return { before: reset.now, reset: { ...reset, now, version: reset.version + 1 } }
    }
    const again = await read(db, reset.id)
    if (again === undefined) throw new Fault('reset.expired', `there is no reset ${reset.id}`)
    reset = again
  }
}

/** @returns false if it is no longer as it was seen. */
async function replace(db: Kysely<ResetTables>, { id, version }: Reset, now: ResetState): Promise<boolean> {
  try {
    const { numUpdatedRows } = await db
      .updateTable('reset.resets')
      .set({ ...columnsOf(now), version: version + 1 })
      .where('id', '=', id)
      .where('version', '=', version)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  } catch (error) {
    if (!isSecondSetting(error)) throw error
    throw new Fault('reset.step-refused', `another reset of the account of ${id} is being set`, {
      cause: error,
    })
  }
}

function isSecondSetting(error: unknown): boolean {
  return (
    error instanceof Error && 'constraint' in error && error.constraint === 'resets_one_setting_per_account'
  )
}

function columnsOf(now: ResetState) {
  return { state: now.state, now: JSON.stringify(now), due: dueAt(now) }
}

function resetOf(row: Selectable<Row>): Reset {
  const { id, subject, launch, device, address, language, now, version } = row
  const account = row.account === null || row.sid === null ? null : { id: row.account, sid: row.sid }
  return { id, account, subject, launch, device, address, language, now, version }
}
