import type { SegmentName } from '@keyturn/contract'
import { isOpenOn, nextDay, type Day } from './calendar.ts'

/** People of one segment at one office: they come on the same days at the same hours. */
export interface Crowd {
  readonly segment: SegmentName
  /** Empty: at none that the plan names. */
  readonly office: string
  readonly timeZone: string
  readonly people: number
  /** Probability that one of them has to call. */
  readonly calls: number
  /** Working days over which they come, where nothing makes them come on the first. */
  readonly overDays: number
}

export interface Wave {
  readonly number: number
  readonly day: Day
  readonly parts: readonly Crowd[]
}

export interface WaveSettings {
  readonly start: Day
  readonly days: readonly string[]
  readonly freezes: readonly Day[]
  /** So many people a day, or so many calls to be expected of a day's people. */
  readonly limit: { readonly people: number } | { readonly calls: number }
}

/** Nobody plans for longer than two years. */
const mostWaves = 500

/**
 * One wave a working day, in the order of the crowds; those of one segment in the proportion of their offices, so that
 * time zones share the help desk's day. `left`: people for whom there is no day within the most waves.
 */
export function wavesOf(
  crowds: readonly Crowd[],
  { start, days, freezes, limit }: WaveSettings,
): { readonly waves: readonly Wave[]; readonly left: number } {
  const groups = bySegment(crowds)
  const waves: Wave[] = []
  let day = start
  while (groups.length > 0 && waves.length < mostWaves) {
    if (isOpenOn(day, { days }) && !freezes.includes(day)) {
      waves.push({ number: waves.length + 1, day, parts: take(groups, limit) })
    }
    day = nextDay(day)
  }
  return { waves, left: groups.flat().reduce((sum, { people }) => sum + people, 0) }
}

function bySegment(crowds: readonly Crowd[]): Crowd[][] {
  const groups = new Map<SegmentName, Crowd[]>()
  for (const crowd of crowds.filter(({ people }) => people > 0)) {
    groups.set(crowd.segment, [...(groups.get(crowd.segment) ?? []), crowd])
  }
  return [...groups.values()]
}

/** Takes a day's people out of the groups. At least one, or it would never end. */
function take(groups: Crowd[][], limit: WaveSettings['limit']): readonly Crowd[] {
  const parts: Crowd[] = []
  let room = 'people' in limit ? limit.people : limit.calls
  const costOf = ({ calls }: Crowd) => ('people' in limit ? 1 : calls)
  for (let [group] = groups; group !== undefined; [group] = groups) {
    const [first] = group
    const cost = first === undefined ? 0 : costOf(first)
    const whole = group.reduce((sum, { people }) => sum + people, 0)
    const fits = cost === 0 ? whole : Math.floor(room / cost)
    const taken = Math.min(whole, parts.length === 0 ? Math.max(1, fits) : fits)
    if (taken <= 0) break
    parts.push(...split(group, taken, whole))
    room -= taken * cost
    if (group.length === 0) groups.shift()
    if (taken < whole) break
  }
  return parts
}

/** Each office gives its share; what rounding leaves comes from those with most. */
function split(group: Crowd[], taken: number, whole: number): readonly Crowd[] {
  const shares = group.map(({ people }) => Math.floor((people * taken) / whole))
  let missing = taken - shares.reduce((sum, share) => sum + share, 0)
  const byLeft = group.map((_, i) => i).toSorted((a, b) => leftOf(b) - leftOf(a))
  for (const i of byLeft) {
    if (missing === 0) break
    if (leftOf(i) > 0) {
      shares[i] = (shares[i] ?? 0) + 1
      missing--
    }
  }
  const parts = group.map((crowd, i) => ({ ...crowd, people: shares[i] ?? 0 }))
  const rest = group.map((crowd, i) => ({ ...crowd, people: crowd.people - (shares[i] ?? 0) }))
  group.splice(0, group.length, ...rest.filter(({ people }) => people > 0))
  return parts.filter(({ people }) => people > 0)

  function leftOf(i: number): number {
    return (group[i]?.people ?? 0) - (shares[i] ?? 0)
  }
}
