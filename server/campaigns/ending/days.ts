import type { CampaignPlan } from '../plan/schema.ts'
import { isOpenOn, nextDay, type Day } from '../simulation/calendar.ts'

type Calendar = Pick<CampaignPlan['waves'], 'days' | 'freezes'>

/** Nobody freezes for longer than two years. */
const horizonDays = 800

/** Pure. The so-many-th working day after that one; frozen days are none. */
export function workingDaysAfter(day: Day, count: number, { days, freezes }: Calendar): Day {
  let left = count
  let found = day
  for (let i = 0; i < horizonDays && left > 0; i++) {
    found = nextDay(found)
    if (isOpenOn(found, { days }) && !freezes.includes(found)) left--
  }
  return found
}

/**
 * Pure. The last day whose deadline is over on `today`: whoever was written then, or before it, had all of the
 * `afterDays` working days after it.
 */
export function lastOverdueDay(today: Day, afterDays: number, calendar: Calendar): Day {
  let day = nextDay(today, -1)
  for (let i = 0; i < horizonDays && workingDaysAfter(day, afterDays, calendar) >= today; i++) {
    day = nextDay(day, -1)
  }
  return day
}
