import type { CampaignTrigger } from '@keyturn/contract'
import type { CampaignPlan } from '../plan/schema.ts'

/** After these somebody else may read mail, or write it as if it came from here. */
export const mailIsOthers: ReadonlySet<CampaignTrigger> = new Set([
  'attacker-in-the-middle',
  'identity-platform',
  'credentials-in-mail',
  'nation-state',
])

export type Notices = NonNullable<CampaignPlan['notices']>

/** Pure. What is sent at all; null: nothing. */
export function noticesOf({ notices, trigger }: CampaignPlan): Notices | null {
  if (notices === undefined) return null
  return mailIsOthers.has(trigger) && !notices.evenIfMailIsReadByOthers ? null : notices
}
