import type { KeyObject } from 'node:crypto'
import type { DeviceOrder, RouteAnswer, RouteBody } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import { formatFollowOrder, formatForgetOrder, signStatement } from '@keyturn/protocols/refresh'
import type { Directory } from '#directory'
import { Fault } from '#kernel'
import { factsOf, reportOf, type By } from '../reports.ts'
import { accountOf, drop, entry, isLate, text, type FollowDeps } from './follow.ts'
import { keepAsWanted } from './keep.ts'
import type { FleetSettings } from './settings.ts'
import { judge, next, voidFor } from './state.ts'
import type { Order, ToldLogon } from './store.ts'

export interface CheckInDeps extends FollowDeps {
  readonly directory: Pick<Directory, 'read' | 'readBySid' | 'find'>
  readonly signingKey: KeyObject
  readonly settings: FleetSettings
}

/** Those whose devices have just reached the server do not all come back in the same second. */
const spread = 0.2

type Asked = RouteBody<'device.check-in'>
export type FleetOrders = Omit<RouteAnswer<'device.check-in'>, 'incidents'>

/**
 * Writes down what a device tells of itself, and gives it what it is to do. Orders are signed here and nowhere earlier, over
 * the nonce of this request: nothing that a database holds is obeyed by anybody.
 */
export async function checkIn(asked: Asked, by: By, deps: CheckInDeps): Promise<FleetOrders> {
  const { store, clock, random, settings } = deps
  await store.tell(by.device, clock(), asked)
  const orders: DeviceOrder[] = []
  const open = await store.openOrders({ device: by.device })
  for (const order of open) {
    if (isLate(order, clock())) await drop(order, 'late', deps)
    else if (order.kind === 'forget') orders.push(forgetOrder(order, asked.nonce, deps))
    else if (asked.canFollow) orders.push(...(await followOrder(order, { asked, by }, deps)))
  }
  const jitter = 1 + spread * ((random(1)[0] ?? 0) / 255 - 0.5)
  orders.push(...(await keepAsWanted(asked, by, deps)))
  const waiting = !asked.canFollow && open.some(({ now }) => now.state === 'ready')
  return { orders, waiting, nextSeconds: Math.round(settings.checkInMinutes * 60 * jitter) }
}

function forgetOrder(
  { id, account, device }: Order,
  nonce: string,
  { clock, signingKey }: CheckInDeps,
): DeviceOrder {
  const bytes = formatForgetOrder({ account, device, order: id, nonce, issued: clock() })
  return { kind: 'forget', order: id, text: text(bytes), signature: text(signStatement(bytes, signingKey)) }
}

/** The password goes out once: of two requests at once one gets it, and the log knows before either does. */
async function followOrder(
  order: Order,
  { asked, by }: { readonly asked: Asked; readonly by: By },
  deps: CheckInDeps,
): Promise<readonly DeviceOrder[]> {
  const { store, audit, clock, signingKey } = deps
  if (order.now.state !== 'ready' || !(await isStillWished(order, deps))) return []
  const account = order.accountId === null ? undefined : await reads(order.accountId, deps)
  if (account === 'away') return []
  const verdict = judge(order.now, { account, takes: takesOf(order.account, asked.logons) })
  if (verdict === 'wait') return []
  if (verdict !== 'give') {
    await drop(order, verdict, deps)
    return []
  }
  await entry(audit, 'device.order-given', order, { origin: by.origin, facts: { kind: 'follow' } })
  const moved = await store.updateOrder(order.id, (now) =>
    next(now, { type: 'give', at: clock().toISOString() }),
  )
  if (moved?.before.state !== 'ready' || moved.now.state !== 'given') return []
  const { followed, sealed, binding, dc, pwdLastSet } = moved.before
  const bytes = formatFollowOrder({
    ...followed,
    account: order.account,
    device: order.device,
    order: order.id,
    nonce: asked.nonce,
    issued: clock(),
    dc,
    pwdLastSet: new Date(pwdLastSet),
    password: binding,
  })
  const signature = text(signStatement(bytes, signingKey))
  return [{ kind: 'follow', order: order.id, text: text(bytes), signature, sealed }]
}

/** Switched off, or the computer is hers no more, since it was sealed. */
async function isStillWished(order: Order, deps: CheckInDeps): Promise<boolean> {
  const { enabled, dangerouslyWhoeverIsCached } = deps.follow
  const isHers = dangerouslyWhoeverIsCached || (await deps.store.isAssigned(order.device, order.account))
  if (enabled && isHers) return true
  await drop(order, enabled ? 'not-assigned' : 'switched-off', deps)
  return false
}

/** While no DC answers nothing is given, and nothing is void. */
async function reads(id: NonNullable<Order['accountId']>, { directory }: Pick<CheckInDeps, 'directory'>) {
  try {
    return await directory.read(id)
  } catch (error) {
    if (error instanceof Fault && error.code === 'directory.unavailable') return 'away'
    throw error
  }
}

function takesOf(account: Sid, logons: readonly ToldLogon[]): Date | null | undefined {
  const found = logons.find((one) => one.account === account)
  if (found === undefined) return undefined
  return found.passwordLastSet === null ? null : new Date(found.passwordLastSet)
}

/**
 * What became of a follow order; the same report again changes nothing.
 *
 * @throws {Fault} `launch.step-refused` when the order has given out no password, or one for another account.
 */
export async function reportFollow(
  order: Order,
  { account, outcome }: RouteBody<'device.report'>,
  by: By,
  { store, audit }: Pick<CheckInDeps, 'store' | 'audit'>,
): Promise<void> {
  if (order.now.state !== 'given' || order.account !== account) {
    throw new Fault('launch.step-refused', `order ${order.id} is ${order.now.state}, or for another account`)
  }
  if (order.now.report !== null) return
  await audit.append({
    type: outcome.refreshed ? 'device.refreshed' : 'device.not-refreshed',
    account: accountOf(order.account, order.accountId),
    origin: by.origin,
    outcome: outcome.refreshed ? 'ok' : 'refused',
    facts: { order: order.id, device: by.device, ...factsOf(outcome) },
  })
  await store.updateOrder(order.id, (now) => next(now, { type: 'report', report: reportOf(outcome) }))
}

const sweepPage = 200
/** So many accounts are asked about in one sweep; the others in the next ones. */
const mostAccounts = 500

/** Voids what is late, and what is about a password that is no longer anybody's. To be called every minute. */
export function createSweep(deps: CheckInDeps): () => Promise<void> {
  let past = ''
  return async () => {
    let left = mostAccounts
    while (left > 0) {
      const orders = await deps.store.openAfter(past, Math.min(sweepPage, left), deps.clock())
      for (const order of orders) await sweep(order, deps)
      left -= orders.length
      past = orders.at(-1)?.id ?? ''
      if (orders.length < sweepPage) {
        past = ''
        return
      }
    }
  }
}

async function sweep(order: Order, deps: CheckInDeps): Promise<void> {
  if (isLate(order, deps.clock())) return drop(order, 'late', deps)
  if (order.kind !== 'follow' || order.now.state !== 'ready') return
  if (!(await isStillWished(order, deps)) || order.accountId === null) return
  const account = await reads(order.accountId, deps)
  const why = account === 'away' ? undefined : voidFor(order.now, account)
  if (why !== undefined) await drop(order, why, deps)
}
