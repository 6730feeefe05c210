import type { FactorName } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import type { Account } from '#directory'
import type { Need } from './need.ts'
import type { PolicyPurpose } from './policy.ts'

/** What one group needs; a purpose that is missing leaves it to the other rules. */
export interface Rule<Group> {
  readonly group: Group
  readonly needs: Partial<Record<PolicyPurpose, Need>>
}

/** The strictest of the rules whose group `isIn`; undefined: none matches. */
function strictest<Group>(
  rules: readonly Rule<Group>[],
  isIn: (group: Group) => boolean,
  purpose: PolicyPurpose,
): Need | undefined {
  const matching = rules.flatMap(({ group, needs }) => {
    const need = needs[purpose]
    return need !== undefined && isIn(group) ? [need] : []
  })
  return matching.toSorted(byStrictness)[0]
}

/**
 * More different factors are stricter, then more kinds, more weight, more that are required; of as many, fewer to
 * choose from. Of equal ones the first in the file.
 */
function byStrictness(one: Need, other: Need): number {
  return (
    other.different - one.different ||
    (other.kinds ?? 0) - (one.kinds ?? 0) ||
    (other.weight ?? 0) - (one.weight ?? 0) ||
    (other.required?.length ?? 0) - (one.required?.length ?? 0) ||
    one.factors.length - other.factors.length
  )
}

/** Who can do most harm proves most, whatever the rules say: two different kinds, and no questions (ASVS 5.0 6.4.2). */
export function asAdministrator(need: Need, purpose: PolicyPurpose): Need {
  // Changing a known password only asks for it where the rule does.
  if (purpose === 'change' && need.different === 0) return need
  const harmless = (factor: FactorName) => factor !== 'questions'
  return {
    ...need,
    factors: need.factors.filter(harmless),
    required: (need.required ?? []).filter(harmless),
    different: Math.max(2, need.different),
    kinds: Math.max(2, need.kinds ?? 0),
  }
}

/** The whole of the rules, with their groups. */
export interface Ruled {
  /** For whom no rule of a group is. */
  readonly needs: Readonly<Record<PolicyPurpose, Need>>
  readonly rules: readonly Rule<Sid>[]
  readonly admins: readonly Sid[]
}

export interface Member {
  readonly isProtected: boolean
  readonly memberOf: (group: Sid) => boolean
}

/** What the rules ask of somebody who is in these groups. */
export function needOf({ needs, rules, admins }: Ruled, who: Member, purpose: PolicyPurpose): Need {
  const need = strictest(rules, who.memberOf, purpose) ?? needs[purpose]
  return who.isProtected || admins.some(who.memberOf) ? asAdministrator(need, purpose) : need
}

/** Whom no proof helps. An administrator may look after his factors, and change a password that he knows. */
export function barred(
  account: Account,
  purpose: PolicyPurpose,
): 'protected' | 'disabled' | 'expired' | undefined {
  if (account.disabled) return 'disabled'
  if (account.expired) return 'expired'
  return account.isProtected && (purpose === 'reset' || purpose === 'unlock') ? 'protected' : undefined
}
