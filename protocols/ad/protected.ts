import { ridOf, type Sid } from './sid.ts'

/**
 * Groups whose members AdminSDHolder protects (MS-ADTS 3.1.1.6.1.1 and "Appendix C: Protected Accounts and
 * Groups in Active Directory"), by relative identifier within any domain.
 */
const domainGroups: ReadonlyMap<number, string> = new Map([
  [512, 'Domain Admins'],
  [516, 'Domain Controllers'],
  [518, 'Schema Admins'],
  [519, 'Enterprise Admins'],
  [521, 'Read-only Domain Controllers'],
  [526, 'Key Admins'],
  [527, 'Enterprise Key Admins'],
])

/** The same, in BUILTIN. */
const builtinGroups: ReadonlyMap<string, string> = new Map([
  ['S-1-5-32-544', 'Administrators'],
  ['S-1-5-32-548', 'Account Operators'],
  ['S-1-5-32-549', 'Server Operators'],
  ['S-1-5-32-550', 'Print Operators'],
  ['S-1-5-32-551', 'Backup Operators'],
  ['S-1-5-32-552', 'Replicator'],
])

/** The relative identifier of the first account that an administrator made; those below came with the domain. */
const firstOwnRid = 1000

const isOfADomain = (sid: Sid) => sid.startsWith('S-1-5-21-')

/** Is this one of AdminSDHolder's groups? */
export function isProtectedGroup(sid: Sid): boolean {
  return builtinGroups.has(sid) || (isOfADomain(sid) && domainGroups.has(ridOf(sid)))
}

/** The accounts every domain is born with: Administrator (500), Guest, krbtgt (502), DefaultAccount. */
export function isBuiltinAccount(sid: Sid): boolean {
  return isOfADomain(sid) && ridOf(sid) < firstOwnRid
}

/** AdminSDHolder's groups as they are found in the domain with that SID. */
export function protectedGroupsOf(domain: Sid): readonly Sid[] {
  return [
    ...[...domainGroups.keys()].map((rid) => `${domain}-${rid}` as Sid),
    ...([...builtinGroups.keys()] as Sid[]),
  ]
}
