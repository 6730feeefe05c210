import type { CampaignForecast } from '@keyturn/contract'
import type { CampaignPlan } from '../../plan/schema.ts'
import { nextDay, spanOn } from '../../simulation/calendar.ts'

/**
 * Pure. How many people are to be asked by now, in the order of the age of their passwords: those of all waves whose
 * working hours have begun. Infinity: the last wave has begun, and whoever came since the forecast is asked too.
 */
export function dueBy(
  { waves, ways }: Pick<CampaignPlan, 'waves' | 'ways'>,
  forecast: CampaignForecast | null,
  now: Date,
): number {
  const { hours, timeZone } = waves
  const ours = (forecast?.waves ?? []).map(({ day, parts }) => ({
    day,
    people: parts
      .filter(({ segment }) => ways[segment] === 'falling-maximum-age')
      .reduce((sum, { people }) => sum + people, 0),
  }))
  const all = ours.filter(({ people }) => people > 0)
  const days = all.length > 0 ? all : [{ day: waves.start, people: 0 }]
  const begun = days.filter(({ day }) => spanOn(day, { hours, timeZone }).from <= now.getTime())
  if (begun.length === days.length) return Infinity
  return begun.reduce((sum, { people }) => sum + people, 0)
}

/** So close to the last one's password that nobody else's is before it by the time it is written. */
const afterMs = 1_000

/**
 * Pure. Whoever has an older password is asked; never one from T0 on.
 *
 * @param last when her password was set who is the last to be asked by now; undefined: there are not so many; null: hers is
 *   to be changed already, and all before her.
 */
export function cutoffOf(t0: Date, last: Date | null | undefined, due: number): Date | null {
  if (due === 0 || last === null) return null
  const cutoff = last === undefined ? t0 : new Date(last.getTime() + afterMs)
  return cutoff > t0 ? t0 : cutoff
}

/** `keyturn-friday-1f0c3d2a-1`: whose it is, and which campaign of that name; a CN has 64 letters at most. */
export function nameOf(campaign: string, freeze: string, number: number): string {
  return `keyturn-${campaign.slice(0, 40)}-${freeze.slice(0, 8)}-${number}`
}

/** Whether people are at work, so that a maximum age falls while somebody answers the telephone. */
export function isOpenAt({ waves }: Pick<CampaignPlan, 'waves'>, now: Date): boolean {
  const today = now.toISOString().slice(0, 10)
  return [nextDay(today, -1), today, nextDay(today)].some((day) => {
    const { from, to } = spanOn(day, waves)
    return !waves.freezes.includes(day) && from <= now.getTime() && now.getTime() < to
  })
}
