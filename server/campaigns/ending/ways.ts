import type { WrittenWay } from '../claims/claims.ts'
import type { CampaignPlan } from '../plan/schema.ts'
import type { Enforcement } from '../state.ts'

/** In which ways whom this can be done to: a random password takes nothing from who has one. */
const enforceable: Readonly<Record<Enforcement, readonly WrittenWay[]>> = {
  disabled: ['must-change', 'random-reset'],
  'random-reset': ['must-change'],
}

/** The ways for whose people the deadline is; none without one. */
export function waysEnforced(how: Enforcement | null): readonly WrittenWay[] {
  return how === null ? [] : enforceable[how]
}

/** As the plan writes it. */
export function enforcementIn({ deadline }: Pick<CampaignPlan, 'deadline'>): Enforcement | null {
  if (deadline === undefined) return null
  return deadline.enforce === 'disable' ? 'disabled' : 'random-reset'
}
