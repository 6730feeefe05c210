import type { FleetDevice, NotRefreshedWhy, PolicyKey, PolicyOutcome, RouteBody } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import type { WantedPolicy } from '@keyturn/protocols/refresh'
import type { AccountId } from '#kernel'
import type { Device } from '../store.ts'
import type { OrderState } from './state.ts'

export type CachePolicy = NonNullable<FleetDevice['policy']>
export type ToldLogon = RouteBody<'device.check-in'>['logons'][number]

/** The last order to keep log-ons otherwise. `outcomes` null: nothing was told of it. */
export interface Keeping {
  readonly order: string
  readonly wanted: WantedPolicy
  /** ISO 8601, UTC: it is stored as JSON. */
  readonly at: string
  readonly outcomes: { readonly [K in PolicyKey]?: PolicyOutcome } | null
}

/** What one device is to do. `batch`: those that were made together. */
export interface Order {
  readonly id: string
  readonly batch: string
  readonly device: string
  readonly kind: 'follow' | 'forget'
  readonly account: Sid
  /** null: the account is gone. */
  readonly accountId: AccountId | null
  readonly created: Date
  readonly expires: Date
  readonly now: OrderState
}

/** What a device said last of refreshing one account's log-on. `why` null: it was refreshed. */
export interface Outcome {
  readonly account: Sid
  readonly at: Date
  readonly why: NotRefreshedWhy | null
}

/** What is known of one device's log-ons. */
export interface Told {
  readonly device: string
  readonly name: string
  readonly lastSeen: Date | null
  readonly told: Date | null
  readonly policy: CachePolicy | null
  readonly keeping: Keeping | null
  readonly logons: readonly {
    readonly account: Sid
    readonly takes: Date | null
    readonly byDc: Date | null
  }[]
  /** `pwdLastSet` of the newest password of each that it proved to take after an answer by hand, in the last month. */
  readonly byHand: ReadonlyMap<Sid, Date>
  readonly assigned: readonly Sid[]
  readonly outcomes: readonly Outcome[]
  readonly ordered: readonly { readonly account: Sid; readonly kind: Order['kind'] }[]
}

export interface FleetStore {
  findDevice(id: string): Promise<Device | undefined>
  /** Writes down what a device says of itself; rows of log-ons only where they are other ones than before. */
  tell(
    device: string,
    at: Date,
    told: { readonly policy: CachePolicy; readonly logons: readonly ToldLogon[] },
  ): Promise<void>
  /** In place of what the device said before of the same account. */
  noteOutcome(device: string, outcome: Outcome): Promise<void>
  /** @returns false if it was so already. */
  assign(device: string, account: Sid, at: Date): Promise<boolean>
  unassign(device: string, account: Sid): Promise<boolean>
  isAssigned(device: string, account: Sid): Promise<boolean>
  keeping(device: string): Promise<Keeping | null>
  noteKeeping(device: string, keeping: Keeping): Promise<void>
  /** How many devices keep a log-on of each; who is not there is kept by none. */
  keepingCounts(accounts: readonly Sid[]): Promise<ReadonlyMap<Sid, number>>
  /** Devices that told of a log-on of this account, and are assigned to it where that is asked for. */
  keepersOf(account: Sid, only: 'assigned' | 'any'): Promise<readonly Device[]>
  /** For an order to forget: the ids of all devices, or of those that keep her log-on or never told of any. */
  deviceIds(which: { readonly mayKeep: Sid } | 'all'): Promise<readonly string[]>
  /** By `device`, ascending; those after `after`. `account`: only devices that it concerns. */
  page(of: {
    readonly after: string
    readonly limit: number
    readonly account?: Sid
  }): Promise<readonly Told[]>

  addOrders(orders: readonly Order[]): Promise<void>
  findOrder(id: string): Promise<Order | undefined>
  ordersIn(batch: string): Promise<readonly Order[]>
  /** Of one device, or of one account: `held`, `ready` and `open` ones. */
  openOrders(
    of: { readonly device: string } | { readonly account: Sid } | { readonly accountId: AccountId },
  ): Promise<readonly Order[]>
  /** Those that carry a sealed password or are late, by id. */
  openAfter(id: string, limit: number, late: Date): Promise<readonly Order[]>
  /** Changes one order atomically; others wait meanwhile. `change` is pure. undefined: no such order. */
  updateOrder(
    id: string,
    change: (now: OrderState) => OrderState,
  ): Promise<{ readonly before: OrderState; readonly now: OrderState } | undefined>
  /** Forgets closed ones that expired before. */
  forgetOrders(before: Date): Promise<void>
}
