import type { LockdownSetting, SelfService } from '@keyturn/contract'
import type { AccountId } from '#kernel'

/** ISO 8601, UTC: the state is stored as JSON. */
type Instant = string

/** What one operator wants. */
export interface Wish {
  readonly setting: LockdownSetting
  readonly by: AccountId
  readonly at: Instant
  readonly until: Instant
}

/** Somebody closed self-service alone: at once, and for a while. */
interface Alone {
  readonly by: AccountId
  readonly at: Instant
  readonly until: Instant
}

/** What two people said last, what single ones want, and who closed it alone lately. */
export interface Lockdown {
  readonly setting: LockdownSetting
  readonly since: Instant | null
  readonly wishes: readonly Wish[]
  readonly alone: readonly Alone[]
}

export const open: Lockdown = {
  setting: { mode: 'open', distrustSince: null },
  since: null,
  wishes: [],
  alone: [],
}

export interface Said {
  readonly setting: LockdownSetting
  readonly by: AccountId
  readonly at: Date
  readonly holdMinutes: number
}

export type Move =
  | { readonly end: 'held' | 'asked' | 'done'; readonly now: Lockdown }
  | { readonly end: 'as-it-is' | 'yours-already' | 'in-the-future' }

/** Who closed it alone may do so again after this: an attacker with her account closes it for an hour of a day. */
const aloneAgainMs = 24 * 60 * 60_000

/**
 * Pure. One operator says what she wants. Two who want the same get it; each has a wish of her own, so that nobody can
 * push another's aside.
 *
 *     open ──(one wants it closed)──▶ held, for a while ──(late)──▶ open
 *      ▲                                 └──(a second one wants the same)──▶ closed
 *      └──────────────────(two want it open)────────────────────────────────────┘
 */
export function next(before: Lockdown, { setting, by, at, holdMinutes }: Said): Move {
  const now = aged(before, at)
  if (setting.distrustSince !== null && new Date(setting.distrustSince) > at) return { end: 'in-the-future' }
  // While it is held by one person, "leave it open" is something to want: two of them end it.
  if (isSame(setting, now.setting) && heldUntil(now, at) === null) return { end: 'as-it-is' }
  const same = now.wishes.filter((one) => isSame(one.setting, setting))
  if (same.some((one) => one.by !== by)) return { end: 'done', now: agreed(now, setting, by, at) }
  if (same.length > 0) return { end: 'yours-already' }
  const instant = at.toISOString()
  const until = new Date(at.getTime() + holdMinutes * 60_000).toISOString()
  const wishes = [...now.wishes.filter((one) => one.by !== by), { setting, by, at: instant, until }]
  const closes =
    now.setting.mode === 'open' && setting.mode !== 'open' && !now.alone.some((one) => one.by === by)
  const alone = closes ? [...now.alone, { by, at: instant, until }] : now.alone
  return { end: closes ? 'held' : 'asked', now: { ...now, wishes, alone } }
}

/**
 * Pure. She wants it no more. What she closed alone stays closed for its while: whoever has her account must not be able to
 * open it by that.
 */
export function withdraw(before: Lockdown, by: AccountId, at: Date): Lockdown | undefined {
  const now = aged(before, at)
  const wishes = now.wishes.filter((one) => one.by !== by)
  return wishes.length === now.wishes.length ? undefined : { ...now, wishes }
}

/** Pure. What holds at this moment. */
export function effective(before: Lockdown, at: Date) {
  const { setting } = before
  const until = heldUntil(before, at)
  const mode: SelfService = until === null ? setting.mode : 'frozen'
  const distrustSince = setting.distrustSince === null ? null : new Date(setting.distrustSince)
  return { mode, heldUntil: until, distrustSince }
}

function heldUntil({ setting, alone }: Lockdown, at: Date): Instant | null {
  if (setting.mode !== 'open') return null
  const held = alone.map(({ until }) => until).filter((until) => new Date(until) > at)
  return held.toSorted().at(-1) ?? null
}

/** Pure. Without what is over. */
export function aged(now: Lockdown, at: Date): Lockdown {
  const wishes = now.wishes.filter(({ until }) => new Date(until) > at)
  const alone = now.alone.filter((one) => at.getTime() - Date.parse(one.at) < aloneAgainMs)
  return { ...now, wishes, alone }
}

function agreed(now: Lockdown, setting: LockdownSetting, by: AccountId, at: Date): Lockdown {
  const instant = at.toISOString()
  const both = new Set([by, ...now.wishes.filter((one) => isSame(one.setting, setting)).map((one) => one.by)])
  const ended = now.alone.map((one) => (one.until > instant ? { ...one, until: instant } : one))
  // Whose closure a second one confirmed has not closed it alone.
  const alone = setting.mode === 'open' ? ended : ended.filter((one) => !both.has(one.by))
  return { setting, since: instant, wishes: [], alone }
}

function isSame(one: LockdownSetting, other: LockdownSetting): boolean {
  const instant = (text: Instant | null) => (text === null ? null : Date.parse(text))
  return one.mode === other.mode && instant(one.distrustSince) === instant(other.distrustSince)
}
