import type { ForgetOutcome } from '@keyturn/contract'
import type { Account } from '#directory'
import type { Report } from '../state.ts'

/** ISO 8601, UTC: states are stored as JSON. */
type Instant = string

/** Who a password was sealed for, as the order will name her. */
export interface Followed {
  readonly name: string
  readonly domain: string
}

/** Why an order is void. `distrusted`: whatever her account had begun was taken back, as by "it was not me". */
export type DropWhy =
  | 'late'
  | 'refused'
  | 'newer-reset'
  | 'newer-password'
  | 'account-disabled'
  | 'not-cached-here'
  | 'current'
  | 'forget-ordered'
  | 'not-assigned'
  | 'switched-off'
  | 'distrusted'

/**
 * One order for one device. `held` and `ready` carry the sealed password, nothing else does.
 *
 *     follow:  held ─(the directory took it)─▶ ready ─(once)─▶ given, then its report
 *                └─────────────────────────────┴──▶ dropped
 *     forget:  open ─(as often as it asks)─▶ told
 *                └──(late)──▶ dropped
 */
export type OrderState =
  | {
      readonly state: 'held'
      readonly followed: Followed
      readonly sealed: string
      readonly binding: string
    }
  | {
      readonly state: 'ready'
      readonly followed: Followed
      readonly sealed: string
      readonly binding: string
      readonly dc: string
      readonly pwdLastSet: Instant
    }
  | { readonly state: 'given'; readonly at: Instant; readonly report: Report | null }
  | { readonly state: 'open' }
  | { readonly state: 'told'; readonly at: Instant; readonly outcome: ForgetOutcome }
  | { readonly state: 'dropped'; readonly why: DropWhy }

type In<S extends OrderState['state']> = Extract<OrderState, { state: S }>
export type Ready = In<'ready'>

export type OrderEvent =
  | { readonly type: 'release'; readonly dc: string; readonly pwdLastSet: Instant }
  | { readonly type: 'give'; readonly at: Instant }
  | { readonly type: 'report'; readonly report: Report }
  | { readonly type: 'told'; readonly at: Instant; readonly outcome: ForgetOutcome }
  | { readonly type: 'drop'; readonly why: DropWhy }

/** From sealing to the truth about the directory: longer than a reset may take. */
export const heldSeconds = 20 * 60
/** How long a device may stay away before an order to forget is void. */
export const forgetSeconds = 90 * 24 * 60 * 60

/** Pure. An event that does not fit the state leaves it as it is: the same object. */
export function next(now: OrderState, event: OrderEvent): OrderState {
  switch (event.type) {
    case 'release': {
      const { dc, pwdLastSet } = event
      return now.state === 'held' ? { ...now, state: 'ready', dc, pwdLastSet } : now
    }
    case 'give':
      return now.state === 'ready' ? { state: 'given', at: event.at, report: null } : now
    case 'report':
      return now.state === 'given' && now.report === null ? { ...now, report: event.report } : now
    case 'told':
      return now.state === 'open' ? { state: 'told', at: event.at, outcome: event.outcome } : now
    case 'drop':
      return isOpen(now) ? { state: 'dropped', why: event.why } : now
  }
}

export function isOpen(now: OrderState): now is In<'held' | 'ready' | 'open'> {
  return now.state === 'held' || now.state === 'ready' || now.state === 'open'
}

/** What is known at the moment when a follow order could be given. `takes` undefined: the device keeps no log-on of her. */
export interface Seen {
  readonly account: Account | undefined
  readonly takes: Date | null | undefined
}

/**
 * Whether a sealed password may go out now, has to wait, or is void. Pure. The directory's word of this moment decides: a
 * password that is no longer hers, or is not at the DC that was asked yet, is never given.
 */
export function judge(now: Ready, { account, takes }: Seen): 'give' | 'wait' | DropWhy {
  const why = voidFor(now, account)
  if (why !== undefined) return why
  if (takes === undefined) return 'not-cached-here'
  if (takes !== null && takes.toISOString() >= now.pwdLastSet) return 'current'
  const isThere = account?.pwdLastSet?.toISOString() === now.pwdLastSet
  // Locked: the device's log-on would be refused, and count.
  return isThere && account?.locked === false ? 'give' : 'wait'
}

/** Void whatever the device does: by the account alone. Pure. */
export function voidFor({ pwdLastSet }: Ready, account: Account | undefined): DropWhy | undefined {
  if (account === undefined || account.disabled || account.expired) return 'account-disabled'
  // Must-change is 0: whatever the password is, she was told to choose another.
  if (account.pwdLastSet === null) return 'newer-password'
  return account.pwdLastSet.toISOString() > pwdLastSet ? 'newer-password' : undefined
}
