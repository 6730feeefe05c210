import type { FactorName } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import type { Account, Directory } from '#directory'
import { Fault, type AccountId } from '#kernel'
import { problemsOf } from './checks.ts'
import { createCoverage } from './coverage.ts'
import { createGroups, type Resolved } from './groups.ts'
import { isMet, type Need } from './need.ts'
import { overlapsOf } from './overlaps.ts'
import { policyPurposes, type Policy, type PolicyPurpose, type Standing } from './policy.ts'
import { barred, needOf } from './rules.ts'
import {
  rulingsOf,
  shownFactors,
  usualNeeds,
  type Factors,
  type Needs,
  type PolicyConfig,
} from './settings.ts'
import { standing } from './standing.ts'

export interface PolicyDeps {
  readonly directory: Pick<Directory, 'groupSid' | 'groupsOf' | 'membersOf' | 'memberIds'>
  readonly factors: Factors
  /** Which of these froze their factors. */
  readonly frozenAmong: (accounts: readonly AccountId[]) => Promise<ReadonlySet<AccountId>>
}

/**
 * Rules by group over a default. A rule that matches replaces the default, so it may also ask for less; of several
 * all count together. Group names are looked up once, so a group that is renamed keeps its rule until the next
 * start.
 */
export function createPolicy(config: PolicyConfig, deps: PolicyDeps): Policy {
  const needs = usualNeeds(config, deps.factors)
  const rules = createGroups(config, deps)
  const needsOf = createNeeds(needs, rules, deps)
  const needFor: Policy['needFor'] = async (account, purpose) =>
    barred(account, purpose) === undefined ? (await needsOf(account))(purpose)?.need : undefined
  return {
    shown: (purpose) => shownFactors(config, purpose),
    needFor,

    async enough(account, purpose, proved) {
      const need = await needFor(account, purpose)
      if (need === undefined) return false
      if (isMet(need, proved)) return true
      // Nobody proves what she has not got; but whatever she has, she proves.
      const usable = (await readyOf(deps, account)).filter((factor) => need.factors.includes(factor))
      return proved.length > 0 && usable.every((factor) => proved.includes(factor))
    },

    async check() {
      const fence = { ...config, ...deps }
      refuse(problemsOf(rulingsOf(config, needs, deps.factors), fence))
      const all = { ...(await rules()), needs }
      refuse(problemsOf(await overlapsOf(all, fence, deps.directory), fence))
    },

    async explain(account) {
      const [needOfPurpose, ready, frozen] = await Promise.all([
        needsOf(account),
        readyOf(deps, account),
        deps.frozenAmong([account.id]),
      ])
      const standings = policyPurposes.map((purpose) => {
        const why = barred(account, purpose) ?? (frozen.has(account.id) ? 'frozen' : undefined)
        return [purpose, standing(needOfPurpose(purpose)?.need, ready, why)] as const
      })
      const rulesOf = policyPurposes.map((purpose) => [purpose, needOfPurpose(purpose)?.by ?? []] as const)
      return {
        purposes: Object.fromEntries(standings) as Needs<Standing>,
        rules: Object.fromEntries(rulesOf) as Needs<readonly string[]>,
      }
    },

    coverage: createCoverage({ ...deps, needs, rules }),
  }
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new Fault('config.invalid', problems.join('\n'))
}

/** What somebody needs for each purpose; her groups are read once. */
function createNeeds(needs: Needs<Need>, rules: () => Promise<Resolved>, { directory }: PolicyDeps) {
  return async (account: Account) => {
    const all = await rules()
    const asksNobody = all.rules.length + all.admins.length === 0
    const groups = asksNobody ? new Set<Sid>() : await directory.groupsOf(account.id)
    const who = { isProtected: account.isProtected, memberOf: (group: Sid) => groups.has(group) }
    return (purpose: PolicyPurpose) =>
      barred(account, purpose) === undefined ? needOf({ ...all, needs }, who, purpose) : undefined
  }
}

async function readyOf({ factors }: PolicyDeps, account: Account): Promise<readonly FactorName[]> {
  const asked = [...factors.values()].map(async ({ name, readyAmong }) =>
    (await readyAmong([account])).has(account.id) ? [name] : [],
  )
  return (await Promise.all(asked)).flat()
}
