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
  /** `left`: targets that are neither verified nor exempt. */
  | { readonly type: 'verification-read'; readonly left: number }
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
      return state.is === 'running' ? { is: 'paused' } : undefined
    case 'resumed':
      return state.is === 'paused' ? { is: 'running' } : undefined
    case 'all-written':
      return state.is === 'running' ? { is: 'verifying' } : undefined
    case 'verification-read':
      if (state.is !== 'verifying') return undefined
      return { is: event.left === 0 ? 'closed' : 'verifying' }
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
  | { readonly is: 'failed'; readonly why: FailedWhy }
  /** `pwdLastSet` is not before T0: before anything was written, on the DC that was asked; in the end, on every DC. */
  | { readonly is: 'verified' }
  /** The deadline is over, and the person has not come. */
  | { readonly is: 'overdue' }
  | { readonly is: 'enforced'; readonly how: 'disabled' | 'random-reset' }
  | { readonly is: 'exempt'; readonly owner: string; readonly reason: string }

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
  | { readonly type: 'enforced'; readonly how: 'disabled' | 'random-reset' }
  | { readonly type: 'excused'; readonly owner: string; readonly reason: string }

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
      return state.is === 'verified' || state.is === 'writing' || state.is === 'exempt'
        ? undefined
        : { is: 'verified' }
    case 'found-changed':
      return state.is === 'writing' ? { is: 'verified' } : undefined
    case 'failed':
      return state.is === 'writing' ? { is: 'failed', why: event.why } : undefined
    case 'tried-again':
      return state.is === 'failed' ? { is: 'waiting' } : undefined
    case 'signed-off':
      return state.is === 'waiting' || state.is === 'failed' ? { is: 'written' } : undefined
    case 'deadline-passed':
      return state.is === 'written' ? { is: 'overdue' } : undefined
    case 'enforced':
      return state.is === 'overdue' ? { is: 'enforced', how: event.how } : undefined
    case 'excused':
      // A write that is under way is looked at first: nobody is excused from what already happened to her.
      return state.is === 'writing' || state.is === 'verified'
        ? undefined
        : { is: 'exempt', owner: event.owner, reason: event.reason }
  }
}

/** One of each. */
const samples: readonly Target[] = [
  { is: 'waiting' },
  { is: 'writing' },
  { is: 'written' },
  { is: 'failed', why: 'gone' },
  { is: 'verified' },
  { is: 'overdue' },
  { is: 'enforced', how: 'disabled' },
  { is: 'exempt', owner: '', reason: '' },
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
