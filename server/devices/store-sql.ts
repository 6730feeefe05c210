import type { Sid } from '@keyturn/protocols/ad'
import { sql, type Generated, type JSONColumnType, type Kysely, type Selectable } from 'kysely'
import type { Storage } from '#storage'
import type { LaunchState } from './state.ts'
import type { Device, DeviceStore, Launch } from './store.ts'

interface Tables {
  'devices.enrolment_keys': { hash: string; uses_left: number; expires_at: Date }
  'devices.devices': DeviceTable
  'devices.request_nonces': { device: string; nonce: string; at: Date }
  'devices.launches': LaunchTable
}
interface DeviceTable {
  id: string
  name: string
  system: 'linux' | 'windows'
  signing_key: string
  sealing_key: string
  enrolled_at: Date
  seen_at: Generated<Date | null>
}
interface LaunchTable {
  id: string
  device: string
  nonce: string
  sealing_key: string
  accounts: Sid[]
  created_at: Date
  expires_at: Date
  now: JSONColumnType<LaunchState>
}

type DeviceParts =
  | 'addKey'
  | 'useKey'
  | 'addDevice'
  | 'findDevice'
  | 'removeDevice'
  | 'listDevices'
  | 'sawDevice'
  | 'useNonce'

export function createSqlStore(storage: Pick<Storage, 'tables'>): DeviceStore {
  const db = storage.tables<Tables>()
  return { ...deviceRows(db), ...launchRows(db) }
}

function deviceRows(db: Kysely<Tables>): Pick<DeviceStore, DeviceParts> {
  return {
    async addKey({ hash, uses, expires }) {
      await db
        .insertInto('devices.enrolment_keys')
        .values({ hash, uses_left: uses, expires_at: expires })
        .execute()
    },
    async useKey(hash, at) {
      const { numUpdatedRows } = await db
        .updateTable('devices.enrolment_keys')
        .set({ uses_left: sql`uses_left - 1` })
        .where('hash', '=', hash)
        .where('uses_left', '>', 0)
        .where('expires_at', '>', at)
        .executeTakeFirst()
      return numUpdatedRows === 1n
    },
    async addDevice({ signingKey, sealingKey, enrolled, lastSeen, ...rest }) {
      const keys = { signing_key: signingKey, sealing_key: sealingKey }
      await db
        .insertInto('devices.devices')
        .values({ ...rest, ...keys, enrolled_at: enrolled, seen_at: lastSeen })
        .execute()
    },
    async findDevice(id) {
      const row = await db.selectFrom('devices.devices').selectAll().where('id', '=', id).executeTakeFirst()
      return row && deviceOf(row)
    },
    async removeDevice(id) {
      // The other tables' rows go with it: `on delete cascade`.
      const remove = db.deleteFrom('devices.devices').where('id', '=', id)
      return (await remove.executeTakeFirst()).numDeletedRows === 1n
    },
    async listDevices() {
      const rows = await db.selectFrom('devices.devices').selectAll().orderBy('name').orderBy('id').execute()
      return rows.map(deviceOf)
    },
    async sawDevice(id, at) {
      const minuteAgo = new Date(at.getTime() - 60_000)
      await db
        .updateTable('devices.devices')
        .set({ seen_at: at })
        .where('id', '=', id)
        .where((row) => row.or([row('seen_at', 'is', null), row('seen_at', '<', minuteAgo)]))
        .execute()
    },
    async useNonce(device, nonce, at) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('devices.request_nonces')
        .values({ device, nonce, at })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      return numInsertedOrUpdatedRows === 1n
    },
  }
}

function launchRows(db: Kysely<Tables>): Omit<DeviceStore, DeviceParts> {
  return {
    async addLaunch({ sealingKey, accounts, created, expires, now, ...rest }) {
      await db
        .insertInto('devices.launches')
        .values({
          ...rest,
          sealing_key: sealingKey,
          accounts: [...accounts],
          created_at: created,
          expires_at: expires,
          now: JSON.stringify(now),
        })
        .execute()
    },
    async findLaunch(id) {
      const row = await db.selectFrom('devices.launches').selectAll().where('id', '=', id).executeTakeFirst()
      return row && launchOf(row)
    },
    async updateLaunch(id, change) {
      return db.transaction().execute(async (tx) => {
        const rows = tx.selectFrom('devices.launches').selectAll().where('id', '=', id)
        const row = await rows.forUpdate().executeTakeFirst()
        if (row === undefined) return undefined
        const launch = launchOf(row)
        const now = change(launch)
        if (now !== launch.now) {
          const update = tx.updateTable('devices.launches').set({ now: JSON.stringify(now) })
          await update.where('id', '=', id).execute()
        }
        return { before: launch.now, now }
      })
    },
    async openLaunches(at) {
      const rows = await db
        .selectFrom('devices.launches')
        .select('id')
        .where('created_at', '<', at)
        .where(sql<boolean>`now ->> 'state' not in ('fetched', 'ended')`)
        .execute()
      return rows.map(({ id }) => id)
    },
    async forget({ nonces, keys, launches }) {
      await db.deleteFrom('devices.request_nonces').where('at', '<', nonces).execute()
      await db.deleteFrom('devices.enrolment_keys').where('expires_at', '<', keys).execute()
      await db.deleteFrom('devices.launches').where('expires_at', '<', launches).execute()
    },
  }
}

function deviceOf(row: Selectable<DeviceTable>): Device {
  const { signing_key: signingKey, sealing_key: sealingKey, enrolled_at: enrolled, seen_at: lastSeen } = row
  return { id: row.id, name: row.name, system: row.system, signingKey, sealingKey, enrolled, lastSeen }
}

function launchOf(row: Selectable<LaunchTable>): Launch {
  const { sealing_key: sealingKey, created_at: created, expires_at: expires } = row
  const { id, device, nonce, accounts, now } = row
  return { id, device, nonce, sealingKey, accounts, created, expires, now }
}
