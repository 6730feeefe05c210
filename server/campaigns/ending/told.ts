import type { CampaignDeadline } from '@keyturn/contract'
import type { CampaignPlan } from '../plan/schema.ts'
import { workingDaysAfter } from './days.ts'

/**
 * Pure. What somebody who approves a plan is told of its deadline.
 *
 * @param waves of its simulation; without them nobody knows the days yet.
 */
export function deadlineOf(
  { deadline, waves: calendar }: CampaignPlan,
  waves: readonly { readonly day: string }[] = [],
): CampaignDeadline | null {
  if (deadline === undefined) return null
  // The first working day on which the deadline is over.
  const days = waves.map(({ day }) => workingDaysAfter(day, deadline.afterDays + 1, calendar))
  return { ...deadline, first: days[0] ?? null, last: days.at(-1) ?? null }
}
