import type { FactorName } from '@keyturn/contract'
import type { Factor } from '#factors'
import { isMet, type Need } from './need.ts'
import type { PolicyPurpose } from './policy.ts'

/** One rule, or what several come to, with whom it is for, as an administrator calls them. */
export interface Ruling {
  readonly whom: string
  readonly purpose: PolicyPurpose
  readonly need: Need
}

export interface Fence {
  readonly airGapped: boolean
  readonly factors: ReadonlyMap<FactorName, Pick<Factor, 'worksOffline' | 'isEverybodys'>>
}

/** What is wrong with the rules: for whom, and what to write instead. Nobody is asked for it. */
export function problemsOf(rulings: readonly Ruling[], fence: Fence): readonly string[] {
  return rulings.flatMap(({ whom, purpose, need }) => {
    const problem = problemOf(need, fence) ?? (purpose === 'enrol' ? shutOut(need, fence) : undefined)
    return problem === undefined ? [] : [`policy: to ${deeds[purpose]}, ${whom} ${problem}`]
  })
}

const deeds: Readonly<Record<PolicyPurpose, string>> = {
  reset: 'reset a password',
  unlock: 'unlock an account',
  why: 'be told why they cannot log on',
  change: 'change a known password',
  enrol: 'change their factors',
  'help-desk': 'be known to the help desk',
}

function problemOf(need: Need, fence: Fence): string | undefined {
  const off = need.factors.filter((factor) => !fence.factors.has(factor))
  if (off.length > 0) {
    return `would need ${off.join(', ')}, which is not switched on: add a section under "factors", or leave it out of the rule`
  }
  if (!isMet(need, need.factors)) return `could never prove enough: ${shortfall(need)}`
  if (!fence.airGapped) return undefined
  const inside = need.factors.filter((factor) => fence.factors.get(factor)?.worksOffline === true)
  if (isMet(need, inside)) return undefined
  const outside = need.factors.filter((factor) => !inside.includes(factor))
  const left = inside.length === 0 ? 'nothing' : `${inside.join(', ')} alone, which is not enough,`
  return `would have ${left} with "airGapped: true": ${outside.join(', ')} works only outside the fence; name a factor that works inside`
}

/** Who has a factor proves what she has of the rule before hers change: with one that all have and that is not in it, nothing. */
function shutOut(need: Need, fence: Fence): string | undefined {
  const given = [...fence.factors].flatMap(([name, { isEverybodys }]) =>
    isEverybodys === true ? [name] : [],
  )
  if (given.length === 0 || given.some((factor) => need.factors.includes(factor))) return undefined
  const all = given.join(', ')
  return `could never set up a first factor: everybody has ${all}, which the rule does not take; name it in the rule, or give it a group whose members have it`
}

function shortfall({ factors, different, required = [], kinds = 0, weight = 0, worth = {} }: Need): string {
  const has = factors.map((factor) => worth[factor])
  const weighs = has.reduce((sum, one) => sum + (one?.weight ?? 0), 0)
  const kindsThere = new Set(has.map((one) => one?.kind)).size
  const all = factors.join(', ')
  const foreign = required.filter((factor) => !factors.includes(factor))
  if (factors.length === 0) return 'the rules have no factor in common'
  if (foreign.length > 0) return `${foreign.join(', ')} is required, and only ${all} count`
  if (factors.length < different)
    return `${all} is fewer than the ${different} different ones that the rule wants`
  if (weighs < weight) return `${all} weigh ${weighs} together, and the rule wants ${weight}`
  if (kindsThere < kinds) return `${all} are of ${kindsThere} kind, and the rule wants ${kinds} kinds`
  return `${all} ${factors.length === 1 ? 'never counts' : 'never count'} alone; name a stronger factor besides`
}
