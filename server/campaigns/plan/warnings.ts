import type { CampaignTrigger, CampaignWarning, CampaignWay, PlannedCampaign } from '@keyturn/contract'
import type { HeadPower } from '#directory'
import { waysEnforced } from '../ending/ways.ts'
import { mailIsOthers } from '../notices/kinds.ts'
import type { Rule } from '../segments/segment.ts'
import type { CampaignPlan } from './schema.ts'

/** After these somebody else has the old passwords, or what passes for them: a flag or an age asks whoever comes first. */
const knowsPasswords: ReadonlySet<CampaignTrigger> = new Set([
  'ad-database-exfiltrated',
  'ad-database-staged',
  'attacker-in-the-middle',
  'identity-platform',
  'credentials-in-mail',
  'credentials-in-data',
  'credentials-in-code',
  'nation-state',
])

interface Seen {
  readonly segments: PlannedCampaign['segments']
  readonly rules: readonly Rule[]
  readonly head: HeadPower
}

/** Pure. What does not stop a plan, but should be known to whoever approves it. */
export function warningsOf(plan: CampaignPlan, { segments, rules, head }: Seen): readonly CampaignWarning[] {
  const matched = new Set(segments.flatMap((segment) => segment.rules.map(({ rule }) => rule)))
  const written = rules.filter(({ id }) => /^\d+: /.test(id))
  const inWay = (way: CampaignWay) => segments.filter((one) => one.way === way)
  const raced = (way: CampaignWay) => (knowsPasswords.has(plan.trigger) ? inWay(way) : [])
  return [
    ...(head.readable ? [] : [{ code: 'rights-unread', subject: '' } as const]),
    ...(head.openToAll ? [{ code: 'head-open-to-all', subject: '' } as const] : []),
    ...written
      .filter(({ id }) => !matched.has(id))
      .map(({ id }) => ({ code: 'rule-matches-nobody', subject: id }) as const),
    ...deadlineWarnings(plan, segments),
    ...noticeWarnings(plan),
    ...raced('must-change').map(({ segment }) => ({ code: 'must-change-race', subject: segment }) as const),
    ...raced('falling-maximum-age').map(
      ({ segment }) => ({ code: 'falling-race', subject: segment }) as const,
    ),
    ...inWay('entra-flag').flatMap(({ segment }) => ofEntra(plan, segment)),
  ]
}

function ofEntra({ trigger, entra }: CampaignPlan, subject: string): readonly CampaignWarning[] {
  return [
    ...(!entra.withMfa && knowsPasswords.has(trigger) ? [{ code: 'entra-race', subject } as const] : []),
    ...(entra.revokeSessions ? [] : [{ code: 'entra-keeps-sessions', subject } as const]),
    { code: 'entra-writeback', subject },
  ]
}

function deadlineWarnings(
  { deadline }: CampaignPlan,
  segments: Seen['segments'],
): readonly CampaignWarning[] {
  if (deadline === undefined) return []
  const ways = waysEnforced(deadline.enforce === 'disable' ? 'disabled' : 'random-reset')
  const isFor = segments.some(({ way, accounts }) => accounts > 0 && ways.some((one) => one === way))
  return [
    ...(isFor ? [] : [{ code: 'deadline-reaches-nobody', subject: deadline.enforce } as const]),
    ...(deadline.enforce === 'disable' ? [{ code: 'deadline-needs-right', subject: '' } as const] : []),
  ]
}

function noticeWarnings(plan: CampaignPlan): readonly CampaignWarning[] {
  const { notices, trigger, deadline } = plan
  if (notices === undefined) return []
  const isUnsafe = mailIsOthers.has(trigger)
  const [off, on] = ['notices-off', 'notices-read-by-others'] as const
  return [
    ...(isUnsafe ? [{ code: notices.evenIfMailIsReadByOthers ? on : off, subject: trigger } as const] : []),
    ...(notices.after.length > 0 && deadline === undefined
      ? [{ code: 'notices-without-deadline', subject: 'notices.after' } as const]
      : []),
  ]
}
