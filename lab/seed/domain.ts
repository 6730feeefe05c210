import { baseDn, dnsDomain } from '../topology.ts'
import { groupsDn, peopleDn, personDn, personEntry } from './accounts.ts'
import { crowd } from './crowd.ts'
import { groups } from './groups.ts'
import { protectedDescriptor } from './delegation.ts'
import { addition, filetime, modification, utf16 } from './ldif.ts'
import { characters, siteNames, type Person } from './people.ts'

export const people: readonly Person[] = [...characters, ...crowd]

const dayTicks = 864_000_000_000n
const minuteTicks = 600_000_000n
const negative = (ticks: bigint) => String(-ticks)
const complexity = 1

/** The domain's password policy, as an Active Directory of some care has it. */
const domainPolicy = {
  minPwdLength: '10',
  pwdProperties: String(complexity),
  pwdHistoryLength: '5',
  minPwdAge: negative(dayTicks),
  maxPwdAge: negative(90n * dayTicks),
  lockoutThreshold: '10',
  lockoutDuration: negative(30n * minuteTicks),
  lockOutObservationWindow: negative(30n * minuteTicks),
}

/** Stricter, for the group Finance. */
const financePolicy = {
  objectClass: 'msDS-PasswordSettings',
  'msDS-PasswordSettingsPrecedence': '10',
  'msDS-PasswordReversibleEncryptionEnabled': 'FALSE',
  'msDS-PasswordHistoryLength': '10',
  'msDS-PasswordComplexityEnabled': 'TRUE',
  'msDS-MinimumPasswordLength': '14',
  'msDS-MinimumPasswordAge': negative(dayTicks),
  'msDS-MaximumPasswordAge': negative(60n * dayTicks),
  'msDS-LockoutThreshold': '5',
  'msDS-LockoutDuration': negative(60n * minuteTicks),
  'msDS-LockoutObservationWindow': negative(60n * minuteTicks),
  'msDS-PSOAppliesTo': `CN=Finance,${groupsDn}`,
}

export const serviceAccountName = 'svc-keyturn'
export const serviceAccountDn = `CN=${serviceAccountName},OU=Services,${baseDn}`
export const psoContainerDn = `CN=Password Settings Container,CN=System,${baseDn}`

/** Everything to add, for `ldbadd` with the control `setsPwdLastSet`, in one transaction. */
export function additions(now: Date, servicePassword: string): string {
  const unit = (dn: string) => addition(dn, { objectClass: 'organizationalUnit' })
  return [
    ...[peopleDn, groupsDn, `OU=Services,${baseDn}`].map(unit),
    ...siteNames.map((site) => unit(`OU=${site},${peopleDn}`)),
    ...people.map((person) => personEntry(person, now)),
    ...groupEntries(),
    addition(serviceAccountDn, {
      objectClass: 'user',
      sAMAccountName: serviceAccountName,
      userPrincipalName: `${serviceAccountName}@${dnsDomain}`,
      description: 'Keyturn: delegated rights on OU=People only',
      // DONT_EXPIRE_PASSWORD | NORMAL_ACCOUNT
      userAccountControl: String(0x1_0200),
      clearTextPassword: utf16(servicePassword),
      pwdLastSet: filetime(now),
    }),
    addition(`CN=Finance,${psoContainerDn}`, financePolicy),
  ].join('')
}

/** Everything to change afterwards, for `ldbmodify`. */
export function modifications(): string {
  return [
    modification(baseDn, 'replace', domainPolicy),
    // What a person is in of Active Directory's own groups, which are not ours to add.
    modification(`CN=Domain Admins,CN=Users,${baseDn}`, 'add', { member: membersOf('Domain Admins') }),
    ...people
      .filter(({ state }) => state === 'protected')
      .map((person) => modification(personDn(person), 'replace', protection)),
  ].join('')
}

const protection = { adminCount: '1', nTSecurityDescriptor: protectedDescriptor }

function groupEntries(): readonly string[] {
  // A group comes before the one it is in: `member` must name an entry that exists.
  return Object.entries(groups)
    .toReversed()
    .map(([name, inner]) =>
      addition(`CN=${name},${groupsDn}`, {
        objectClass: 'group',
        sAMAccountName: name,
        member: [...inner.map((group) => `CN=${group},${groupsDn}`), ...membersOf(name)],
      }),
    )
}

function membersOf(group: string): readonly string[] {
  return people
    .filter(({ site, department, groups }) => [`Site ${site}`, department, ...(groups ?? [])].includes(group))
    .map(personDn)
}

/** A lockout ends by itself, hence it is done at each start: LDIF for `ldbmodify`. */
export function lockOut(now: Date): string {
  return people
    .filter(({ state }) => state === 'locked')
    .map((person) =>
      modification(personDn(person), 'replace', { lockoutTime: filetime(now), badPwdCount: '10' }),
    )
    .join('')
}
