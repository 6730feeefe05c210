import { createHash, type KeyObject } from 'node:crypto'
import type { RouteAnswer, RouteBody } from '@keyturn/contract'
import { formatSettings, signStatement } from '@keyturn/protocols/refresh'
import type { Audit } from '#audit'
import type { Clock } from '#kernel'
import type { SettingsStore } from './store.ts'

export interface SettingsDeps {
  readonly store: SettingsStore
  readonly audit: Audit
  readonly signingKey: KeyObject
  readonly clock: Clock
}

/** What devices run as root, where they were told to take it from us: see `protocols/refresh/settings.ts`. */
export interface Settings {
  /** From now on, for every device. In the audit log before it holds. */
  set(wish: RouteBody<'admin.device-settings'>): Promise<RouteAnswer<'admin.device-settings'>>
  /** Signed for this device; null: nobody has set any. */
  of(device: string): Promise<RouteAnswer<'device.settings'>>
}

export function createSettings({ store, audit, signingKey, clock }: SettingsDeps): Settings {
  return {
    async set({ settings, after }) {
      const content = JSON.stringify(settings)
      const version = Math.max((await store.newest())?.version ?? 0, after) + 1
      const facts = { version, sha256: createHash('sha256').update(content).digest('hex') }
      await audit.append({ type: 'device.settings-set', account: null, origin: null, outcome: 'ok', facts })
      await store.add(version, content, clock())
      return { version }
    },
    async of(device) {
      const newest = await store.newest()
      if (newest === undefined) return { signed: null }
      const bytes = formatSettings({ device, ...newest })
      const signature = Buffer.from(signStatement(bytes, signingKey)).toString('base64url')
      return { signed: { settings: Buffer.from(bytes).toString('base64url'), signature } }
    },
  }
}
