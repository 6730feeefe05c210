import type { CampaignRefusal } from '@keyturn/contract'
import { isBelow, type Sid } from '@keyturn/protocols/ad'
import type { CensusWish, Directory, Principal } from '#directory'
import type { AccountId } from '#kernel'
import type { Names } from './names.ts'
import type { CampaignPlan } from './schema.ts'

/** Those whom a plan names one by one. */
export interface Named {
  readonly operators: ReadonlySet<AccountId>
  readonly isExcluded: (principal: Principal) => boolean
  readonly refusals: readonly CampaignRefusal[]
}

export async function lookUpPeople(
  plan: CampaignPlan,
  { groups, units: ownDns }: Names,
  { census, wish }: { readonly census: Directory['census']; readonly wish: CensusWish },
): Promise<Named> {
  const refusals: CampaignRefusal[] = []
  const idsOf = async (names: readonly string[]) => {
    const ids = new Set<AccountId>()
    for await (const { name, found } of census.named(names, wish)) {
      const [first, ...others] = found
      if (first === undefined) refusals.push({ code: 'account-unknown', subject: name })
      else if (others.length > 0) refusals.push({ code: 'account-ambiguous', subject: name })
      else ids.add(first.id)
    }
    return ids
  }
  const operators = await idsOf(plan.operators)
  if (operators.size < 2 && refusals.length === 0) {
    refusals.push({ code: 'operators-same', subject: plan.operators.join(', ') })
  }
  const { exclusions } = plan
  const accounts = await idsOf(exclusions.map(({ account }) => account).filter((one) => one !== undefined))
  const units = exclusions
    .map(({ unit }) => (unit === undefined ? undefined : ownDns.get(unit)))
    .filter((one) => one !== undefined)
  const sids = exclusions
    .map(({ group }) => (group === undefined ? undefined : groups.get(group)))
    .filter((sid): sid is Sid => sid !== undefined)
  return {
    operators,
    refusals,
    isExcluded: ({ id, dn, memberOf }) =>
      accounts.has(id) || units.some((unit) => isBelow(dn, unit)) || sids.some((sid) => memberOf.has(sid)),
  }
}
