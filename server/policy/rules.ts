import type { FactorName } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import type { Account } from '#directory'
import { combine } from './combine.ts'
import type { Need } from './need.ts'
import type { PolicyPurpose } from './policy.ts'

/** What one group needs; a purpose that is missing leaves it to the other rules. */
export interface Rule<Group> {
  /** As the administrator writes it. */
  readonly name: string
  readonly group: Group
  readonly needs: Partial<Record<PolicyPurpose, Need>>
}

/** The rules whose group `isIn` and that say something of this purpose, in the order of the file. */
function matching<Group>(
  rules: readonly Rule<Group>[],
  isIn: (group: Group) => boolean,
  purpose: PolicyPurpose,
): readonly { readonly name: string; readonly need: Need }[] {
  return rules.flatMap(({ name, group, needs }) => {
    const need = needs[purpose]
    return need !== undefined && isIn(group) ? [{ name, need }] : []
  })
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

/** What the rules ask of somebody who is in these groups: all of what each of them asks. */
export function needOf({ needs, rules, admins }: Ruled, who: Member, purpose: PolicyPurpose): Ruling {
  const all = matching(rules, who.memberOf, purpose)
  const need = all.length === 0 ? needs[purpose] : all.map((one) => one.need).reduce(combine)
  return {
    need: who.isProtected || admins.some(who.memberOf) ? asAdministrator(need, purpose) : need,
    by: [...new Set(all.map(({ name }) => name))],
  }
}

export interface Ruling {
  readonly need: Need
  /** The groups whose rules took part; none: no rule names her, and the default holds. */
  readonly by: readonly string[]
}

/**
 * Whom no proof helps. An administrator may look after his factors, and change a password that he knows. Being told
 * why one cannot log on helps everybody, above all those who may do nothing else here.
 */
export function barred(
  account: Account,
  purpose: PolicyPurpose,
): 'protected' | 'disabled' | 'expired' | undefined {
  if (purpose === 'why') return undefined
  if (account.disabled) return 'disabled'
  if (account.expired) return 'expired'
  return account.isProtected && (purpose === 'reset' || purpose === 'unlock') ? 'protected' : undefined
}
