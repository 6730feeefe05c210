import type { FactorName } from '@keyturn/contract'
import type { Factor } from '#factors'
import type { Ruling } from './checks.ts'
import { neverAlone, usualWeights, type Need } from './need.ts'
import { policyPurposes, type PolicyPurpose } from './policy.ts'
import { asAdministrator } from './rules.ts'

/** A need as an administrator writes it; what it leaves out is nothing more than that. */
export type WrittenNeed = Pick<Need, 'factors' | 'different'> &
  Partial<{ [K in 'required' | 'kinds' | 'weight']: Need[K] | undefined }>

export type Needs<T> = { readonly [P in PolicyPurpose]: T }

export interface PolicyConfig extends Needs<WrittenNeed> {
  /** By sAMAccountName, DOMAIN\name, distinguished name or SID; members of member groups count. */
  readonly groups: readonly ({ readonly group: string } & Partial<Needs<WrittenNeed | undefined>>)[]
  /** Groups whose members prove two different kinds always, besides AD's own protected accounts. */
  readonly admins: readonly string[]
  readonly weights: Readonly<Partial<Record<FactorName, number>>>
  /** Nothing outside the organisation's own network can be reached. */
  readonly airGapped: boolean
}

/** What the policy asks of factors; how they work is not its business. */
export type Factors = ReadonlyMap<
  FactorName,
  Pick<Factor, 'name' | 'kind' | 'worksOffline' | 'isEverybodys' | 'readyAmong'>
>

export function usualNeeds(config: PolicyConfig, factors: Factors): Needs<Need> {
  const entries = policyPurposes.map((purpose) => [purpose, withWorth(config[purpose], config, factors)])
  return Object.fromEntries(entries) as Needs<Need>
}

export function withWorth(written: WrittenNeed, { weights }: PolicyConfig, factors: Factors): Need {
  const worth = written.factors.map((name) => {
    const weight = weights[name] ?? usualWeights[name]
    const kind = factors.get(name)?.kind ?? 'possession'
    return [name, { weight, kind, neverAlone: neverAlone.has(name) }]
  })
  const { factors: counted, different, required = [], kinds = 0, weight = 0 } = written
  return { factors: counted, different, required, kinds, weight, worth: Object.fromEntries(worth) }
}

/** Every rule with whom it is for. */
export function rulingsOf(config: PolicyConfig, needs: Needs<Need>, factors: Factors): readonly Ruling[] {
  return policyPurposes.flatMap((purpose) => [
    { whom: 'people whom no rule names', purpose, need: needs[purpose] },
    ...config.groups.flatMap(({ group, ...written }) => {
      const need = written[purpose]
      return need === undefined
        ? []
        : [{ whom: `members of ${group}`, purpose, need: withWorth(need, config, factors) }]
    }),
    ...config.admins.map((group) => {
      const need = asAdministrator(needs[purpose], purpose)
      return { whom: `administrators in ${group}`, purpose, need }
    }),
  ])
}

/** Everything that counts for somebody, so that it tells nothing about whom. */
export function shownFactors(
  { groups, ...config }: PolicyConfig,
  purpose: PolicyPurpose,
): readonly FactorName[] {
  const needs = [config[purpose], ...groups.flatMap((rule) => rule[purpose] ?? [])]
  return [...new Set(needs.flatMap(({ factors }) => factors))]
}
