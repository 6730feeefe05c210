import type { KeyLook, KeysLook } from '#directory'

/** Written once, and seen on every DC. ISO times. */
export interface Once {
  readonly dc: string
  readonly version: number
  readonly written: string
  /** When the last DC had it: until then it gave tickets by the key before. */
  readonly spread: string
}

/**
 * How far one key is. Only `nextOfKey` moves it:
 *
 *     unchanged ─▶ writing ─▶ spreading ─▶ resting ─▶ writing ─▶ spreading ─▶ done
 *         ▲           │ (read: nothing was written)  ▲    │
 *         └───────────┘                              └────┘
 */
export type KeyState =
  | { readonly is: 'unchanged' }
  /** Announced; whether it was written is told by the version on that DC. `first` null: it is the first of the two. */
  | { readonly is: 'writing'; readonly dc: string; readonly before: number; readonly first: Once | null }
  | { readonly is: 'spreading'; readonly now: Omit<Once, 'spread'>; readonly first: Once | null }
  | { readonly is: 'resting'; readonly first: Once }
  | { readonly is: 'done'; readonly first: Once; readonly second: Once }

export type KeyEvent =
  | { readonly type: 'announced'; readonly dc: string; readonly before: number }
  /** On the DC that was written to. */
  | { readonly type: 'read'; readonly version: number; readonly at: string }
  /** Every DC has it. */
  | { readonly type: 'spread'; readonly at: string }

/** Pure. undefined: the event does not fit, and nothing changes. */
export function nextOfKey(state: KeyState, event: KeyEvent): KeyState | undefined {
  switch (event.type) {
    case 'announced': {
      if (state.is !== 'unchanged' && state.is !== 'resting') return undefined
      const { dc, before } = event
      return { is: 'writing', dc, before, first: state.is === 'resting' ? state.first : null }
    }
    case 'read': {
      if (state.is !== 'writing') return undefined
      const { dc, before, first } = state
      if (event.version <= before) return first === null ? { is: 'unchanged' } : { is: 'resting', first }
      return { is: 'spreading', now: { dc, version: event.version, written: event.at }, first }
    }
    case 'spread': {
      if (state.is !== 'spreading') return undefined
      const once = { ...state.now, spread: event.at }
      return state.first === null
        ? { is: 'resting', first: once }
        : { is: 'done', first: state.first, second: once }
    }
  }
}

/** Why a key is not written now. `subject` names DCs or versions, for a person. */
export type KeyHindrance =
  | { readonly why: 'dc-unread' | 'dc-differs' | 'changed-elsewhere'; readonly subject: string }
  | { readonly why: 'too-early'; readonly until: string }
  | { readonly why: 'under-way' | 'done' }

export type Readiness =
  | { readonly ready: true; readonly dc: string; readonly before: number }
  | ({ readonly ready: false } & KeyHindrance)

/**
 * Pure. May the key be written now? A key signs as long as a ticket lives, and each reset takes away the one before the
 * last: a second one too early throws everybody out of everything. So it counts from the last change of all, whoever made
 * it, and from the moment in which the last DC had it.
 */
export function readinessOf(
  state: KeyState,
  { look, unread, pdc }: { readonly look: KeyLook } & Pick<KeysLook, 'unread' | 'pdc'>,
  { now, waitMs }: { readonly now: Date; readonly waitMs: number },
): Readiness {
  if (state.is === 'done') return { ready: false, why: 'done' }
  if (state.is === 'writing' || state.is === 'spreading') return { ready: false, why: 'under-way' }
  const version = versionEverywhere(look, unread)
  if (typeof version !== 'number') return { ready: false, ...version }
  const first = state.is === 'resting' ? state.first : undefined
  if (first !== undefined && first.version !== version) {
    const subject = `version ${version} where ${first.version} was left`
    return { ready: false, why: 'changed-elsewhere', subject }
  }
  const since = [
    ...(look.isFirst && first === undefined ? [] : look.on.map(({ changed }) => changed?.getTime() ?? 0)),
    ...(first === undefined ? [] : [Date.parse(first.spread)]),
  ]
  const until = Math.max(0, ...since) + waitMs
  if (since.length > 0 && now.getTime() < until)
    return { ready: false, why: 'too-early', until: new Date(until).toISOString() }
  return { ready: true, dc: pdc, before: version }
}

/** Has it come to every DC? */
export function isSpread(state: KeyState, look: KeyLook, unread: KeysLook['unread']): boolean {
  if (state.is !== 'spreading' || unread.length > 0 || look.on.length === 0) return false
  return look.on.every(({ version }) => version !== null && version >= state.now.version)
}

function versionEverywhere(
  { on }: KeyLook,
  unread: KeysLook['unread'],
): number | Extract<KeyHindrance, { subject: string }> {
  const missing = [
    ...unread.map(({ dc, why }) => `${dc} (${why})`),
    ...on.filter(({ version }) => version === null).map(({ dc }) => `${dc} (it does not show the key)`),
  ]
  if (missing.length > 0 || on.length === 0) return { why: 'dc-unread', subject: missing.join(', ') }
  const versions = new Set(on.map(({ version }) => version ?? 0))
  const [version, ...others] = versions
  if (version !== undefined && others.length === 0) return version
  return { why: 'dc-differs', subject: on.map((one) => `${one.dc} has ${one.version ?? '?'}`).join(', ') }
}

export interface TicketTimes {
  readonly ticketHours: number
  readonly skewMinutes: number
  /** Where the ticket's life is from; `default`: neither plan nor directory say it. */
  readonly from: 'plan' | 'directory' | 'default'
}

/** The Default Domain Policy as it comes (MS-GPSB 2.2.2: MaxTicketAge 10, MaxClockSkew 5). */
const usual = { ticketHours: 10, skewMinutes: 5 }
const leastHours = 10

/** Pure. The longest that anybody says. */
export function ticketTimes(
  plan: { readonly ticketHours?: number | undefined; readonly skewMinutes?: number | undefined },
  inDirectory: number | undefined,
): TicketTimes {
  const hours = Math.max(plan.ticketHours ?? usual.ticketHours, inDirectory ?? 0)
  const isDirectory = inDirectory !== undefined && inDirectory >= hours
  const from = isDirectory ? 'directory' : plan.ticketHours === undefined ? 'default' : 'plan'
  return { ticketHours: hours, skewMinutes: plan.skewMinutes ?? usual.skewMinutes, from }
}

export function waitMsOf({ ticketHours, skewMinutes }: TicketTimes): number {
  return Math.max(leastHours * 60, ticketHours * 60 + 2 * skewMinutes) * 60_000
}
