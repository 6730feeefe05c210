import type { ColumnType, Kysely, Selectable } from 'kysely'
import type { Sid } from '@keyturn/protocols/ad'
import { Fault, type AccountId } from '#kernel'
import { dueAt } from './due.ts'
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

    async find(id) {
      const row = await db.selectFrom('reset.resets').selectAll().where('id', '=', id).executeTakeFirst()
      return row && resetOf(row)
    },

    update: (id, change) => update(db, id, change),

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

async function update(db: Kysely<ResetTables>, id: string, change: (now: ResetState) => ResetState) {
  try {
    return await db.transaction().execute(async (tx): Promise<Moved> => {
      const query = tx.selectFrom('reset.resets').selectAll().where('id', '=', id).forUpdate()
      const row = await query.executeTakeFirst()
      if (row === undefined) throw new Fault('reset.expired', `there is no reset ${id}`)
      const now = change(row.now)
      if (now !== row.now) {
        await tx.updateTable('reset.resets').set(columnsOf(now)).where('id', '=', id).execute()
      }
      return { before: row.now, reset: { ...resetOf(row), now } }
    })
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
  const { id, subject, launch, device, address, language, now } = row
  const account = row.account === null || row.sid === null ? null : { id: row.account, sid: row.sid }
  return { id, account, subject, launch, device, address, language, now }
}
