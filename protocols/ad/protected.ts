import { ridOf, type Sid } from './sid.ts'

/** By the name that Microsoft gives it in English; a domain in another language has its own. */
interface ProtectedGroup {
  readonly name: string
  /** `domain`: whoever is in it has the domain. `step`: as good as that, by a step that is known. */
  readonly gives: 'domain' | 'step'
}

/**
 * Groups whose members AdminSDHolder protects (MS-ADTS 3.1.1.6.1.1 and "Appendix C: Protected Accounts and
 * Groups in Active Directory"), by relative identifier within any domain.
 */
const domainGroups: ReadonlyMap<number, ProtectedGroup> = new Map([
  [512, { name: 'Domain Admins', gives: 'domain' }],
  [516, { name: 'Domain Controllers', gives: 'domain' }],
  [518, { name: 'Schema Admins', gives: 'domain' }],
  [519, { name: 'Enterprise Admins', gives: 'domain' }],
  [521, { name: 'Read-only Domain Controllers', gives: 'step' }],
  [526, { name: 'Key Admins', gives: 'domain' }],
  [527, { name: 'Enterprise Key Admins', gives: 'domain' }],
])

/** The same, in BUILTIN. */
const builtinGroups: ReadonlyMap<string, ProtectedGroup> = new Map([
  ['S-1-5-32-544', { name: 'Administrators', gives: 'domain' }],
  ['S-1-5-32-548', { name: 'Account Operators', gives: 'step' }],
  ['S-1-5-32-549', { name: 'Server Operators', gives: 'step' }],
  ['S-1-5-32-550', { name: 'Print Operators', gives: 'step' }],
  ['S-1-5-32-551', { name: 'Backup Operators', gives: 'step' }],
  ['S-1-5-32-552', { name: 'Replicator', gives: 'step' }],
])

/** The relative identifier of the first account that an administrator made; those below came with the domain. */
const firstOwnRid = 1000

const isOfADomain = (sid: Sid) => sid.startsWith('S-1-5-21-')

/** Is this one of AdminSDHolder's groups? */
export function isProtectedGroup(sid: Sid): boolean {
  return builtinGroups.has(sid) || (isOfADomain(sid) && domainGroups.has(ridOf(sid)))
}

/** Which of AdminSDHolder's groups this is; undefined: none. */
export function protectedGroupOf(sid: Sid): ProtectedGroup | undefined {
  return builtinGroups.get(sid) ?? (isOfADomain(sid) ? domainGroups.get(ridOf(sid)) : undefined)
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
