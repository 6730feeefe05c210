import { lastOverdueDay } from '../ending/days.ts'
import type { OpenOffice } from '../claims/claims.ts'
import type { CampaignPlan } from '../plan/schema.ts'
import { nextDay } from '../simulation/calendar.ts'
import type { Notices } from './kinds.ts'
import type { DueNotices } from './store.ts'

/**
 * Pure. What is to be sent at an office on that day. Of several days that have come the nearest counts: nobody gets two
 * mails at once because a campaign began late.
 */
export function dueNotices(
  { office, day }: OpenOffice,
  { before, at, after }: Notices,
  { waves, deadline }: CampaignPlan,
): DueNotices {
  const timeZone = waves.offices?.timeZones[office] ?? waves.timeZone
  return {
    office,
    timeZone,
    at,
    before: spansOf(before).map(({ days, over }) => ({
      kind: `before:${days}`,
      from: nextDay(day, over + 1),
      to: nextDay(day, days),
    })),
    after:
      deadline === undefined
        ? []
        : spansOf(after).map(({ days, over }) => {
            // Whose deadline is not more than so many days away, and not over.
            const upTo = (left: number) => lastOverdueDay(nextDay(day, left + 1), deadline.afterDays, waves)
            const from = over === 0 ? upTo(-1) : upTo(over)
            return { kind: `after:${days}`, from: nextDay(from), to: upTo(days) }
          }),
  }
}

/** Each chosen number of days, and the next smaller one, from which on that one counts. */
function spansOf(chosen: readonly number[]) {
  const sorted = [...new Set(chosen)].toSorted((a, b) => a - b)
  return sorted.map((days, i) => ({ days, over: sorted[i - 1] ?? 0 }))
}
