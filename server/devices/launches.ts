import type { LaunchView, RouteAnswer, RouteBody } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import type { Audit } from '#audit'
import { Fault, type Clock, type Random } from '#kernel'
import type { Bell } from './bell.ts'
import { factsOf, reportOf, type By } from './reports.ts'
import { aged, isSilent, launchLifeSeconds, next, type LaunchState } from './state.ts'
import type { DeviceStore, Launch } from './store.ts'

export interface LaunchDeps {
  readonly store: DeviceStore
  readonly audit: Audit
  readonly bell: Bell
  readonly clock: Clock
  readonly random: Random
  /** Where people reset: `https://reset.corp.example`. */
  readonly portal: string
}

/** How far a launch is; `over`: also one that is unknown, or another device's. */
export type Stage = 'open' | 'fetched' | 'over'

export interface Launches {
  start(wish: RouteBody<'device.launch'>, by: By): Promise<RouteAnswer<'device.launch'>>
  /**
   * What the device gets to know of its launch; `done` once only. Waits for something new, at most so long.
   *
   * @throws {Fault} `launch.expired` for a launch that is unknown or another device's.
   */
  view(
    id: string,
    by: By,
    waiting: { readonly ms: number; readonly signal: AbortSignal },
  ): Promise<LaunchView>
  /**
   * Keeps what became of the cached logon; the same report again changes nothing.
   *
   * @throws {Fault} `launch.expired` as above; `launch.step-refused` when the launch has given out no password, or
   *   one for another account.
   */
  report(report: RouteBody<'device.report'>, by: By): Promise<void>
  /**
   * Keeps what answered from there after it was refreshed, for the page of this launch: once, and not before that report.
   *
   * @throws {Fault} `launch.expired` as above.
   */
  resources(told: RouteBody<'device.resources'>, by: By): Promise<void>
  /** For whoever gives a device something for a launch. `fetched`: and its report is still to come. */
  stage(id: string, device: string): Promise<Stage>
}

/** How often a release on another server of the cluster is looked for. */
const lookMs = 1_000

export function createLaunches(deps: LaunchDeps): Launches {
  const { store, audit, bell, clock, random, portal } = deps

  return {
    async start({ sealingKey, accounts }, { device, origin }) {
      const id = text(random(16))
      const created = clock()
      const expires = new Date(created.getTime() + launchLifeSeconds * 1000)
      const facts = { launch: id, device, accounts: accounts.length }
      await audit.append({ type: 'device.launched', account: null, origin, outcome: 'ok', facts })
      const nonce = text(random(32))
      const now = { state: 'waiting' } as const
      const known = accounts as Sid[]
      await store.addLaunch({ id, device, nonce, sealingKey, accounts: known, created, expires, now })
      const address = new URL('/', portal)
      address.searchParams.set('launch', id)
      return {
        launch: id,
        nonce,
        created: created.toISOString(),
        expires: expires.toISOString(),
        portal: address.href,
      }
    },

    async view(id, by, { ms, signal }) {
      const until = performance.now() + ms
      for (;;) {
        const view = await look(id, by, deps)
        const left = until - performance.now()
        if (view.state !== 'waiting' || left <= 0 || signal.aborted) return view
        await bell.wait(id, Math.min(left, lookMs), signal)
        // Whoever is gone must not be the one who fetches.
        if (signal.aborted) return { state: 'waiting' }
      }
    },

    report: (wish, by) => report(wish, by, deps),

    async resources({ launch: id, resources }, by) {
      await find(id, by, deps)
      await store.updateLaunch(id, (launch) => next(launch.now, { type: 'resources', resources }))
    },

    async stage(id, device) {
      const launch = await store.findLaunch(id)
      return launch?.device === device ? stageOf(launch, clock()) : 'over'
    },
  }
}

function stageOf(launch: Launch, at: Date): Stage {
  const now = aged(launch.now, launch.expires, at)
  if (now.state === 'ended') return 'over'
  if (now.state !== 'fetched') return 'open'
  return now.report === null && !isSilent(now, at) ? 'fetched' : 'over'
}

async function find(id: string, { device }: By, { store, clock }: LaunchDeps): Promise<Launch> {
  const launch = await store.findLaunch(id)
  if (launch?.device !== device) throw new Fault('launch.expired', `no launch ${id} of device ${device}`)
  return { ...launch, now: aged(launch.now, launch.expires, clock()) }
}

async function look(id: string, by: By, deps: LaunchDeps): Promise<LaunchView> {
  const { now } = await find(id, by, deps)
  const end = endOf(now)
  if (end !== undefined) return end
  return now.state === 'released' ? fetch(id, now, by, deps) : { state: 'waiting' }
}

/** To the device it is one whether the password was given to somebody before, or nobody came for it in time: it is changed. */
function endOf(now: LaunchState | undefined): Extract<LaunchView, { state: 'ended' }> | undefined {
  if (now?.state === 'fetched') return { state: 'ended', why: 'fetched' }
  if (now?.state !== 'ended') return undefined
  return { state: 'ended', why: now.why === 'not-fetched' ? 'fetched' : now.why }
}

/** Of two who ask at once, one gets it; the audit log knows before either does. */
async function fetch(
  id: string,
  { account }: Extract<LaunchState, { state: 'released' }>,
  { device, origin }: By,
  { store, audit, clock }: LaunchDeps,
): Promise<LaunchView> {
  const who = { id: account.id, sid: account.sid }
  const facts = { launch: id, device }
  await audit.append({ type: 'device.fetched', account: who, origin, outcome: 'ok', facts })
  const at = clock()
  const moved = await store.updateLaunch(id, ({ now, expires }) =>
    next(aged(now, expires, at), { type: 'fetch', at: at.toISOString() }),
  )
  if (moved?.before.state !== 'released' || moved.now.state !== 'fetched') {
    return endOf(moved?.now) ?? { state: 'ended', why: 'fetched' }
  }
  const { statement, signature, sealed } = moved.before
  return { state: 'done', statement, signature, sealed }
}

async function report(
  { launch: id, account: sid, outcome }: RouteBody<'device.report'>,
  by: By,
  deps: LaunchDeps,
): Promise<void> {
  const { now } = await find(id, by, deps)
  if (now.state !== 'fetched' || now.account.sid !== sid) {
    throw new Fault('launch.step-refused', `launch ${id} is ${now.state}, or it was for another account`)
  }
  if (now.report !== null) return
  await deps.audit.append({
    type: outcome.refreshed ? 'device.refreshed' : 'device.not-refreshed',
    account: { id: now.account.id, sid: now.account.sid },
    origin: by.origin,
    outcome: outcome.refreshed ? 'ok' : 'refused',
    facts: { launch: id, device: by.device, ...factsOf(outcome) },
  })
  await deps.store.updateLaunch(id, (launch) =>
    next(launch.now, { type: 'report', report: reportOf(outcome) }),
  )
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
