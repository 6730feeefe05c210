import type { KeyObject } from 'node:crypto'
import type { RouteAnswer, RouteBody } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import { rawPublicKey } from '@keyturn/protocols/refresh'
import type { Audit } from '#audit'
import type { Directory } from '#directory'
import type { Clock, Log, Origin, Random } from '#kernel'
import { createBell } from './bell.ts'
import { createEnrolments, type Enrolments } from './enrolments.ts'
import { createLaunches, type Launches } from './launches.ts'
import { createOrders, type DeviceOrders } from './orders.ts'
import { authenticate, nonceKeptSeconds, type DeviceRequest } from './proofs.ts'
import { createSettings, type Settings } from './settings/settings.ts'
import type { SettingsStore } from './settings/store.ts'
import { aged } from './state.ts'
import type { DeviceStore } from './store.ts'

export interface DevicesDeps {
  readonly store: DeviceStore
  readonly settingsStore: SettingsStore
  readonly directory: Pick<Directory, 'readBySid'>
  readonly audit: Audit
  /** From `loadSigningKey`. */
  readonly signingKey: KeyObject
  /** Where people reset: `https://reset.corp.example`. */
  readonly portal: string
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

export interface Devices {
  /** For `reset`. */
  readonly orders: DeviceOrders
  readonly launches: Launches
  readonly settings: Settings
  readonly enrolments: Pick<Enrolments, 'makeKey' | 'list' | 'remove'>
  enrol(request: RouteBody<'device.enrol'>, origin: Origin): Promise<RouteAnswer<'device.enrol'>>
  /** When the directory last took a password for these accounts; null: unknown account, must-change, or never. */
  freshness(accounts: readonly Sid[]): Promise<RouteAnswer<'device.freshness'>>
  /**
   * Which device made this request, by its proof of possession. For the HTTP edge.
   *
   * @throws {Fault} `device.unknown`, which never says why.
   */
  authenticate(request: DeviceRequest): Promise<{ readonly id: string; readonly name: string }>
  /** Ends what is late, and erases what was sealed for it. To be called every minute. */
  sweep(): Promise<void>
}

const launchKeptSeconds = 30 * 24 * 60 * 60

export function createDevices(deps: DevicesDeps): Devices {
  const { store, directory, signingKey, portal, clock } = deps
  const within = { ...deps, bell: createBell() }
  const enrolments = createEnrolments(deps)
  const serverKey = rawPublicKey(signingKey)

  return {
    orders: createOrders(within),
    launches: createLaunches(within),
    enrolments,
    settings: createSettings({ ...deps, store: deps.settingsStore }),
    async enrol(request, origin) {
      return { device: await enrolments.enrol(request, origin), serverKey, portal }
    },
    async freshness(accounts) {
      const read = accounts.map(async (account) => {
        const found = await directory.readBySid(account)
        return { account, passwordLastSet: found?.pwdLastSet?.toISOString() ?? null }
      })
      return { accounts: await Promise.all(read) }
    },
    authenticate: (request) => authenticate(request, { store, clock }),
    async sweep() {
      const at = clock()
      const before = (seconds: number) => new Date(at.getTime() - seconds * 1000)
      for (const id of await store.openLaunches(at)) {
        await store.updateLaunch(id, ({ now, expires }) => aged(now, expires, at))
      }
      await store.forget({
        nonces: before(nonceKeptSeconds),
        keys: before(0),
        launches: before(launchKeptSeconds),
      })
    },
  }
}
