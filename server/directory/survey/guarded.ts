import { AndFilter, OrFilter, type Filter } from 'ldapts'
import {
  aceFlags,
  normalUserAccount,
  protectedGroupsOf,
  sidBytes,
  type Ace,
  parentDn,
} from '@keyturn/protocols/ad'
import { equals } from '../accounts/names.ts'
import type { Entry } from '../dcs/attributes.ts'
import type { Reader } from './ldap.ts'
import { equal, objectAttributes, objectOf } from './objects.ts'
import type { Ground } from './people.ts'
import type { GuardedKind, GuardedLook, ObjectLook } from './survey.ts'

const mostGroups = 1_000
const mostAccounts = 2_000
const domainControllers = ['516', '521']

/** Everything that leads to all power over a domain. */
export async function* guardedObjects(ground: Ground): AsyncGenerator<GuardedLook> {
  const { reader, domain } = ground
  const own: readonly (readonly [kind: GuardedKind, dn: string])[] = [
    ['domain', domain.base],
    ['template', `CN=AdminSDHolder,CN=System,${domain.base}`],
    ['dc-unit', `OU=Domain Controllers,${domain.base}`],
  ]
  for (const [kind, dn] of own) {
    const entry = await reader.read(dn, objectAttributes)
    if (entry !== undefined) yield { ...objectOf(entry), kind }
  }
  const groups = await protectedGroups(ground)
  for (const entry of groups) yield { ...objectOf(entry), kind: 'group' }
  for (const entry of await accountsIn(ground, groups)) yield { ...objectOf(entry), kind: 'account' }
  const ofDcs = new OrFilter({ filters: domainControllers.map((rid) => equal('primaryGroupID', rid)) })
  const wish = { base: domain.base, filter: ofDcs, attributes: objectAttributes, limit: mostGroups }
  for (const entry of await reader.find(wish)) yield { ...objectOf(entry), kind: 'dc' }
}

/** AdminSDHolder's groups, and those inside them. */
async function protectedGroups({ reader, domain }: Ground): Promise<readonly Entry[]> {
  const found = new Map<string, Entry>()
  const search = (filter: Filter) =>
    reader.find({ base: domain.base, filter, attributes: objectAttributes, limit: mostGroups })
  const own = protectedGroupsOf(domain.sid).map((sid) => equals('objectSid', sidBytes(sid)))
  let level = await search(new OrFilter({ filters: own }))
  while (level.length > 0) {
    const fresh = level.filter(({ dn }) => !found.has(dn.toLowerCase()))
    for (const entry of fresh) found.set(entry.dn.toLowerCase(), entry)
    const inside = fresh.map(({ dn }) => equal('memberOf', dn))
    const filters = [equal('objectClass', 'group'), new OrFilter({ filters: inside })]
    level = inside.length === 0 ? [] : await search(new AndFilter({ filters }))
  }
  return [...found.values()]
}

/** Their members, those that AdminSDHolder marked, and krbtgt and Administrator, who are members or not. */
async function accountsIn({ reader, domain, account }: Ground, groups: readonly Entry[]) {
  const users = equal('sAMAccountType', String(normalUserAccount))
  const ways = [
    equal('adminCount', '1'),
    equal('isCriticalSystemObject', 'TRUE'),
    ...['512', '518', '519'].map((rid) => equal('primaryGroupID', rid)),
    ...groups.map(({ dn }) => equal('memberOf', dn)),
  ]
  const filter = new AndFilter({ filters: [users, new OrFilter({ filters: ways })] })
  const wish = { base: domain.base, filter, attributes: objectAttributes, limit: mostAccounts }
  return (await reader.find(wish)).filter(({ dn }) => dn !== account.dn)
}

/** Upwards, until somebody has it as an entry of her own. */
export async function originOf(reader: Reader, dn: string, ace: Ace): Promise<ObjectLook | undefined> {
  for (let above = parentDn(dn); above !== undefined; above = parentDn(above)) {
    const entry = await reader.read(above, objectAttributes)
    if (entry === undefined) return undefined
    const one = objectOf(entry)
    const isHere = one.descriptor?.aces?.some((other) => isOrigin(other, ace)) === true
    if (isHere) return one
  }
  return undefined
}

function isOrigin(one: Ace, heir: Ace): boolean {
  const isOwn = (one.flags & aceFlags.inherited) === 0 && (one.flags & aceFlags.containerInherit) !== 0
  return isOwn && one.kind === heir.kind && one.trustee === heir.trustee && one.objectType === heir.objectType
}
