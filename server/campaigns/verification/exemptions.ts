import { isBelow } from '@keyturn/protocols/ad'
import type { Exemption } from '@keyturn/protocols/evidence'
import type { CensusWish, Directory, Principal } from '#directory'
import type { AccountId } from '#kernel'
import type { FrozenTarget } from '../ending/store.ts'
import type { Names } from '../plan/names.ts'
import type { CampaignPlan } from '../plan/schema.ts'

export interface Exemptions {
  /** null: nobody answers for this account. Of several exclusions the one that holds longest. */
  of(principal: Principal): Exemption | null
  /** Accounts that the plan names and nobody, or several, answer to. */
  readonly refused: readonly string[]
}

type Fits = (principal: Principal) => boolean

/** Who is out of a campaign, by whose word and why. */
export async function lookUpExemptions(
  { exclusions }: CampaignPlan,
  { groups, units }: Names,
  { census, wish }: { readonly census: Pick<Directory['census'], 'named'>; readonly wish: CensusWish },
): Promise<Exemptions> {
  const accounts = exclusions.map(({ account }) => account).filter((one) => one !== undefined)
  const ids = new Map<string, AccountId>()
  const refused: string[] = []
  for await (const { name, found } of census.named(accounts, wish)) {
    const [first, ...others] = found
    if (first === undefined || others.length > 0) refused.push(name)
    else ids.set(name, first.id)
  }
  const all = exclusions.map(({ account, group, unit, owner, reason, until }) => {
    const sid = group === undefined ? undefined : groups.get(group)
    const below = unit === undefined ? undefined : units.get(unit)
    const fits: Fits = ({ id, dn, memberOf }) =>
      (account !== undefined && ids.get(account) === id) ||
      (sid !== undefined && memberOf.has(sid)) ||
      (below !== undefined && isBelow(dn, below))
    return { fits, exemption: { owner, reason, until: until ?? null } }
  })
  return {
    refused,
    of(principal) {
      const mine = all.filter(({ fits }) => fits(principal)).map(({ exemption }) => exemption)
      return mine.reduce<Exemption | null>(longest, null)
    },
  }
}

/** Pure. Of two the one that holds longer. */
export function longest(one: Exemption | null, other: Exemption | null): Exemption | null {
  if (one === null || other === null) return one ?? other
  return (one.until ?? '~') >= (other.until ?? '~') ? one : other
}

/** Of one who was exempted while the campaign ran. */
export function exemptionOf(target: FrozenTarget | undefined): Exemption | null {
  if (target?.state !== 'exempt') return null
  const { owner, reason, until } = target
  return { owner: owner ?? '', reason: reason ?? '', until }
}
