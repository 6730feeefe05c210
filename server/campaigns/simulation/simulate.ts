import type { CampaignForecast, CampaignWay, SegmentName } from '@keyturn/contract'
import { drawCalls, hourMs, partsOf, spreadOf } from './arrivals.ts'
import { nextDay, spanOn } from './calendar.ts'
import { openDesk, runDesk, type DeskSettings } from './desk.ts'
import { bearableCalls } from './erlang.ts'
import { createNumbers } from './random.ts'
import { summed } from './sums.ts'
import { wavesOf, type Crowd, type Wave } from './waves.ts'

export interface Simulated {
  /** People who can log on, by segment and office, in the order of their turn. */
  readonly people: readonly {
    readonly segment: SegmentName
    readonly office: string
    readonly timeZone: string
    readonly people: number
    readonly way: CampaignWay
  }[]
  readonly start: string
  readonly size: 'auto' | number
  readonly freezes: readonly string[]
  readonly working: { readonly hours: string; readonly days: readonly string[] }
  readonly desk: DeskSettings & { readonly waitMinutes: number }
  /** Shares. */
  readonly enrolled: number
  readonly selfService: number
  readonly stumble: number
  readonly absent: number
  readonly seed: number
  /** undefined: as many as give a steady mean in about a second. */
  readonly runs?: number | undefined
}

export type Forecast = Omit<CampaignForecast, 'assumed'> & { readonly largestWave: number }

/** A password whose life falls day by day makes people come over a week. */
const fallingDays = 5
/** So many calls in all runs together: a forecast of a million people in seconds. */
const callsInAll = 2_500_000
const runsAtLeast = 20
const runsAtMost = 200
/** After the last wave; who is not served then is not served in this forecast. */
const daysAfter = 60

/**
 * Pure: with the same seed the same forecast. Draws who has to call and when, and lets a help desk answer them, many
 * times over. Its assumptions are shares, an exponential call, patient callers, and that those who cannot log on call
 * once, at the hour in which they would have logged on.
 */
export function simulate(wish: Simulated): Forecast {
  const crowds = crowdsOf(wish)
  const { waves, left } = wavesOf(crowds, {
    start: wish.start,
    days: wish.working.days,
    freezes: wish.freezes,
    limit: wish.size === 'auto' ? { calls: bearableADay(crowds, wish) } : { people: wish.size },
  })
  const people = crowds.reduce((sum, crowd) => sum + crowd.people, 0)
  const range = rangeOf(waves, wish)
  const parts = partsOf(waves, wish)
  const desk = openDesk(wish.desk, wish.start, (range.firstHour + range.hours) * hourMs)
  const numbers = createNumbers(wish.seed)
  const runs = wish.runs ?? runsFor(crowds)
  const sums = summed(range.hours, runs)
  for (let run = 0; run < runs; run++) {
    const calls = drawCalls(parts, range, numbers)
    sums.add(calls, runDesk(calls, range.firstHour, desk, numbers))
  }
  const { hours, ...totals } = sums.result(range.firstHour)
  const finished = left === 0 ? totals.last : [Infinity, Infinity]
  const lastWave = waves.at(-1)
  const earliest = lastWave === undefined ? 0 : endOf(lastWave, wish)
  const instant = (at: number | undefined) =>
    at === undefined || at === Infinity ? null : new Date(Math.max(at, earliest)).toISOString()
  return {
    people,
    waves: waves.map(({ number, day, parts: all }) => ({
      number,
      day,
      people: peopleIn(all),
      parts: all.map(({ segment, office, people: some }) => ({ segment, office, people: some })),
    })),
    hours,
    calls: totals.calls,
    waitMinutes: totals.waitMinutes,
    worst: totals.worst,
    ends: instant(finished[0]),
    endsHigh: instant(finished[1]),
    runs,
    largestWave: Math.max(0, ...waves.map(({ parts: all }) => peopleIn(all))),
  }
}

const peopleIn = (crowds: readonly Crowd[]) => crowds.reduce((sum, { people }) => sum + people, 0)

function crowdsOf({ people, ...shares }: Simulated): readonly Crowd[] {
  return people.flatMap(({ way, ...crowd }) => {
    const calls = callShare(way, shares)
    const overDays = way === 'falling-maximum-age' ? fallingDays : 1
    return calls === undefined ? [] : [{ ...crowd, calls, overDays }]
  })
}

/** Probability that somebody has to call. undefined: the way asks nobody to come at a certain time. */
function callShare(
  way: CampaignWay,
  { enrolled, selfService, stumble }: Pick<Simulated, 'enrolled' | 'selfService' | 'stumble'>,
): number | undefined {
  switch (way) {
    case 'must-change':
    case 'falling-maximum-age':
    case 'entra-flag':
      return stumble
    case 'random-reset':
      return 1 - enrolled * selfService
    case 'owner-rotation':
    case 'gmsa-sheet':
    case 'krbtgt-twice':
    case 'manual':
      return undefined
  }
}

/** Calls that a day's people may make, if the busiest hour is to keep the wait that was asked for. */
function bearableADay(crowds: readonly Crowd[], { desk, start, working }: Simulated): number {
  const whole = peopleIn(crowds)
  const busiest = new Map<number, number>()
  for (const crowd of crowds) {
    for (const { hour, share } of spreadOf({ ...crowd, overDays: 1 }, start, { absent: 0, working })) {
      busiest.set(hour, (busiest.get(hour) ?? 0) + (share * crowd.people) / whole)
    }
  }
  // Whoever is away comes in the hours of a later wave: once it runs, a day has a whole day's calls none the less.
  return bearableCalls(desk, desk.waitMinutes) / Math.max(...busiest.values())
}

function runsFor(crowds: readonly Crowd[]): number {
  const calls = crowds.reduce((sum, crowd) => sum + crowd.people * crowd.calls, 0)
  return Math.round(Math.min(runsAtMost, Math.max(runsAtLeast, callsInAll / Math.max(1, calls))))
}

function rangeOf(waves: readonly Wave[], { start }: Simulated) {
  const last = waves.at(-1)?.day ?? start
  const first = Date.parse(`${nextDay(start, -1)}T00:00:00Z`) / hourMs
  return { firstHour: first, hours: Date.parse(`${nextDay(last, daysAfter)}T00:00:00Z`) / hourMs - first }
}

function endOf({ day, parts }: Wave, { working }: Simulated): number {
  return Math.max(...parts.map(({ timeZone }) => spanOn(day, { ...working, timeZone }).to))
}
