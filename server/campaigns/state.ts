import type { AccountId } from '#kernel'

/** Where a campaign stands. Only `next` moves it. */
export type Campaign =
  | { readonly is: 'draft' }
  | { readonly is: 'simulated' }
  /** The first of two has said yes. */
  | { readonly is: 'half-approved'; readonly by: AccountId }
  | { readonly is: 'approved'; readonly by: readonly [AccountId, AccountId] }
  | { readonly is: 'running' }
  | { readonly is: 'paused' }
  | { readonly is: 'verifying' }
  | { readonly is: 'closed' }
  | { readonly is: 'cancelled' }

export type CampaignEvent =
  /** The file was written anew: whatever was simulated or approved was another plan. */
  | { readonly type: 'edited' }
  /** `open`: accounts in no segment, and refusals, which nobody may approve. */
  | { readonly type: 'simulated'; readonly open: number }
  | { readonly type: 'approved'; readonly by: AccountId }
  | { readonly type: 'approval-withdrawn'; readonly by: AccountId }
  | { readonly type: 'started' }
  | { readonly type: 'paused' }
  | { readonly type: 'resumed' }
  /** No target is left to be written. */
  | { readonly type: 'all-written' }
  /** `left`: whatever keeps it from being proved, accounts and others. */
  | { readonly type: 'verification-read'; readonly left: number }
  /** Somebody is to be written to again: her exemption is over. */
  | { readonly type: 'reopened' }
  | { readonly type: 'cancelled' }

/** Pure. undefined: the event does not fit, and nothing changes. */
export function next(state: Campaign, event: CampaignEvent): Campaign | undefined {
  switch (event.type) {
    case 'edited':
      return isPlan(state) ? { is: 'draft' } : undefined
    case 'simulated':
      return isPlan(state) ? { is: event.open === 0 ? 'simulated' : 'draft' } : undefined
    case 'approved':
      return approved(state, event.by)
    case 'approval-withdrawn':
      return withdrawn(state, event.by)
    case 'started':
      return state.is === 'approved' ? { is: 'running' } : undefined
    case 'paused':
      // Also while stragglers are waited for: who enforces a deadline can be stopped.
      return state.is === 'running' || state.is === 'verifying' ? { is: 'paused' } : undefined
    case 'resumed':
      return state.is === 'paused' ? { is: 'running' } : undefined
    case 'all-written':
      return state.is === 'running' ? { is: 'verifying' } : undefined
    case 'verification-read':
      if (state.is !== 'verifying') return undefined
      return { is: event.left === 0 ? 'closed' : 'verifying' }
    case 'reopened':
      return state.is === 'verifying' ? { is: 'running' } : undefined
    case 'cancelled':
      return state.is === 'closed' || state.is === 'cancelled' ? undefined : { is: 'cancelled' }
  }
}

/** Before anything is frozen. */
function isPlan({ is }: Campaign): boolean {
  return is === 'draft' || is === 'simulated' || is === 'half-approved' || is === 'approved'
}

/** One person counts once, however often she presses. */
function approved(state: Campaign, by: AccountId): Campaign | undefined {
  if (state.is === 'simulated') return { is: 'half-approved', by }
  if (state.is !== 'half-approved' || state.by === by) return undefined
  return { is: 'approved', by: [state.by, by] }
}

function withdrawn(state: Campaign, by: AccountId): Campaign | undefined {
  if (state.is === 'half-approved') return state.by === by ? { is: 'simulated' } : undefined
  if (state.is !== 'approved' || !state.by.includes(by)) return undefined
  const [first, second] = state.by
  return { is: 'half-approved', by: first === by ? second : first }
}

/** Why an account was not written to; somebody has to look at it. */
export type FailedWhy = 'gone' | 'protected' | 'refused' | 'not-in-entra'

/** Where one account of a campaign stands. */
export type Target =
  | { readonly is: 'waiting' }
  /** Announced and sent; what came of it is not known until it was read back. */
  | { readonly is: 'writing' }
  /** By Keyturn, or by hand, for which somebody signed. */
  | { readonly is: 'written' }
  /** `during`: of which of the two writes. */
  | { readonly is: 'failed'; readonly why: FailedWhy; readonly during: 'writing' | 'enforcing' }
  /** `pwdLastSet` is not before T0: before anything was written, on the DC that was asked; in the end, on every DC. */
  | { readonly is: 'verified' }
  /** The deadline is over, and the person has not come. */
  | { readonly is: 'overdue' }
  /** As `writing`, of what comes at the deadline. */
  | { readonly is: 'enforcing' }
  | { readonly is: 'enforced'; readonly how: Enforcement }
  /** `was`: what it is again when the exemption is over. */
  | { readonly is: 'exempt'; readonly owner: string; readonly reason: string; readonly was: Excusable }

/** What is done to whoever has not come by the deadline. */
export type Enforcement = 'disabled' | 'random-reset'
type Excusable = Exclude<Target, { is: 'writing' | 'enforcing' | 'verified' | 'exempt' }>

export type TargetEvent =
  | { readonly type: 'claimed' }
  /** Read back: the write is there. */
  | { readonly type: 'found-written' }
  /** Read back: nothing was written. It may be claimed anew. */
  | { readonly type: 'found-unwritten' }
  /** Read: the password is not of before T0 any more, by whomever, so there is nothing to write. */
  | { readonly type: 'found-changed' }
  /** Nothing was written, and trying again by itself would not help. */
  | { readonly type: 'failed'; readonly why: FailedWhy }
  /** Somebody mended what stood in the way. */
  | { readonly type: 'tried-again' }
  /** It was done by hand, and somebody answers for it. */
  | { readonly type: 'signed-off' }
  /** `pwdLastSet` of every DC is not before T0; also by her own change, before anything was written. */
  | { readonly type: 'proved' }
  | { readonly type: 'deadline-passed' }
  | { readonly type: 'enforcement-claimed' }
  /** Read back: it is there. */
  | { readonly type: 'enforced'; readonly how: Enforcement }
  /** Read back: nothing was written. It may be claimed anew. */
  | { readonly type: 'found-unenforced' }
  /** Read before anything was sent: she has come after all. */
  | { readonly type: 'found-back' }
  | { readonly type: 'excused'; readonly owner: string; readonly reason: string }
  /** Its day is over: it is what it was before. */
  | { readonly type: 'exemption-over' }

/** Pure. undefined: the event does not fit, and nothing changes. */
export function nextOfTarget(state: Target, event: TargetEvent): Target | undefined {
  switch (event.type) {
    case 'claimed':
      return state.is === 'waiting' ? { is: 'writing' } : undefined
    case 'found-written':
      return state.is === 'writing' ? { is: 'written' } : undefined
    case 'found-unwritten':
      return state.is === 'writing' ? { is: 'waiting' } : undefined
    case 'proved':
      return isUnknown(state) || state.is === 'verified' || state.is === 'exempt'
        ? undefined
        : { is: 'verified' }
    case 'found-changed':
      return state.is === 'writing' ? { is: 'verified' } : undefined
    case 'failed':
      return state.is === 'writing' || state.is === 'enforcing'
        ? { is: 'failed', why: event.why, during: state.is }
        : undefined
    case 'tried-again':
      if (state.is !== 'failed') return undefined
      return { is: state.during === 'writing' ? 'waiting' : 'overdue' }
    case 'signed-off':
      return state.is === 'waiting' || state.is === 'failed' ? { is: 'written' } : undefined
    case 'deadline-passed':
      return state.is === 'written' ? { is: 'overdue' } : undefined
    case 'enforcement-claimed':
      return state.is === 'overdue' ? { is: 'enforcing' } : undefined
    case 'enforced':
      return state.is === 'enforcing' ? { is: 'enforced', how: event.how } : undefined
    case 'found-unenforced':
      return state.is === 'enforcing' ? { is: 'overdue' } : undefined
    case 'found-back':
      return state.is === 'enforcing' ? { is: 'written' } : undefined
    case 'excused':
      return excused(state, event)
    case 'exemption-over':
      return state.is === 'exempt' ? state.was : undefined
  }
}

/** Something may have been sent, and nobody has looked yet. */
function isUnknown({ is }: Target): boolean {
  return is === 'writing' || is === 'enforcing'
}

/** A write that is under way is looked at first: nobody is excused from what already happened to her. */
function excused(state: Target, { owner, reason }: Pick<ExemptTarget, 'owner' | 'reason'>) {
  if (state.is === 'writing' || state.is === 'enforcing' || state.is === 'verified') return undefined
  return { is: 'exempt', owner, reason, was: state.is === 'exempt' ? state.was : state } as const
}
type ExemptTarget = Extract<Target, { is: 'exempt' }>

/** One of each. */
const samples: readonly Target[] = [
  { is: 'waiting' },
  { is: 'writing' },
  { is: 'written' },
  { is: 'failed', why: 'gone', during: 'writing' },
  { is: 'verified' },
  { is: 'overdue' },
  { is: 'enforcing' },
  { is: 'enforced', how: 'disabled' },
  { is: 'exempt', owner: '', reason: '', was: { is: 'waiting' } },
]
/** For many at once: the states in which this may happen. */
export function statesBefore(event: TargetEvent): readonly Target['is'][] {
  return samples.filter((state) => nextOfTarget(state, event) !== undefined).map(({ is }) => is)
}

/** What one look at an account tells about a write that may have happened. Dates to the millisecond. */
export interface PasswordMark {
  /** null: 0, must-change. */
  readonly pwdLastSet: Date | null
  readonly keyVersion: number | null
}

/**
 * Pure. Has she a password of her own by now? `left` is what the write left there; on any DC, for versions of a key
 * are the same everywhere. A random one has a time, and a version of its own; under must-change the time is 0.
 */
export function isBack(left: PasswordMark, now: PasswordMark, t0: Date): boolean {
  const isOther = left.pwdLastSet === null || (now.keyVersion ?? 0) > (left.keyVersion ?? 0)
  return isOther && now.pwdLastSet !== null && now.pwdLastSet >= t0
}

/**
 * Pure. `before` was seen on the same DC before anything was sent; `now` undefined: the account is gone.
 *
 * `changed`: she, or somebody else, has set a new password since T0, so there is nothing left to write. A random
 * password cannot be told from hers: both are new, and that is enough.
 */
export function foundOf(
  way: 'must-change' | 'random-reset',
  before: PasswordMark,
  { now, t0 }: { readonly now: PasswordMark | undefined; readonly t0: Date },
): 'gone' | 'written' | 'unwritten' | 'changed' {
  if (now === undefined) return 'gone'
  const isNewer = now.pwdLastSet !== null && now.pwdLastSet >= t0
  if (way === 'must-change') {
    if (now.pwdLastSet === null) return 'written'
    return isNewer ? 'changed' : 'unwritten'
  }
  const isOther =
    before.keyVersion === null || now.keyVersion === null
      ? now.pwdLastSet?.getTime() !== before.pwdLastSet?.getTime()
      : now.keyVersion > before.keyVersion
  // Must-change set over a random password takes its time away, and not the password.
  return isOther && (isNewer || now.pwdLastSet === null) ? 'written' : 'unwritten'
}
