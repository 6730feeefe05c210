import type { Storage } from '#storage'
import type { SettingsStore } from './store.ts'

interface Tables {
  'devices.settings': { version: number; content: string; set_at: Date }
}

export function createSettingsStore(storage: Pick<Storage, 'tables'>): SettingsStore {
  const db = storage.tables<Tables>()
  return {
    async newest() {
      const rows = db.selectFrom('devices.settings').select(['version', 'content']).orderBy('version', 'desc')
      return rows.limit(1).executeTakeFirst()
    },
    async add(version, content, at) {
      await db.insertInto('devices.settings').values({ version, content, set_at: at }).execute()
    },
  }
}
