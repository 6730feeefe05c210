import type { FactorName, PasswordProblem, Purpose } from '@keyturn/contract'
import { isMet, type Need } from '#policy'
import type { Write } from './settling/write.ts'
import { after, laterOf, type Instant } from './settling/instant.ts'

interface In<State extends string> {
  readonly state: State
  readonly purpose: Purpose
}

export interface Proving extends In<'proving'> {
  readonly expires: Instant
  /** It is never prolonged beyond this: what was proved in it gets no older. */
  readonly latest?: Instant
  /** null: nobody of that name, or nobody who may: no answer ever proves anything. */
  readonly need: Need | null
  readonly proved: readonly FactorName[]
  readonly tries: number
  /** The last answer was wrong. */
  readonly wrong: boolean
}

export interface Choosing extends In<'choosing'> {
  readonly expires: Instant
  readonly problems: readonly PasswordProblem[]
  /** The random password of the two-step way took the place of the old one, and no chosen one came after it. */
  readonly half: boolean
}

/** She asked why she cannot log on, has proved who she is, and is told. */
export interface Told extends In<'told'> {
  readonly expires: Instant
  readonly proved: readonly FactorName[]
  /** What the audit log has of it; null: nothing yet. */
  readonly said: string | null
}

export interface Setting extends In<'setting'> {
  readonly expires: Instant
  readonly half: boolean
  readonly write: Write
}

/**
 * What an end still owes: done at least once, and struck off. `sessions`: whoever signed in with the password that
 * is gone is signed out. `end`: tell the device that nothing will come. `give-back`: it goes on waiting, for another one.
 */
export type Owed = 'sessions' | 'entry' | 'unlock' | 'release' | 'notice' | 'end' | 'give-back'

export interface Done extends In<'done'> {
  readonly at: Instant
  /** The DC that has the password, and when it took it; null for an unlock. */
  readonly written: { readonly dc: string; readonly pwdLastSet: Instant } | null
  readonly held: string | null
  /** Masked. */
  readonly notified: readonly string[]
  readonly owed: readonly Owed[]
}

export interface Refused extends In<'refused'> {
  readonly at: Instant
  readonly why: 'late' | 'too-many-tries' | 'cancelled' | 'not-allowed'
  readonly half: boolean
  readonly owed: readonly Owed[]
}

export type ResetState = Proving | Choosing | Told | Setting | Done | Refused

/** `of` names the write that an event is about: news of an earlier one changes nothing. */
export type ResetEvent =
  /** Nothing but time. */
  | { readonly type: 'looked' }
  | { readonly type: 'tried' | 'wrong' | 'cancelled' }
  /** Somebody else was asked, and has so long to answer. */
  | { readonly type: 'asked'; readonly until: Instant }
  /** What was proved so far may have been proved by somebody else. */
  | { readonly type: 'barred' }
  | { readonly type: 'proved'; readonly factor: FactorName }
  | { readonly type: 'told'; readonly said: string }
  /** Another reset began with what was proved in this one. */
  | { readonly type: 'went-on' }
  /** Our own check refused a password; nobody was asked. */
  | { readonly type: 'weak'; readonly problems: readonly PasswordProblem[] }
  | { readonly type: 'claimed'; readonly purpose: Purpose; readonly write: Write }
  /** The fence: only after it may anything be sent. */
  | {
      readonly type: 'sending'
      readonly of: string
      readonly announced: number
      readonly held: string | null
    }
  | { readonly type: 'half' | 'unanswered'; readonly of: string; readonly dc: string }
  | { readonly type: 'read'; readonly of: string; readonly pwdLastSet: Instant | null }
  | {
      readonly type: 'changed'
      readonly of: string
      readonly written: Done['written']
      /** The account is locked and has to be unlocked as well. */
      readonly locked: boolean
      readonly notified: readonly string[]
    }
  | {
      readonly type: 'rejected'
      readonly of: string
      readonly problems: readonly PasswordProblem[]
      readonly interrupted: boolean
    }
  /** It is certain that nothing reached the directory. */
  | { readonly type: 'not-sent' | 'not-allowed'; readonly of: string }
  | { readonly type: 'struck'; readonly off: readonly Owed[] }

const maxTries = 6
const lifeSeconds = 15 * 60
/** So long somebody else may take to answer, whenever within the life above she was asked. */
const waitSeconds = 60 * 60
/** Whoever waited for a DC gets at least this long to choose again. */
const graceSeconds = 5 * 60
/** And this long when the old password is gone. */
const halfGraceSeconds = 30 * 60

export function begin(purpose: Purpose, need: Need | null, at: Date): Proving {
  const expires = after(at, lifeSeconds)
  const latest = after(at, lifeSeconds + waitSeconds)
  return { state: 'proving', purpose, expires, latest, need, proved: [], tries: 0, wrong: false }
}

/** Pure. The reset that begins with what was proved to be told: nothing of that gets any older in it. */
export function goOn(
  { expires: told, proved: all }: Told,
  purpose: Purpose,
  need: Need,
  at: Date,
): Proving | Choosing {
  const expires = laterOf(told, after(at, graceSeconds))
  const proved = all.filter((factor) => need.factors.includes(factor))
  if (isMet(need, proved)) return { state: 'choosing', purpose, expires, problems: [], half: false }
  return { state: 'proving', purpose, expires, latest: expires, need, proved, tries: 0, wrong: false }
}

/** Pure. An event that does not fit the state leaves it as it is: the same object. */
export function next(now: ResetState, event: ResetEvent, at: Date): ResetState {
  switch (now.state) {
    case 'proving':
      return at.toISOString() > now.expires ? refuse(now, 'late', at) : whileProving(now, event, at)
    case 'choosing':
      return at.toISOString() > now.expires ? refuse(now, 'late', at) : whileChoosing(now, event, at)
    case 'told':
      return at.toISOString() > now.expires ? refuse(now, 'late', at) : whileTold(now, event, at)
    case 'setting':
      // Being late no longer counts: the DC may have the password already.
      return whileSetting(now, event, at)
    case 'done':
    case 'refused':
      return event.type === 'struck'
        ? { ...now, owed: now.owed.filter((one) => !event.off.includes(one)) }
        : now
  }
}

function whileProving(now: Proving, event: ResetEvent, at: Date): ResetState {
  if (event.type === 'cancelled') return leave(now, at)
  if (event.type === 'proved') return proved(now, event.factor)
  // It goes on as the reset of a name that nobody has: refusing it would tell that somebody said so.
  if (event.type === 'barred') return now.proved.length === 0 ? now : { ...now, need: null, proved: [] }
  if (event.type === 'asked') return prolonged(now, event.until)
  if (event.type !== 'tried' && event.type !== 'wrong') return now
  if (now.tries >= maxTries) return refuse(now, 'too-many-tries', at)
  return event.type === 'tried' ? { ...now, tries: now.tries + 1 } : { ...now, wrong: true }
}

function prolonged(now: Proving, until: Instant): Proving {
  const { expires, latest = expires } = now
  return { ...now, expires: laterOf(expires, until < latest ? until : latest) }
}

function proved(now: Proving, factor: FactorName): ResetState {
  // The same factor twice is one factor, and one that the policy does not name is none.
  if (now.need === null || !now.need.factors.includes(factor) || now.proved.includes(factor)) return now
  const all = [...now.proved, factor]
  if (!isMet(now.need, all)) return { ...now, proved: all, wrong: false }
  const { purpose, expires } = now
  if (purpose === 'why') return { state: 'told', purpose, expires, proved: all, said: null }
  return { state: 'choosing', purpose, expires, problems: [], half: false }
}

function whileTold(now: Told, event: ResetEvent, at: Date): ResetState {
  if (event.type === 'told') return event.said === now.said ? now : { ...now, said: event.said }
  if (event.type === 'barred') return refuse(now, 'not-allowed', at)
  return event.type === 'cancelled' || event.type === 'went-on' ? refuse(now, 'cancelled', at) : now
}

function whileChoosing(now: Choosing, event: ResetEvent, at: Date): ResetState {
  if (event.type === 'cancelled') return refuse(now, 'cancelled', at)
  if (event.type === 'barred') return refuse(now, 'not-allowed', at)
  if (event.type === 'weak') return { ...now, problems: event.problems }
  // What was proved for an unlock may not be enough for a reset.
  if (event.type !== 'claimed' || event.purpose !== now.purpose) return now
  const { purpose, expires, half } = now
  return { state: 'setting', purpose, expires, half, write: event.write }
}

function whileSetting(now: Setting, event: ResetEvent, at: Date): ResetState {
  if (!('of' in event) || event.of !== now.write.id) return now
  const { write } = now
  switch (event.type) {
    case 'sending':
      return { ...now, write: { ...write, announced: event.announced, held: event.held } }
    case 'half':
      return { ...now, half: true, write: { ...write, dc: event.dc } }
    case 'unanswered':
      return { ...now, write: { ...write, dc: event.dc, unanswered: true } }
    case 'read': {
      if (write.seen?.pwdLastSet === event.pwdLastSet) return now
      return { ...now, write: { ...write, seen: { pwdLastSet: event.pwdLastSet, since: at.toISOString() } } }
    }
    case 'changed':
      return finish(now, event, at)
    case 'rejected':
      return chooseAgain(now, event.problems, now.half || event.interrupted, at)
    case 'not-sent':
      return chooseAgain(now, [], now.half, at)
    case 'not-allowed':
      return refuse(now, 'not-allowed', at)
  }
}

function chooseAgain(now: Setting, problems: readonly PasswordProblem[], half: boolean, at: Date): Choosing {
  const expires = laterOf(now.expires, after(at, half ? halfGraceSeconds : graceSeconds))
  return { state: 'choosing', purpose: now.purpose, expires, problems, half }
}

function finish(now: Setting, event: ResetEvent & { type: 'changed' }, at: Date): Done {
  const { purpose, write } = now
  const { written, notified } = event
  const owed: Owed[] = purpose === 'reset' ? ['sessions'] : []
  // A device must not try the new password on an account that is still locked: the order counts.
  if (event.locked) owed.push('unlock')
  owed.push(write.held === null ? 'end' : 'release', 'notice')
  return { state: 'done', purpose, at: at.toISOString(), written, held: write.held, notified, owed }
}

function refuse(now: Proving | Choosing | Told | Setting, why: Refused['why'], at: Date): Refused {
  const half = 'half' in now && now.half
  const owed: Owed[] = half ? ['sessions', 'entry', 'end', 'notice'] : owedBy(now)
  return { state: 'refused', purpose: now.purpose, at: at.toISOString(), why, half, owed }
}

/**
 * Whoever proved nothing yet has mistyped a name, or gives her place to somebody else: the computer in front of them has
 * to wait on, or the next one's password would not come to it.
 */
function leave(now: Proving, at: Date): Refused {
  const left = refuse(now, 'cancelled', at)
  if (now.proved.length > 0) return left
  return { ...left, owed: left.owed.map((one) => (one === 'end' ? 'give-back' : one)) }
}

/**
 * Whether this claims the launch of the computer in front of her. Whoever unlocks, or only asks, may turn to a reset there,
 * which is what the computer waits for.
 */
export function takesLaunch(purpose: Purpose): boolean {
  return purpose === 'reset'
}

/** Whoever only asks takes no launch from the computer, so it is not told of an end; to have been told is no failure. */
function owedBy({ state, purpose }: ResetState): Owed[] {
  if (purpose !== 'why') return ['entry', 'end']
  return state === 'told' ? [] : ['entry']
}
