import { isOpenOn, nextDay, spanOn, type Day, type Opening, type Span } from './calendar.ts'
import type { Numbers } from './random.ts'
import type { Crowd, Wave } from './waves.ts'

export const hourMs = 3_600_000

/** Days people work on; `freezes` are no holidays, they only begin nothing. */
export type Working = Pick<Opening, 'hours' | 'days'>

export interface Coming {
  /** Share of those who are away on a given day. */
  readonly absent: number
  readonly working: Working
}

/**
 * Of a working day's log-ons: so much in its first hours. The rest is even over what is left of the day. An assumption,
 * as all shares are; docs/guide/campaigns.md says so.
 */
const firstHours = [0.4, 0.25, 0.1]
/** Who has not come after so many working days is away for longer than a forecast is good for: all come on the last. */
const mostDays = 15

/** How one office's callers of one wave are spread: shares of whole hours since 1970, together 1. */
export type Spreading = readonly { readonly hour: number; readonly share: number }[]

/** Pure. The same for every run. */
export function spreadOf(
  crowd: Pick<Crowd, 'timeZone' | 'overDays'>,
  from: Day,
  { absent, working }: Coming,
  spanOf = spanOn,
): Spreading {
  const shares = new Map<number, number>()
  const days = workingDays(from, working, mostDays + crowd.overDays)
  const byDay = dayShares(absent, crowd.overDays)
  byDay.forEach((share, i) => {
    const span = spanOf(days[i] ?? from, { ...working, timeZone: crowd.timeZone })
    const first = Math.floor(span.from / hourMs)
    const count = Math.max(1, Math.ceil(span.to / hourMs) - first)
    hourShares(count).forEach((part, hour) => {
      shares.set(first + hour, (shares.get(first + hour) ?? 0) + share * part)
    })
  })
  return [...shares].map(([hour, share]) => ({ hour, share })).toSorted((a, b) => a.hour - b.hour)
}

/** Whoever is there comes on her day; whoever is away is away on the next one with the same probability. */
function dayShares(absent: number, overDays: number): readonly number[] {
  const shares = Array.from({ length: overDays + mostDays - 1 }, () => 0)
  for (let first = 0; first < overDays; first++) {
    let left = 1 / overDays
    for (let i = 0; i < mostDays; i++) {
      const comes = i === mostDays - 1 ? left : left * (1 - absent)
      shares[first + i] = (shares[first + i] ?? 0) + comes
      left -= comes
    }
  }
  return shares
}

function hourShares(count: number): readonly number[] {
  const known = firstHours.slice(0, count)
  const rest = 1 - known.reduce((sum, share) => sum + share, 0)
  const others = count - known.length
  const shares = [...known, ...Array.from({ length: others }, () => rest / others)]
  // A day shorter than those hours: what is left falls on its first one.
  if (others === 0) shares[0] = (shares[0] ?? 0) + rest
  return shares
}

function workingDays(from: Day, working: Working, count: number): readonly Day[] {
  const days: Day[] = []
  for (let day = from; days.length < count; day = nextDay(day)) if (isOpenOn(day, working)) days.push(day)
  return days
}

/** One run: how many call in each hour, counted from `firstHour`. */
export function drawCalls(
  parts: readonly { readonly crowd: Crowd; readonly spreading: Spreading }[],
  { firstHour, hours }: { readonly firstHour: number; readonly hours: number },
  numbers: Numbers,
): Int32Array {
  const calls = new Int32Array(hours)
  for (const { crowd, spreading } of parts) {
    let left = numbers.binomial(crowd.people, crowd.calls)
    let shareLeft = 1
    for (const { hour, share } of spreading) {
      if (left === 0) break
      const here = share >= shareLeft ? left : numbers.binomial(left, share / shareLeft)
      const at = hour - firstHour
      calls[at] = (calls[at] ?? 0) + here
      left -= here
      shareLeft -= share
    }
  }
  return calls
}

/** Every part of every wave with how its callers come. */
export function partsOf(waves: readonly Wave[], coming: Coming) {
  const spanOf = remembered(spanOn)
  return waves.flatMap(({ day, parts }) =>
    parts.map((crowd) => ({ crowd, spreading: spreadOf(crowd, day, coming, spanOf) })),
  )
}

/** Clocks of a time zone are slow to ask, and each day is part of many waves. */
function remembered(of: typeof spanOn): typeof spanOn {
  const known = new Map<string, Span>()
  return (day, opening) => {
    const key = `${day} ${opening.hours} ${opening.timeZone}`
    const span = known.get(key) ?? of(day, opening)
    known.set(key, span)
    return span
  }
}
