import { bindPassword, blindBytes, sealPassword } from '@keyturn/protocols/refresh'
import type { Sid } from '@keyturn/protocols/ad'
import type { Audit } from '#audit'
import type { Account, Written } from '#directory'
import type { AccountId, Clock, Log, Origin, Random, Secret } from '#kernel'
import type { DeviceOrders, Held, OneDeviceOrders } from '../orders.ts'
import type { Device } from '../store.ts'
import type { FollowSettings } from './settings.ts'
import { heldSeconds, isOpen, next, type DropWhy, type OrderState } from './state.ts'
import type { FleetStore, Order } from './store.ts'

export interface FollowDeps {
  readonly store: FleetStore
  readonly audit: Audit
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly follow: FollowSettings
}

/** More computers than one person has: an account on more is not one person's. */
const mostDevices = 20
const mark = '~'

/** A person's other computers: the same moments of a reset as for the one that she sits at. */
interface Following {
  /** Seals it to each of them. @returns the name of what was sealed; undefined: nothing was. */
  hold(account: Account, password: Secret): Promise<string | undefined>
  release(batch: string, written: Pick<Written, 'dc' | 'pwdLastSet'>, origin: Origin | null): Promise<void>
  discard(batch: string): Promise<void>
}

/** `orders`, and whatever they do for one device also for those that follow. */
export function alsoFollowing(orders: OneDeviceOrders, deps: FollowDeps): DeviceOrders {
  const following = createFollowing(deps)
  return {
    ...orders,
    async hold(launch, account, password) {
      const held = launch === null ? undefined : await orders.hold(launch, account, password)
      if (!deps.follow.enabled) return held
      const batch = await following.hold(account, password).catch((error: unknown) => {
        // What is for later must not keep her from a new password now.
        deps.log.warn({ err: error }, 'no other computer will follow this reset')
      })
      if (batch === undefined) return held
      // The reset will owe a release, and not an end.
      if (held === undefined && launch !== null) await orders.end(launch)
      return `${held ?? ''}${mark}${batch}` as Held
    },
    async release(held, written, origin) {
      const { inner, batch } = read(held)
      if (inner !== undefined) await orders.release(inner, written, origin)
      if (batch !== undefined) await following.release(batch, written, origin)
    },
    async discard(held) {
      const { inner, batch } = read(held)
      if (inner !== undefined) await orders.discard(inner)
      if (batch !== undefined) await following.discard(batch)
    },
    refreshOf: (launch, held) => orders.refreshOf(launch, held === null ? null : (read(held).inner ?? null)),
  }
}

function read(held: string): { readonly inner: Held | undefined; readonly batch: string | undefined } {
  const [inner = '', batch] = held.split(mark)
  return { inner: inner === '' ? undefined : (inner as Held), batch }
}

function createFollowing(deps: FollowDeps): Following {
  const { store, audit, clock, random, log, follow } = deps
  return {
    async hold(account, password) {
      const only = follow.dangerouslyWhoeverIsCached ? 'any' : 'assigned'
      const devices = (await store.keepersOf(account.sid, only)).slice(0, mostDevices)
      const batch = text(random(16))
      const orders: Order[] = []
      for (const device of devices) {
        const order = await orderFor(device, { account, password, batch }, deps).catch((error: unknown) => {
          log.warn({ err: error, device: device.id }, 'nothing can be sealed to the key of this device')
        })
        if (order !== undefined) orders.push(order)
      }
      if (orders.length === 0) return undefined
      await store.addOrders(orders)
      return batch
    },

    async release(batch, { dc, pwdLastSet }, origin) {
      const all = await store.ordersIn(batch)
      for (const order of all) {
        // Called again after a crash, or too late: the reset itself stands.
        if (order.now.state !== 'held') continue
        await entry(audit, 'device.order-made', order, { origin, facts: { kind: 'follow', dc } })
        const event = { type: 'release', dc, pwdLastSet: pwdLastSet.toISOString() } as const
        await store.updateOrder(order.id, (now) => next(now, event))
      }
      const [{ account } = { account: undefined }] = all
      if (account === undefined) return
      for (const order of await store.openOrders({ account })) {
        if (order.kind !== 'follow' || order.batch === batch || order.now.state !== 'ready') continue
        await drop(order, 'newer-reset', deps)
      }
      log.debug({ batch, at: clock().toISOString() }, 'other computers may follow')
    },

    async discard(batch) {
      for (const { id } of await store.ordersIn(batch)) {
        await store.updateOrder(id, (now) => next(now, { type: 'drop', why: 'refused' }))
      }
    },
  }
}

async function orderFor(
  { id: device, sealingKey }: Device,
  { account, password, batch }: { account: Account; password: Secret; batch: string },
  { clock, random, follow }: FollowDeps,
): Promise<Order> {
  const id = text(random(16))
  const content = { password: Buffer.from(password.reveal()), blind: Buffer.from(random(blindBytes)) }
  try {
    const sealed = await sealPassword(content, sealingKey, { order: id, device, account: account.sid })
    const created = clock()
    const now: OrderState = {
      state: 'held',
      followed: { name: account.sAMAccountName, domain: account.domain },
      sealed: text(sealed),
      binding: bindPassword(content),
    }
    const expires = new Date(created.getTime() + follow.hours * 3_600_000)
    const { sid, id: accountId } = account
    return { id, batch, device, kind: 'follow', account: sid, accountId, created, expires, now }
  } finally {
    content.password.fill(0)
    content.blind.fill(0)
  }
}

/** Whether nobody may have it any more: late, or never released while its reset could still be told. */
export function isLate({ now, created, expires }: Order, at: Date): boolean {
  const heldUntil = created.getTime() + heldSeconds * 1000
  return at > expires || (now.state === 'held' && at.getTime() > heldUntil)
}

/** Voids an order, and erases what was sealed for it. In the log once, before. */
export async function drop(
  order: Order,
  why: DropWhy,
  { store, audit }: Pick<FollowDeps, 'store' | 'audit'>,
): Promise<void> {
  if (!isOpen(order.now)) return
  if (order.now.state !== 'held') {
    const facts = { kind: order.kind, why }
    await entry(audit, 'device.order-dropped', order, { origin: null, facts })
  }
  await store.updateOrder(order.id, (now) => next(now, { type: 'drop', why }))
}

/** Voids whatever waits for computers to follow this account; of these devices alone, if some are named. */
export async function dropFollowing(
  whose: Sid | { readonly accountId: AccountId },
  why: DropWhy,
  deps: Pick<FollowDeps, 'store' | 'audit'>,
  devices?: ReadonlySet<string>,
): Promise<void> {
  const of = typeof whose === 'string' ? { account: whose } : whose
  for (const order of await deps.store.openOrders(of)) {
    if (order.kind === 'follow' && (devices?.has(order.device) ?? true)) await drop(order, why, deps)
  }
}

export async function entry(
  audit: Audit,
  type: 'device.order-made' | 'device.order-given' | 'device.order-dropped',
  { id, device, account, accountId }: Pick<Order, 'id' | 'device' | 'account' | 'accountId'>,
  { origin, facts }: { origin: Origin | null; facts: Readonly<Record<string, string>> },
): Promise<void> {
  await audit.append({
    type,
    account: accountOf(account, accountId),
    origin,
    outcome: type === 'device.order-dropped' ? 'refused' : 'ok',
    facts: { order: id, device, ...(accountId === null ? { sid: account } : {}), ...facts },
  })
}

export function accountOf(sid: Sid, id: AccountId | null) {
  return id === null ? null : { id, sid }
}

export function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
