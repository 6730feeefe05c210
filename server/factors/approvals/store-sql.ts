import type { FactorName } from '@keyturn/contract'
import type { Kysely, Selectable } from 'kysely'
import type { AccountId } from '#kernel'
import type { ApprovalRequest, ApprovalState, ApprovalStore } from './store.ts'

interface ApprovalTable {
  id: string
  factor: FactorName
  attempt: string
  account: AccountId
  approver: AccountId
  number: string
  address: string
  device: string | null
  state: ApprovalState
  asked_at: Date
  expires_at: Date
}

export interface ApprovalTables {
  'factors.approvals': ApprovalTable
  'factors.approval_mutes': { approver: AccountId; until: Date }
}

export function createApprovalStore(db: Kysely<ApprovalTables>): ApprovalStore {
  return {
    ask: (request) => ask(db, request),
    ...deciding(db),
    ...muting(db),

    async waitingFor(approver, now) {
      const rows = await db
        .selectFrom('factors.approvals')
        .selectAll()
        .where('approver', '=', approver)
        .where('state', '=', 'asked')
        .where('expires_at', '>', now)
        .orderBy('asked_at')
        .execute()
      return rows.map(readRequest)
    },

    async prune(now) {
      await db.deleteFrom('factors.approvals').where('expires_at', '<=', now).execute()
      await db.deleteFrom('factors.approval_mutes').where('until', '<=', now).execute()
    },
  }
}

async function ask(db: Kysely<ApprovalTables>, request: ApprovalRequest): Promise<void> {
  const { id, attempt, factor } = request
  await db.transaction().execute(async (tx) => {
    await tx
      .deleteFrom('factors.approvals')
      .where('attempt', '=', attempt)
      .where('factor', '=', factor)
      .where('id', '!=', id)
      .execute()
    await tx
      .insertInto('factors.approvals')
      .values(writeRequest(request))
      .onConflict((on) => on.column('id').doNothing())
      .execute()
  })
}

function deciding(db: Kysely<ApprovalTables>): Pick<ApprovalStore, 'stateOf' | 'decide' | 'use'> {
  return {
    async stateOf(id, now) {
      const row = await db
        .selectFrom('factors.approvals')
        .select('state')
        .where('id', '=', id)
        .where('expires_at', '>', now)
        .executeTakeFirst()
      return row?.state
    },

    async decide(id, approver, state, now) {
      const row = await db
        .updateTable('factors.approvals')
        .set({ state })
        .where('id', '=', id)
        .where('approver', '=', approver)
        .where('state', '=', 'asked')
        .where('expires_at', '>', now)
        .returningAll()
        .executeTakeFirst()
      return row && readRequest(row)
    },

    async use(id, now) {
      const { numUpdatedRows } = await db
        .updateTable('factors.approvals')
        .set({ state: 'used' })
        .where('id', '=', id)
        .where('state', '=', 'approved')
        .where('expires_at', '>', now)
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n
    },
  }
}

function muting(db: Kysely<ApprovalTables>): Pick<ApprovalStore, 'mutedUntil' | 'mute'> {
  return {
    async mutedUntil(approver, now) {
      const row = await db
        .selectFrom('factors.approval_mutes')
        .select('until')
        .where('approver', '=', approver)
        .where('until', '>', now)
        .executeTakeFirst()
      return row?.until ?? null
    },

    async mute(approver, until) {
      await db
        .insertInto('factors.approval_mutes')
        .values({ approver, until })
        .onConflict((on) => on.column('approver').doUpdateSet({ until }))
        .execute()
    },
  }
}

const readRequest = (row: Selectable<ApprovalTable>): ApprovalRequest => ({
  id: row.id,
  factor: row.factor,
  attempt: row.attempt,
  account: row.account,
  approver: row.approver,
  number: row.number,
  origin: { address: row.address, device: row.device },
  asked: row.asked_at,
  expires: row.expires_at,
})

const writeRequest = ({ origin, asked, expires, ...request }: ApprovalRequest): ApprovalTable => ({
  ...request,
  ...origin,
  state: 'asked',
  asked_at: asked,
  expires_at: expires,
})
