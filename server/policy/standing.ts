import type { FactorName } from '@keyturn/contract'
import { isMet, type Need } from './need.ts'
import type { CannotWhy, Standing } from './policy.ts'

/** Pure. Could somebody do it today, who could prove by `ready`? */
export function standing(
  need: Need | undefined,
  ready: readonly FactorName[],
  barred: CannotWhy | undefined,
): Standing {
  if (need === undefined || barred !== undefined) {
    return { can: false, why: barred ?? 'not-enough', ready, ...(need && { need }) }
  }
  if (isMet(need, ready)) return { can: true, need, ready }
  const useful = ready.some((factor) => need.factors.includes(factor))
  return { can: false, why: useful ? 'not-enough' : 'nothing-enrolled', need, ready }
}
