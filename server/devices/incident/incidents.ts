import type { KeyObject } from 'node:crypto'
import type { IncidentOffer, IncidentOrdered, RouteAnswer, RouteBody, RouteQuery } from '@keyturn/contract'
import { formatIncidentOrder, incidentDeeds, signStatement } from '@keyturn/protocols/refresh'
import type { Audit, AuditEvent } from '#audit'
import { Fault, type Clock, type Origin, type Random } from '#kernel'
import type { By } from '../reports.ts'
import { scopeOf, type ScopeDeps, type Whom } from './scope.ts'
import type { Followed, IncidentOrder, IncidentStore } from './store.ts'

/** What devices do about accounts in an incident: forget their log-ons, end or lock their sessions, drop their tickets. */
export interface Incidents {
  order(wish: RouteBody<'admin.device-incident'>, origin: Origin): Promise<IncidentOrdered>
  /** What this device is to do now, signed over the nonce of its request. Again until it has reported. */
  offersFor(nonce: string, by: By): Promise<readonly IncidentOffer[]>
  /**
   * What came of one. Something that is left is asked for again.
   *
   * @throws {Fault} `launch.step-refused` for an order that is unknown or another device's.
   */
  report(report: RouteBody<'device.incident-report'>, by: By): Promise<void>
  page(query: RouteQuery<'admin.device-incidents'>): Promise<RouteAnswer<'admin.device-incidents'>>
  sweep(): Promise<void>
}

export interface IncidentsDeps extends ScopeDeps {
  readonly incidentStore: IncidentStore
  readonly signingKey: KeyObject
  readonly audit: Audit
  readonly clock: Clock
  readonly random: Random
}

/** How long a device may stay away before an order is void. */
const expiresMs = 90 * 24 * 60 * 60_000
const mostOrders = 100_000
/** So many at one check-in: each takes seconds there. */
const mostAtOnce = 20

export function createIncidents(deps: IncidentsDeps): Incidents {
  const { incidentStore: store, audit, clock, signingKey } = deps
  return {
    order: (wish, origin) => order(wish, origin, deps),

    async offersFor(nonce, by) {
      const offers: IncidentOffer[] = []
      for (const one of await store.openFor(by.device, clock(), mostAtOnce)) {
        await note(audit, 'device.incident-given', one, by.origin, 'ok', { deeds: one.deeds.join(' ') })
        await store.give(one.id, clock())
        const { id, account, device, deeds } = one
        const bytes = formatIncidentOrder({ account, device, order: id, nonce, issued: clock(), deeds })
        offers.push({ order: id, text: text(bytes), signature: text(signStatement(bytes, signingKey)) })
      }
      return offers
    },

    async report({ order: id, refused, deeds }, by) {
      const found = await store.find(id)
      if (found?.device !== by.device)
        throw new Fault('launch.step-refused', `no order ${id} of ${by.device}`)
      if (!found.isOpen) return
      const isLeft = deeds.some(({ outcome }) => outcome === 'left')
      const isDone = refused === null && deeds.every(({ outcome }) => !isBad.has(outcome))
      const said = deeds.map(({ deed, outcome, found: seen, left }) => `${deed} ${outcome} ${seen} ${left}`)
      const facts = { why: refused, what: said.join(', ') }
      await note(audit, 'device.incident-done', found, by.origin, isDone ? 'ok' : 'refused', facts)
      await store.report(id, clock(), { refused, deeds }, !isLeft)
    },

    async page(query) {
      const rows = await store.page({ ...query, batch: query.batch })
      return {
        orders: rows.map(viewOf),
        next: rows.length < query.limit ? null : (rows.at(-1)?.id ?? null),
      }
    },

    sweep: () => store.prune(clock()),
  }
}

const isBad: ReadonlySet<string> = new Set(['left', 'impossible'])

async function order(
  { of, deeds, devices, by }: RouteBody<'admin.device-incident'>,
  origin: Origin,
  deps: IncidentsDeps,
): Promise<IncidentOrdered> {
  const { incidentStore: store, audit, clock, random } = deps
  const scope = await scopeOf(of, deps)
  if (!scope.ok) return { ordered: false, why: scope.why, unknown: [] }
  const unknown = [...scope.unknown]
  if (scope.accounts.length === 0) return { ordered: false, why: 'nobody', unknown }
  const devicesOf = await whichDevices(devices, store)
  if (devicesOf === undefined) return { ordered: false, why: 'unknown-device', unknown }
  const batch = text(random(16))
  const created = clock()
  const orders: IncidentOrder[] = []
  for (const { sid: account, accountId } of scope.accounts) {
    const ids = await devicesOf(account)
    if (orders.length + ids.length > mostOrders) return { ordered: false, why: 'too-many', unknown }
    const about = { batch, account, accountId, deeds: incidentDeeds.filter((deed) => deeds.includes(deed)) }
    const life = { created, expires: new Date(created.getTime() + expiresMs) }
    orders.push(...ids.map((device) => ({ ...about, ...life, device, id: text(random(16)) })))
  }
  // Many at once share their commits.
  const facts = { deeds: deeds.join(' '), by }
  await Promise.all(orders.map((one) => note(audit, 'device.incident-ordered', one, origin, 'ok', facts)))
  await store.add(orders)
  const counts = { accounts: scope.accounts.length, devices: new Set(orders.map((one) => one.device)).size }
  return { ordered: true, batch, ...counts, orders: orders.length, unknown }
}

/** undefined: one of those that are named is not there. */
async function whichDevices(
  wish: RouteBody<'admin.device-incident'>['devices'],
  store: IncidentStore,
): Promise<((account: Whom['sid']) => Promise<readonly string[]>) | undefined> {
  if (wish === 'known') return (account) => store.devicesFor(account)
  const named = wish === 'all' ? undefined : [...new Set(wish)]
  const ids = named === undefined ? await store.devicesFor('all') : await store.existing(named)
  return named !== undefined && ids.length < named.length ? undefined : async () => ids
}

function viewOf(one: Followed): RouteAnswer<'admin.device-incidents'>['orders'][number] {
  return {
    order: one.id,
    batch: one.batch,
    device: one.device,
    name: one.name,
    lastSeen: one.lastSeen?.toISOString() ?? null,
    account: one.account,
    ordered: one.created.toISOString(),
    given: one.given?.toISOString() ?? null,
    reported: one.reported?.toISOString() ?? null,
    refused: one.report?.refused ?? null,
    deeds: [...(one.report?.deeds ?? [])],
  }
}

function note(
  audit: Audit,
  type: AuditEvent['type'],
  { id, device, account, accountId }: IncidentOrder,
  origin: Origin | null,
  outcome: AuditEvent['outcome'],
  facts: AuditEvent['facts'],
) {
  const whose = accountId === null ? null : { id: accountId, sid: account }
  const sid = accountId === null ? { sid: account } : {}
  return audit.append({
    type,
    account: whose,
    origin,
    outcome,
    facts: { order: id, device, ...sid, ...facts },
  })
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
