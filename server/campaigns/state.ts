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

/** Where one account of a campaign stands. */
export type Target =
  | { readonly is: 'waiting' }
  /** Announced and sent; what came of it is not known until it was read back. */
  | { readonly is: 'writing' }
  | { readonly is: 'written' }
  /** `pwdLastSet` is not before T0, on every DC. */
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
