import type { Sid } from '@keyturn/protocols/ad'
import type { AccountId } from '#kernel'
import type { Report } from '../state.ts'

interface Who {
  readonly id: AccountId
  readonly sid: Sid
}

/** ISO 8601, UTC: the state is stored as JSON. */
type Instant = string

/**
 * What became of one challenge. `sealed`: the response, sealed at rest, base64url; null when it is not shown any more.
 * `hold` names one response, so that an old one can be neither released nor discarded later.
 *
 *     open ⇄ held ──(the directory took it)──▶ released ──(link again)──▶ told
 *       └──────┴───────────────(three wrong responses)────────────────────▲
 */
export type ChallengeState =
  | { readonly state: 'open' }
  | {
      readonly state: 'held'
      readonly hold: string
      readonly account: Who
      readonly sealed: string
      readonly at: Instant
    }
  | {
      readonly state: 'released'
      readonly hold: string
      readonly account: Who
      readonly sealed: string | null
      readonly at: Instant
      /** Of the password that the response is for; those of earlier versions have none. */
      readonly pwdLastSet?: Instant
    }
  | {
      readonly state: 'told'
      readonly hold: string | null
      readonly account: Who | null
      readonly report: Report
      readonly pwdLastSet?: Instant
    }

type In<S extends ChallengeState['state']> = Extract<ChallengeState, { state: S }>

export type ChallengeEvent =
  | ({ readonly type: 'hold' } & Omit<In<'held'>, 'state'>)
  | { readonly type: 'release'; readonly hold: string; readonly at: Instant; readonly pwdLastSet: Instant }
  | { readonly type: 'discard'; readonly hold: string }
  | { readonly type: 'report'; readonly account: Who | null; readonly report: Report }

/** As long as the page's session lives: she may have to go to her computer with it. */
const shownSeconds = 60 * 60
/** Longer than the sweeper needs to learn what became of a write. */
const heldSeconds = 24 * 60 * 60

/**
 * Pure. An event that does not fit the state leaves it as it is: the same object. A challenge is answered once: with
 * a second response, one for an earlier password would still fit.
 */
export function next(now: ChallengeState, event: ChallengeEvent): ChallengeState {
  switch (event.type) {
    case 'hold': {
      const { type: _, ...held } = event
      return now.state === 'open' || now.state === 'held' ? { state: 'held', ...held } : now
    }
    case 'release':
      if (now.state !== 'held' || now.hold !== event.hold) return now
      return { ...now, state: 'released', at: event.at, pwdLastSet: event.pwdLastSet }
    case 'discard':
      return now.state === 'held' && now.hold === event.hold ? { state: 'open' } : now
    case 'report':
      return reported(now, event)
  }
}

function reported(now: ChallengeState, event: ChallengeEvent & { type: 'report' }): ChallengeState {
  const { account, report } = event
  if (now.state === 'told') return now
  if (now.state === 'released') {
    if (account?.sid !== now.account.sid) return now
    const { hold, pwdLastSet } = now
    const told = { state: 'told', hold, account: now.account, report } as const
    return pwdLastSet === undefined ? told : { ...told, pwdLastSet }
  }
  // Nobody was given a response that could have fitted.
  return report.refreshed ? now : { state: 'told', hold: null, account, report }
}

/** What time alone has made of it. */
export function aged(now: ChallengeState, at: Date): ChallengeState {
  if (now.state === 'held' && isOver(now.at, heldSeconds, at)) return { state: 'open' }
  const isShown = now.state === 'released' && now.sealed !== null
  return isShown && isOver(now.at, shownSeconds, at) ? { ...now, sealed: null } : now
}

function isOver(since: Instant, seconds: number, at: Date): boolean {
  return at.getTime() > Date.parse(since) + seconds * 1000
}
