import { baseDn, dnsDomain } from '../topology.ts'
import { addition, escapeRdn, filetime, utf16, type Attributes } from './ldif.ts'
import { everydayPassword, type Person, type PersonState } from './people.ts'

export const peopleDn = `OU=People,${baseDn}`
export const groupsDn = `OU=Groups,${baseDn}`

const dayMs = 86_400_000
const normalAccount = 0x200
const flags: Partial<Record<PersonState, number>> = { disabled: 0x2, 'never-expires': 0x1_0000 }

/** How long ago the password was set: never within the minimum age of a day, or no test could change it. */
const passwordAgeDays: Partial<Record<PersonState, number>> = { 'password-expired': 200 }
const usualAgeDays = 12

export function personDn(person: Person): string {
  return `CN=${escapeRdn(displayName(person))},OU=${person.site},${peopleDn}`
}

function displayName({ displayName, givenName, sn }: Person): string {
  return displayName ?? `${givenName} ${sn}`
}

/** The account as an entry for `ldbadd` with the control `setsPwdLastSet`. */
export function personEntry(person: Person, now: Date): string {
  const { sAMAccountName, state = 'normal', mail = `${sAMAccountName}@${dnsDomain}` } = person
  const attributes: Attributes = {
    objectClass: 'user',
    sAMAccountName,
    userPrincipalName: `${sAMAccountName}@${dnsDomain}`,
    displayName: displayName(person),
    givenName: person.givenName.trim(),
    sn: person.sn,
    department: person.department,
    physicalDeliveryOfficeName: person.site,
    mail,
    mobile: person.mobile ?? mobileOf(sAMAccountName),
    description: person.story ?? '',
    userAccountControl: String(normalAccount | (flags[state] ?? 0)),
    clearTextPassword: utf16(person.password ?? everydayPassword),
    pwdLastSet: pwdLastSet(state, now),
    ...(state === 'account-expired' && { accountExpires: filetime(new Date(now.getTime() - 3 * dayMs)) }),
  }
  return addition(personDn(person), attributes)
}

function pwdLastSet(state: PersonState, now: Date): string {
  if (state === 'must-change') return '0'
  return filetime(new Date(now.getTime() - (passwordAgeDays[state] ?? usualAgeDays) * dayMs))
}

/** Always the same number for a name. Nothing in the lab can dial it. */
function mobileOf(name: string): string {
  const digits = Buffer.from(name).reduce((sum, byte) => (sum * 31 + byte) % 1_000_000, 7)
  return `+49 152 28817${String(digits).padStart(6, '0')}`
}
