import type { Purpose } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import type { Need } from './policy.ts'

/** What one group needs; a purpose that is missing leaves it to the other rules. */
export interface Rule {
  readonly group: Sid
  readonly needs: Partial<Record<Purpose, Need>>
}

/** The strictest of the rules that match; undefined: none does. */
export function strictest(
  rules: readonly Rule[],
  groups: ReadonlySet<Sid>,
  purpose: Purpose,
): Need | undefined {
  const matching = rules.flatMap(({ group, needs }) => {
    const need = needs[purpose]
    return groups.has(group) && need !== undefined ? [need] : []
  })
  return matching.toSorted(byStrictness)[0]
}

/** More different factors are stricter; of as many, fewer to choose from. Of equal ones the first in the file. */
function byStrictness(one: Need, other: Need): number {
  return other.different - one.different || one.factors.length - other.factors.length
}
