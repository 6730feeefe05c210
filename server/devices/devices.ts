import type { KeyObject } from 'node:crypto'
import type { RouteAnswer, RouteBody } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import { parseChallenge } from '@keyturn/protocols/challenge'
import { rawPublicKey } from '@keyturn/protocols/refresh'
import type { Audit } from '#audit'
import type { Account, Directory } from '#directory'
import type { Clock, Log, Origin, Random } from '#kernel'
import { createBell } from './bell.ts'
import { createEnrolments, type Enrolments } from './enrolments.ts'
import { createFleet, type Fleet } from './fleet/fleet.ts'
import { alsoFollowing } from './fleet/follow.ts'
import { logonsOf, type Hers } from './fleet/hers.ts'
import type { FleetSettings } from './fleet/settings.ts'
import type { FleetStore } from './fleet/store.ts'
import { createIncidents, type Incidents, type IncidentsDeps } from './incident/incidents.ts'
import { createLaunches, type Launches } from './launches.ts'
import { joinOrders } from './no-network/both-orders.ts'
import { agreementFor } from './no-network/challenges.ts'
import type { NoNetworkKeys } from './no-network/keys.ts'
import { createChallengeOrders } from './no-network/orders.ts'
import { reportChallenge } from './no-network/reports.ts'
import { aged as agedChallenge } from './no-network/state.ts'
import type { ChallengeStore } from './no-network/store.ts'
import { createOrders, type DeviceOrders } from './orders.ts'
import { authenticate, nonceKeptSeconds, type DeviceRequest } from './proofs.ts'
import { createSettings, type Settings } from './settings/settings.ts'
import type { SettingsStore } from './settings/store.ts'
import type { By } from './reports.ts'
import { aged } from './state.ts'
import type { DeviceStore } from './store.ts'

export interface DevicesDeps extends Pick<IncidentsDeps, 'incidentStore' | 'campaignAccounts'> {
  readonly store: DeviceStore
  readonly settingsStore: SettingsStore
  readonly challenges: ChallengeStore
  readonly fleetStore: FleetStore
  readonly fleetSettings: FleetSettings
  readonly directory: Pick<Directory, 'read' | 'readBySid' | 'find' | 'groupSid' | 'membersOf'>
  readonly audit: Audit
  /** From `loadSigningKey`. */
  readonly signingKey: KeyObject
  /** From `loadNoNetworkKeys`. */
  readonly noNetworkKeys: NoNetworkKeys
  /** Where people reset: `https://reset.corp.example`. */
  readonly portal: string
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

export interface Devices {
  /** For `reset`. */
  readonly orders: DeviceOrders
  readonly launches: Omit<Launches, 'report'>
  readonly settings: Settings
  readonly fleet: Omit<Fleet, 'report' | 'sweep'>
  readonly incidents: Omit<Incidents, 'sweep'>
  readonly enrolments: Pick<Enrolments, 'makeKey' | 'list' | 'remove'>
  enrol(request: RouteBody<'device.enrol'>, origin: Origin): Promise<RouteAnswer<'device.enrol'>>
  /** What this device needs to do without a network one day. */
  noNetwork(device: string): RouteAnswer<'device.no-network'>
  /** Of a launch, of a challenge, or of an order to follow. @throws {Fault} `launch.expired`, `launch.step-refused`: see each. */
  report(report: RouteBody<'device.report'>, by: By): Promise<void>
  /** When the directory last took a password for these accounts; null: unknown account, must-change, or never. */
  freshness(accounts: readonly Sid[]): Promise<RouteAnswer<'device.freshness'>>
  /** How her log-ons stand on her computers, and which of them `launch` is of; for her who has proved who she is. */
  readonly logonsOf: (account: Account, launch: string | null) => Promise<Hers>
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
  const answering = { ...deps, store: deps.challenges, keys: deps.noNetworkKeys }
  const enrolments = createEnrolments(deps)
  const launches = createLaunches(within)
  const serverKey = rawPublicKey(signingKey)
  const settings = deps.fleetSettings
  const ordering = { ...deps, store: deps.fleetStore, settings, follow: settings.follow }
  const fleet = createFleet(ordering)
  const incidents = createIncidents(deps)

  return {
    orders: alsoFollowing(joinOrders(createOrders(within), createChallengeOrders(answering)), ordering),
    launches,
    enrolments,
    fleet,
    incidents,
    settings: createSettings({ ...deps, store: deps.settingsStore }),
    async enrol(request, origin) {
      return { device: await enrolments.enrol(request, origin), serverKey, portal }
    },
    noNetwork: (device) => agreementFor(device, { ...answering, signingKey, portal }),
    async report(report, by) {
      const { account, outcome } = report
      if (parseChallenge(report.launch).ok) await reportChallenge(report, by, answering)
      else if (!(await fleet.report(report, by))) await launches.report(report, by)
      const why = outcome.refreshed ? null : outcome.why
      await deps.fleetStore.noteOutcome(by.device, { account: account as Sid, at: clock(), why })
    },
    async freshness(accounts) {
      const read = accounts.map(async (account) => {
        const found = await directory.readBySid(account)
        return { account, passwordLastSet: found?.pwdLastSet?.toISOString() ?? null }
      })
      return { accounts: await Promise.all(read) }
    },
    logonsOf: (account, launch) => logonsOf(account, launch, { store, fleetStore: deps.fleetStore }),
    authenticate: (request) => authenticate(request, { store, clock }),
    async sweep() {
      const at = clock()
      const before = (seconds: number) => new Date(at.getTime() - seconds * 1000)
      for (const id of await store.openLaunches(at)) {
        await store.updateLaunch(id, ({ now, expires }) => aged(now, expires, at))
      }
      for (const key of await deps.challenges.openChallenges()) {
        await deps.challenges.updateChallenge(key, at, (now) => agedChallenge(now, at))
      }
      await fleet.sweep()
      await incidents.sweep()
      await deps.challenges.forgetChallenges(before(launchKeptSeconds))
      await store.forget({
        nonces: before(nonceKeptSeconds),
        keys: before(0),
        launches: before(launchKeptSeconds),
      })
    },
  }
}
