import type { RouteAnswer, RouteBody } from '@keyturn/contract'
import { sidFromText, type Sid } from '@keyturn/protocols/ad'
import type { Account } from '#directory'
import { Fault } from '#kernel'
import type { By } from '../reports.ts'
import type { CheckInDeps } from './check-in.ts'
import { accountOf, dropFollowing, entry, text } from './follow.ts'
import { forgetSeconds, next } from './state.ts'
import type { Order } from './store.ts'

type Deps = Pick<CheckInDeps, 'store' | 'audit' | 'directory' | 'clock' | 'random'>
type Wish = RouteBody<'admin.device-forget'>

interface Whom {
  readonly sid: Sid
  /** undefined: it is gone from the directory, and known by its SID alone. */
  readonly account: Account | undefined
}

/** Orders devices to remove the cached log-on of an account. They do it when they next reach us. */
export async function orderForget(
  { account: named, devices }: Wish,
  deps: Deps,
): Promise<RouteAnswer<'admin.device-forget'>> {
  const { store, audit, clock, random } = deps
  const whom = await whomBy(named, deps)
  if (whom === undefined) return { ordered: false, why: 'unknown-account' }
  const ids = await idsOf(devices, whom.sid, deps)
  if (ids === undefined) return { ordered: false, why: 'unknown-device' }
  const batch = text(random(16))
  const created = clock()
  const expires = new Date(created.getTime() + forgetSeconds * 1000)
  const waiting = await store.openOrders({ account: whom.sid })
  const have = new Set(waiting.flatMap(({ kind, device }) => (kind === 'forget' ? [device] : [])))
  const orders = ids
    .filter((device) => !have.has(device))
    .map((device): Order => {
      const about = { account: whom.sid, accountId: whom.account?.id ?? null }
      return {
        id: text(random(16)),
        batch,
        device,
        kind: 'forget',
        ...about,
        created,
        expires,
        now: { state: 'open' },
      }
    })
  // Many at once share their commits.
  await Promise.all(
    orders.map((order) =>
      entry(audit, 'device.order-made', order, { origin: null, facts: { kind: 'forget' } }),
    ),
  )
  await store.addOrders(orders)
  await dropFollowing(whom.sid, 'forget-ordered', deps, new Set(ids))
  return { ordered: true, account: whom.sid, devices: ids.length }
}

async function idsOf(
  wish: Wish['devices'],
  account: Sid,
  { store }: Deps,
): Promise<readonly string[] | undefined> {
  if (typeof wish === 'string') return store.deviceIds(wish === 'all' ? 'all' : { mayKeep: account })
  const ids = [...new Set(wish)]
  const found = await Promise.all(ids.map((id) => store.findDevice(id)))
  return found.includes(undefined) ? undefined : ids
}

/** A SID is believed as it stands: what is removed is a log-on of whoever had it. */
async function whomBy(named: string, { directory }: Pick<Deps, 'directory'>): Promise<Whom | undefined> {
  const sid = sidFromText(named)
  if (sid !== undefined) return { sid, account: await directory.readBySid(sid) }
  const found = await directory.find(named)
  return found.found ? { sid: found.account.sid, account: found.account } : undefined
}

/**
 * What a device did about it; the same report again changes nothing.
 *
 * @throws {Fault} `launch.step-refused` for an order that is unknown, another device's, or of another kind.
 */
export async function reportForget(
  { order: id, outcome }: RouteBody<'device.forgot'>,
  by: By,
  { store, audit, clock }: Pick<Deps, 'store' | 'audit' | 'clock'>,
): Promise<void> {
  const order = await store.findOrder(id)
  if (order?.device !== by.device || order.kind !== 'forget') {
    throw new Fault('launch.step-refused', `no order ${id} of device ${by.device} to forget`)
  }
  if (order.now.state !== 'open') return
  const { account, accountId, device } = order
  await audit.append({
    type: 'device.forgot',
    account: accountOf(account, accountId),
    origin: by.origin,
    outcome: outcome === 'gone' || outcome === 'was-not-there' ? 'ok' : 'refused',
    facts: { order: id, device, ...(accountId === null ? { sid: account } : {}), what: outcome },
  })
  // One that could not be removed is asked for again.
  if (outcome === 'still-there') return
  await store.updateOrder(id, (now) => next(now, { type: 'told', at: clock().toISOString(), outcome }))
}

/** Whose computer it is. */
export async function assign(
  { device, account: named, assigned }: RouteBody<'admin.device-assign'>,
  deps: Deps,
): Promise<RouteAnswer<'admin.device-assign'>> {
  const { store, audit, clock } = deps
  if ((await store.findDevice(device)) === undefined) return { end: 'unknown-device' }
  const whom = await whomBy(named, deps)
  if (whom === undefined || (assigned && whom.account === undefined)) return { end: 'unknown-account' }
  if (assigned && whom.account?.isProtected === true) return { end: 'protected' }
  if ((await store.isAssigned(device, whom.sid)) === assigned) return { end: 'nothing-to-do' }
  await audit.append({
    type: assigned ? 'device.assigned' : 'device.unassigned',
    account: accountOf(whom.sid, whom.account?.id ?? null),
    origin: null,
    outcome: 'ok',
    facts: { device, sid: whom.sid },
  })
  if (assigned) await store.assign(device, whom.sid, clock())
  else await store.unassign(device, whom.sid)
  if (!assigned) await dropFollowing(whom.sid, 'not-assigned', deps, new Set([device]))
  return { end: 'done' }
}
