import { personDn, personEntry } from '../seed/accounts.ts'
import { modification, utf16 } from '../seed/ldif.ts'
import { everydayPassword, type Person } from '../seed/people.ts'
import { dnsDomain } from '../topology.ts'
import type { Dc } from './dc.ts'

/** An account of the lab with what a test needs to know about it. */
export interface LabPerson extends Person {
  readonly dn: string
  readonly upn: string
  readonly password: string
}

export function asLabPerson(person: Person): LabPerson {
  return {
    ...person,
    dn: personDn(person),
    upn: `${person.sAMAccountName}@${dnsDomain}`,
    password: person.password ?? everydayPassword,
  }
}

let count = 0

/** Fills in what a test does not care about. */
function newcomer(wish: Partial<Person>): Person {
  const number = ++count
  const sAMAccountName = wish.sAMAccountName ?? `new.comer${number}`
  return {
    givenName: 'New',
    sn: `Comer ${sAMAccountName}`,
    site: 'Berlin',
    department: 'Sales',
    ...wish,
    sAMAccountName,
  }
}

/** What `ldbadd` reads and the DC commits at once. */
const addedAtOnce = 250

/** New accounts in the running domain: 0.4 s and 30 ms for each. Groups are not joined. */
export async function createPeople(
  dc: Dc,
  wishes: readonly Partial<Person>[],
): Promise<readonly LabPerson[]> {
  const people = wishes.map(newcomer)
  const now = new Date()
  for (let i = 0; i < people.length; i += addedAtOnce) {
    const some = people.slice(i, i + addedAtOnce)
    await dc.ldb('ldbadd', some.map((person) => personEntry(person, now)).join(''))
  }
  return people.map(asLabPerson)
}

/** Sets a password as an administrator does: neither history nor minimum age is asked. */
export async function resetPassword(dc: Dc, sAMAccountName: string, password: string): Promise<void> {
  const dn = await dc.attribute(`(sAMAccountName=${escapeFilter(sAMAccountName)})`, 'distinguishedName')
  if (dn === undefined) throw new Error(`there is no account ${sAMAccountName}`)
  await dc.ldb('ldbmodify', modification(dn, 'replace', { clearTextPassword: utf16(password) }))
}

/** One value inside a search filter (RFC 4515, section 3). */
function escapeFilter(value: string): string {
  return value.replaceAll(/[\\()*\0]/g, (letter) => `\\${letter.charCodeAt(0).toString(16).padStart(2, '0')}`)
}
