import type { NotRefreshedWhy, RefreshPath, TriedResources } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import type { AccountId } from '#kernel'

/** Who a password was sealed for, as the statement will name her. */
interface SealedAccount {
  readonly id: AccountId
  readonly sid: Sid
  readonly name: string
  readonly domain: string
  readonly upn: string | null
}

/** ISO 8601, UTC: the state is stored as JSON. */
type Instant = string

export type Report =
  | { readonly refreshed: true; readonly path: RefreshPath }
  | { readonly refreshed: false; readonly why: NotRefreshedWhy }

/** Bytes are base64url. `hold` names one sealing, so that an old one can be neither released nor discarded later. */
export type LaunchState =
  | { readonly state: 'waiting' }
  | { readonly state: 'claimed'; readonly reset: string }
  | {
      readonly state: 'held'
      readonly reset: string
      readonly hold: string
      readonly account: SealedAccount
      readonly sealed: string
      readonly binding: string
    }
  | {
      readonly state: 'released'
      readonly account: SealedAccount
      readonly sealed: string
      readonly statement: string
      readonly signature: string
      readonly at: Instant
    }
  | {
      readonly state: 'fetched'
      readonly account: SealedAccount
      readonly at: Instant
      readonly report: Report | null
      /** What answered from there after it was refreshed; told once. */
      readonly resources?: TriedResources
    }
  | { readonly state: 'ended'; readonly why: 'late' | 'not-fetched' | 'refused' | 'not-cached-here' }

type In<S extends LaunchState['state']> = Extract<LaunchState, { state: S }>

export type LaunchEvent =
  | { readonly type: 'claim'; readonly reset: string }
  | ({ readonly type: 'hold' } & Pick<In<'held'>, 'hold' | 'account' | 'sealed' | 'binding'>)
  | ({ readonly type: 'release'; readonly hold: string } & Pick<
      In<'released'>,
      'statement' | 'signature' | 'at'
    >)
  | { readonly type: 'discard'; readonly hold: string }
  | { readonly type: 'fetch'; readonly at: Instant }
  | { readonly type: 'report'; readonly report: Report }
  | { readonly type: 'resources'; readonly resources: TriedResources }
  /** Whoever claimed it has left without a proof: another one may claim it. */
  | { readonly type: 'give-back'; readonly reset: string }
  /** `reset`: only of a launch that no other one has claimed. */
  | { readonly type: 'end'; readonly why: 'refused' | 'not-cached-here'; readonly reset?: string }

/** From its start to the statement: longer than a reset may take. */
export const launchLifeSeconds = 20 * 60
/** How long a released password can be fetched. */
const fetchSeconds = 5 * 60
/** After this a device that fetched and never reported is taken for interrupted. */
const reportSeconds = 10 * 60

/** Pure. An event that does not fit the state leaves it as it is: the same object. */
export function next(now: LaunchState, event: LaunchEvent): LaunchState {
  switch (event.type) {
    case 'claim':
      return now.state === 'waiting' ? { state: 'claimed', reset: event.reset } : now
    case 'hold': {
      const { type: _, ...held } = event
      return now.state === 'claimed' || now.state === 'held'
        ? { state: 'held', reset: now.reset, ...held }
        : now
    }
    case 'release': {
      if (now.state !== 'held' || now.hold !== event.hold) return now
      const { statement, signature, at } = event
      return { state: 'released', account: now.account, sealed: now.sealed, statement, signature, at }
    }
    case 'discard':
      return now.state === 'held' && now.hold === event.hold ? { state: 'claimed', reset: now.reset } : now
    case 'fetch':
      return now.state === 'released'
        ? { state: 'fetched', account: now.account, at: event.at, report: null }
        : now
    case 'report':
      return now.state === 'fetched' && now.report === null ? { ...now, report: event.report } : now
    case 'resources':
      return isRefreshed(now) && now.resources === undefined ? { ...now, resources: event.resources } : now
    case 'give-back':
      return now.state === 'claimed' && now.reset === event.reset ? { state: 'waiting' } : now
    case 'end':
      return isOpen(now) && !isAnothers(now, event.reset) ? { state: 'ended', why: event.why } : now
  }
}

/** What time alone has made of it. What nobody released in the life of the launch, nobody ever fetches. */
export function aged(now: LaunchState, expires: Date, at: Date): LaunchState {
  if (now.state === 'released') {
    return isOver(now.at, fetchSeconds, at) ? { state: 'ended', why: 'not-fetched' } : now
  }
  return isOpen(now) && at > expires ? { state: 'ended', why: 'late' } : now
}

/** Fetched long ago and never heard of again. */
export function isSilent(now: In<'fetched'>, at: Date): boolean {
  return now.report === null && isOver(now.at, reportSeconds, at)
}

function isRefreshed(now: LaunchState): now is In<'fetched'> {
  return now.state === 'fetched' && now.report?.refreshed === true
}

function isAnothers(now: In<'waiting' | 'claimed' | 'held'>, reset: string | undefined): boolean {
  return reset !== undefined && now.state !== 'waiting' && now.reset !== reset
}

function isOpen(now: LaunchState): now is In<'waiting' | 'claimed' | 'held'> {
  return now.state === 'waiting' || now.state === 'claimed' || now.state === 'held'
}

function isOver(since: Instant, seconds: number, at: Date): boolean {
  return at.getTime() > Date.parse(since) + seconds * 1000
}
