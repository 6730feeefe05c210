import type { Sid } from '@keyturn/protocols/ad'
import type { NotRefreshedWhy } from '@keyturn/contract'
import { sql, type JSONColumnType, type Kysely, type Selectable } from 'kysely'
import type { AccountId } from '#kernel'
import type { Storage } from '#storage'
import type { DeviceStore } from '../store.ts'
import type { ChallengeState } from '../no-network/state.ts'
import type { OrderState } from './state.ts'
import type { CachePolicy, FleetStore, Keeping, Order, Told } from './store.ts'

interface Tables {
  'devices.devices': {
    id: string
    name: string
    seen_at: Date | null
    told_at: Date | null
    policy: JSONColumnType<CachePolicy> | null
    keeping: JSONColumnType<Keeping> | null
  }
  'devices.cached_logons': { device: string; account: Sid; takes: Date | null; by_dc: Date | null }
  'devices.challenges': { device: string; now: JSONColumnType<ChallengeState> }
  'devices.assigned': { device: string; account: Sid; assigned_at: Date }
  'devices.orders': OrderTable
  'devices.outcomes': { device: string; account: Sid; told_at: Date; why: NotRefreshedWhy | null }
}
interface OrderTable {
  id: string
  batch: string
  device: string
  kind: 'follow' | 'forget'
  account: Sid
  account_id: AccountId | null
  created_at: Date
  expires_at: Date
  now: JSONColumnType<OrderState>
}

const isOpen = sql<boolean>`now ->> 'state' in ('held', 'ready', 'open')`
const mostRows = 1_000

export function createFleetStore(
  storage: Pick<Storage, 'tables'>,
  { findDevice }: Pick<DeviceStore, 'findDevice'>,
): FleetStore {
  const db = storage.tables<Tables>()
  return {
    findDevice,
    ...toldRows(db, findDevice),
    ...keepingRows(db),
    ...assignedRows(db),
    ...orderRows(db),
  }
}

type ToldParts = 'tell' | 'noteOutcome' | 'keepersOf' | 'deviceIds' | 'page'
type KeepingParts = 'keeping' | 'noteKeeping' | 'keepingCounts'
type AssignedParts = 'assign' | 'unassign' | 'isAssigned'

function toldRows(db: Kysely<Tables>, findDevice: DeviceStore['findDevice']): Pick<FleetStore, ToldParts> {
  return {
    async tell(device, at, { policy, logons }) {
      const rows = logons.map((one) => ({
        device,
        account: one.account as Sid,
        takes: one.passwordLastSet === null ? null : new Date(one.passwordLastSet),
        by_dc: one.answeredByDc === null ? null : new Date(one.answeredByDc),
      }))
      await db.transaction().execute(async (tx) => {
        // First, so that two of one device do it one after the other.
        const told = tx.updateTable('devices.devices').set({ told_at: at, policy: JSON.stringify(policy) })
        await told.where('id', '=', device).execute()
        const here = tx.selectFrom('devices.cached_logons').selectAll().where('device', '=', device)
        if (isSame(await here.execute(), rows)) return
        await tx.deleteFrom('devices.cached_logons').where('device', '=', device).execute()
        if (rows.length > 0) await tx.insertInto('devices.cached_logons').values(rows).execute()
      })
    },

    async noteOutcome(device, { account, at: told_at, why }) {
      const insert = db.insertInto('devices.outcomes').values({ device, account, told_at, why })
      await insert
        .onConflict((on) => on.columns(['device', 'account']).doUpdateSet({ told_at, why }))
        .execute()
    },

    async keepersOf(account, only) {
      let query = db
        .selectFrom('devices.cached_logons as c')
        .select('c.device')
        .where('c.account', '=', account)
      if (only === 'assigned') {
        query = query.where((row) =>
          row.exists(
            row
              .selectFrom('devices.assigned as a')
              .select('a.device')
              .whereRef('a.device', '=', 'c.device')
              .where('a.account', '=', account),
          ),
        )
      }
      const found = await Promise.all((await query.execute()).map(({ device }) => findDevice(device)))
      return found.filter((device) => device !== undefined)
    },

    async deviceIds(which) {
      let query = db.selectFrom('devices.devices as d').select('d.id')
      if (which !== 'all') {
        query = query.where((row) =>
          row.or([row('d.told_at', 'is', null), concerns('devices.cached_logons', which.mayKeep)]),
        )
      }
      return (await query.execute()).map(({ id }) => id)
    },

    page: (of) => page(db, of),
  }
}

function keepingRows(db: Kysely<Tables>): Pick<FleetStore, KeepingParts> {
  return {
    async keeping(device) {
      const row = db.selectFrom('devices.devices').select('keeping').where('id', '=', device)
      return (await row.executeTakeFirst())?.keeping ?? null
    },
    async noteKeeping(device, keeping) {
      const update = db.updateTable('devices.devices').set({ keeping: JSON.stringify(keeping) })
      await update.where('id', '=', device).execute()
    },
    async keepingCounts(accounts) {
      if (accounts.length === 0) return new Map()
      const rows = await db
        .selectFrom('devices.cached_logons')
        .select(['account', (count) => count.fn.countAll<string>().as('devices')])
        .where('account', 'in', accounts)
        .groupBy('account')
        .execute()
      return new Map(rows.map(({ account, devices }) => [account, Number(devices)]))
    },
  }
}

async function page(
  db: Kysely<Tables>,
  { after, limit, account }: Parameters<FleetStore['page']>[0],
): Promise<readonly Told[]> {
  let query = db.selectFrom('devices.devices as d').selectAll('d').where('d.id', '>', after)
  if (account !== undefined) {
    query = query.where((row) =>
      row.or([concerns('devices.cached_logons', account), concerns('devices.assigned', account)]),
    )
  }
  const devices = await query.orderBy('d.id').limit(limit).execute()
  const ids = devices.map(({ id }) => id)
  if (ids.length === 0) return []
  const cached = db.selectFrom('devices.cached_logons').selectAll().where('device', 'in', ids)
  const given = db.selectFrom('devices.assigned').selectAll().where('device', 'in', ids)
  const open = db
    .selectFrom('devices.orders')
    .select(['device', 'account', 'kind'])
    .where('device', 'in', ids)
  const byHand = db.selectFrom('devices.challenges').select(['device', 'now']).where('device', 'in', ids)
  const isTold = sql<boolean>`now ->> 'state' = 'told' and now ->> 'pwdLastSet' is not null`
  const [logons, assigned, orders, outcomes, challenges] = await Promise.all([
    cached.orderBy('account').execute(),
    given.orderBy('account').execute(),
    open.where(isOpen).execute(),
    db.selectFrom('devices.outcomes').selectAll().where('device', 'in', ids).execute(),
    byHand
      .where(isTold)
      .orderBy(sql`now ->> 'pwdLastSet'`)
      .execute(),
  ])
  const of = <T extends { device: string }>(rows: readonly T[]) => Map.groupBy(rows, ({ device }) => device)
  const [logonsOf, assignedOf, ordersOf] = [of(logons), of(assigned), of(orders)]
  const [outcomesOf, toldOf] = [of(outcomes), of(challenges)]
  return devices.map(({ id, name, seen_at: lastSeen, told_at: told, policy, keeping }) => ({
    device: id,
    name,
    lastSeen,
    told,
    policy,
    keeping,
    logons: (logonsOf.get(id) ?? []).map(({ account, takes, by_dc: byDc }) => ({ account, takes, byDc })),
    byHand: new Map((toldOf.get(id) ?? []).flatMap(({ now }) => provedByHand(now))),
    assigned: (assignedOf.get(id) ?? []).map(({ account }) => account),
    outcomes: (outcomesOf.get(id) ?? []).map(({ account, told_at: at, why }) => ({ account, at, why })),
    ordered: ordersOf.get(id) ?? [],
  }))
}

function provedByHand(now: ChallengeState): readonly (readonly [Sid, Date])[] {
  if (now.state !== 'told' || !now.report.refreshed || now.account === null) return []
  return now.pwdLastSet === undefined ? [] : [[now.account.sid, new Date(now.pwdLastSet)]]
}

/** Of a query whose devices are `d`. */
function concerns(table: 'devices.cached_logons' | 'devices.assigned', account: Sid) {
  return sql<boolean>`exists (select 1 from ${sql.table(table)} c where c.device = d.id and c.account = ${account})`
}

type LogonRow = Tables['devices.cached_logons']

function isSame(one: readonly LogonRow[], other: readonly LogonRow[]): boolean {
  const text = (rows: readonly LogonRow[]) =>
    rows
      .map(({ account, takes, by_dc: byDc }) => `${account} ${takes?.getTime()} ${byDc?.getTime()}`)
      .toSorted()
      .join('\n')
  return text(one) === text(other)
}

function assignedRows(db: Kysely<Tables>): Pick<FleetStore, AssignedParts> {
  return {
    async assign(device, account, at) {
      const insert = db.insertInto('devices.assigned').values({ device, account, assigned_at: at })
      const done = await insert.onConflict((conflict) => conflict.doNothing()).executeTakeFirst()
      return done.numInsertedOrUpdatedRows === 1n
    },
    async unassign(device, account) {
      const gone = db
        .deleteFrom('devices.assigned')
        .where('device', '=', device)
        .where('account', '=', account)
      return (await gone.executeTakeFirst()).numDeletedRows === 1n
    },
    async isAssigned(device, account) {
      const found = db.selectFrom('devices.assigned').select('device').where('device', '=', device)
      return (await found.where('account', '=', account).executeTakeFirst()) !== undefined
    },
  }
}

function orderRows(
  db: Kysely<Tables>,
): Omit<FleetStore, ToldParts | KeepingParts | AssignedParts | 'findDevice'> {
  return {
    async addOrders(orders) {
      const rows = orders.map(({ accountId, created, expires, now, ...rest }) => ({
        ...rest,
        account_id: accountId,
        created_at: created,
        expires_at: expires,
        now: JSON.stringify(now),
      }))
      for (let from = 0; from < rows.length; from += mostRows) {
        await db
          .insertInto('devices.orders')
          .values(rows.slice(from, from + mostRows))
          .execute()
      }
    },
    async findOrder(id) {
      const row = await db.selectFrom('devices.orders').selectAll().where('id', '=', id).executeTakeFirst()
      return row && orderOf(row)
    },
    async ordersIn(batch) {
      const rows = db.selectFrom('devices.orders').selectAll().where('batch', '=', batch)
      return (await rows.execute()).map(orderOf)
    },
    async openOrders(of) {
      const rows = db.selectFrom('devices.orders').selectAll().where(isOpen).orderBy('created_at')
      if ('device' in of) return (await rows.where('device', '=', of.device).execute()).map(orderOf)
      const hers =
        'account' in of ? rows.where('account', '=', of.account) : rows.where('account_id', '=', of.accountId)
      return (await hers.execute()).map(orderOf)
    },
    async openAfter(id, limit, late) {
      const rows = db.selectFrom('devices.orders').selectAll().where(isOpen).where('id', '>', id)
      const due = rows.where((row) => row.or([row('kind', '=', 'follow'), row('expires_at', '<', late)]))
      return (await due.orderBy('id').limit(limit).execute()).map(orderOf)
    },
    async updateOrder(id, change) {
      return db.transaction().execute(async (tx) => {
        const rows = tx.selectFrom('devices.orders').select('now').where('id', '=', id)
        const row = await rows.forUpdate().executeTakeFirst()
        if (row === undefined) return undefined
        const now = change(row.now)
        if (now !== row.now) {
          const update = tx.updateTable('devices.orders').set({ now: JSON.stringify(now) })
          await update.where('id', '=', id).execute()
        }
        return { before: row.now, now }
      })
    },
    async forgetOrders(before) {
      const closed = db.deleteFrom('devices.orders').where('expires_at', '<', before)
      await closed.where(sql<boolean>`not (${isOpen})`).execute()
    },
  }
}

function orderOf(row: Selectable<OrderTable>): Order {
  const { account_id: accountId, created_at: created, expires_at: expires } = row
  const { id, batch, device, kind, account, now } = row
  return { id, batch, device, kind, account, accountId, created, expires, now }
}
