import type { IncidentDeed } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import { sql, type JSONColumnType, type Kysely, type Selectable } from 'kysely'
import type { AccountId } from '#kernel'
import type { Storage } from '#storage'
import type { Followed, IncidentReport, IncidentStore } from './store.ts'

interface OrderTable {
  id: string
  batch: string
  device: string
  account: Sid
  account_id: AccountId | null
  deeds: JSONColumnType<IncidentDeed[]>
  created_at: Date
  expires_at: Date
  given_at: Date | null
  reported_at: Date | null
  report: JSONColumnType<IncidentReport> | null
  is_open: boolean
}
interface Tables {
  'devices.devices': { id: string; name: string; seen_at: Date | null; told_at: Date | null }
  'devices.incident_orders': OrderTable
}

const mostRows = 1_000

export function createIncidentStore(storage: Pick<Storage, 'tables'>): IncidentStore {
  const db = storage.tables<Tables>()
  return {
    ...givenRows(db),

    async devicesFor(account) {
      let query = db.selectFrom('devices.devices as d').select('d.id')
      if (account !== 'all') {
        const concerns = (table: string) =>
          sql<boolean>`exists (select 1 from ${sql.table(table)} c where c.device = d.id and c.account = ${account})`
        query = query.where((row) =>
          row.or([
            row('d.told_at', 'is', null),
            concerns('devices.cached_logons'),
            concerns('devices.assigned'),
          ]),
        )
      }
      return (await query.execute()).map(({ id }) => id)
    },

    async existing(devices) {
      const found = db.selectFrom('devices.devices').select('id').where('id', 'in', devices)
      return (await found.execute()).map(({ id }) => id)
    },

    async add(orders) {
      const rows = orders.map(({ accountId, created, expires, deeds, ...rest }) => ({
        ...rest,
        account_id: accountId,
        deeds: JSON.stringify(deeds),
        created_at: created,
        expires_at: expires,
        is_open: true,
      }))
      await db.transaction().execute(async (tx) => {
        for (let from = 0; from < rows.length; from += mostRows) {
          const part = rows.slice(from, from + mostRows)
          const pairs = part.map(({ device, account }) => `${device} ${account}`)
          const earlier = tx.updateTable('devices.incident_orders').set({ is_open: false })
          await earlier
            .where('is_open', '=', true)
            .where(sql<boolean>`device || ' ' || account = any(${pairs})`)
            .execute()
          await tx.insertInto('devices.incident_orders').values(part).execute()
        }
      })
    },
  }
}

function givenRows(db: Kysely<Tables>): Omit<IncidentStore, 'devicesFor' | 'existing' | 'add'> {
  const followed = () =>
    db
      .selectFrom('devices.incident_orders as o')
      .innerJoin('devices.devices as d', 'd.id', 'o.device')
      .selectAll('o')
      .select(['d.name', 'd.seen_at'])
  return {
    async openFor(device, now, limit) {
      const rows = followed()
        .where('o.device', '=', device)
        .where('o.is_open', '=', true)
        .where('o.expires_at', '>', now)
      return (await rows.orderBy('o.created_at').orderBy('o.id').limit(limit).execute()).map(followedOf)
    },
    async give(id, at) {
      await db.updateTable('devices.incident_orders').set({ given_at: at }).where('id', '=', id).execute()
    },
    async find(id) {
      const row = await followed().where('o.id', '=', id).executeTakeFirst()
      return row && followedOf(row)
    },
    async report(id, at, report, close) {
      const update = db
        .updateTable('devices.incident_orders')
        .set({ reported_at: at, report: JSON.stringify(report), ...(close && { is_open: false }) })
        .where('id', '=', id)
        .where('is_open', '=', true)
      return (await update.executeTakeFirstOrThrow()).numUpdatedRows === 1n
    },
    async page({ batch, after, limit }) {
      let rows = followed().where('o.id', '>', after)
      if (batch !== undefined) rows = rows.where('o.batch', '=', batch)
      return (await rows.orderBy('o.id').limit(limit).execute()).map(followedOf)
    },
    async prune(before) {
      await db.deleteFrom('devices.incident_orders').where('expires_at', '<', before).execute()
    },
  }
}

function followedOf(row: Selectable<OrderTable> & { name: string; seen_at: Date | null }): Followed {
  const { id, batch, device, account, account_id: accountId, deeds, name, report } = row
  const { created_at: created, expires_at: expires, given_at: given, reported_at: reported } = row
  const order = { id, batch, device, account, accountId, deeds, created, expires }
  return { ...order, name, lastSeen: row.seen_at, given, reported, report, isOpen: row.is_open }
}
