import { sql, type JSONColumnType } from 'kysely'
import type { Storage } from '#storage'
import type { DeviceStore } from '../store.ts'
import type { ChallengeState } from './state.ts'
import type { ChallengeKey, ChallengeStore } from './store.ts'

interface Tables {
  'devices.devices': { id: string }
  'devices.challenges': {
    device: string
    nonce: string
    created_at: Date
    now: JSONColumnType<ChallengeState>
  }
}

const open: ChallengeState = { state: 'open' }

export function createChallengeStore(
  storage: Pick<Storage, 'tables'>,
  { findDevice }: Pick<DeviceStore, 'findDevice'>,
): ChallengeStore {
  const db = storage.tables<Tables>()
  const one = ({ device, nonce }: ChallengeKey) =>
    db.selectFrom('devices.challenges').select('now').where('device', '=', device).where('nonce', '=', nonce)

  return {
    findDevice,
    async devicesBeginning(id) {
      const rows = await db
        .selectFrom('devices.devices')
        .select('id')
        .where(sql<string>`left(id, 6)`, '=', id)
        .execute()
      const found = await Promise.all(rows.map((row) => findDevice(row.id)))
      return found.filter((device) => device !== undefined)
    },
    findChallenge: async (key) => (await one(key).executeTakeFirst())?.now ?? open,
    async updateChallenge(key, at, change) {
      if ((await findDevice(key.device)) === undefined) return undefined
      return db.transaction().execute(async (tx) => {
        const row = { ...key, created_at: at, now: JSON.stringify(open) }
        const insert = tx.insertInto('devices.challenges').values(row)
        await insert.onConflict((conflict) => conflict.doNothing()).execute()
        const { device, nonce } = key
        const here = tx.selectFrom('devices.challenges').select('now').where('device', '=', device)
        const before = (await here.where('nonce', '=', nonce).forUpdate().executeTakeFirstOrThrow()).now
        const now = change(before)
        if (now !== before) {
          const update = tx.updateTable('devices.challenges').set({ now: JSON.stringify(now) })
          await update.where('device', '=', device).where('nonce', '=', nonce).execute()
        }
        return now
      })
    },
    async openChallenges() {
      return db
        .selectFrom('devices.challenges')
        .select(['device', 'nonce'])
        .where(sql<boolean>`now ->> 'sealed' is not null`)
        .execute()
    },
    async forgetChallenges(before) {
      await db.deleteFrom('devices.challenges').where('created_at', '<', before).execute()
    },
  }
}
