import type { CampaignRefusal } from '@keyturn/contract'
import { sidInDomainOf, type Sid } from '@keyturn/protocols/ad'
import type { CensusWish, Directory, Principal } from '#directory'
import type { AccountId } from '#kernel'

const domainAdminsRid = 512

/** `S-1-5-21-…-512` in the domain of that SID. */
export function domainAdminsOf(domain: Sid): Sid {
  return sidInDomainOf(`${domain}-0` as Sid, domainAdminsRid)
}

/**
 * Watches for those without whom nobody could finish what was begun: Keyturn's own account, the operators, and the last
 * Domain Admin who can still log on.
 */
export interface Guard {
  /** Of each account of the campaign that is not excluded. */
  see(principal: Principal): void
  /** After the last one. */
  refusals(): Promise<readonly CampaignRefusal[]>
}

export interface GuardDeps {
  readonly census: Pick<Directory['census'], 'principals'>
  readonly wish: CensusWish
  readonly domainAdmins: Sid
  readonly operators: ReadonlySet<AccountId>
}

export function createGuard({ census, wish, domainAdmins, operators }: GuardDeps): Guard {
  const refusals: CampaignRefusal[] = []
  const admins = new Map<AccountId, string>()

  async function lastAdmins(): Promise<readonly CampaignRefusal[]> {
    if (admins.size === 0) return []
    for await (const page of census.principals({ in: 'group', group: domainAdmins }, wish)) {
      if (page.some(({ id, kind, disabled }) => kind === 'user' && !disabled && !admins.has(id))) return []
    }
    return [{ code: 'contains-last-administrator', subject: [...admins.values()].toSorted().join(', ') }]
  }

  return {
    see({ id, sAMAccountName: subject, isOwn, memberOf, disabled }) {
      if (isOwn) refusals.push({ code: 'contains-service-account', subject })
      if (operators.has(id)) refusals.push({ code: 'contains-operator', subject })
      if (memberOf.has(domainAdmins) && !disabled) admins.set(id, subject)
    },
    refusals: async () => [...refusals, ...(await lastAdmins())],
  }
}
