import { OrFilter } from 'ldapts'
import {
  aceFlags,
  isBuiltinAccount,
  isProtectedGroup,
  parseSid,
  ridOf,
  type Sid,
  isBelow,
} from '@keyturn/protocols/ad'
import { integer, manyBytes, texts } from '../dcs/attributes.ts'
import type { Reader } from './ldap.ts'
import { equal, objectAttributes, objectOf, ordinaryPeople, sidOf } from './objects.ts'
import type { AccountLook, DomainLook, OutsideLook, PeopleLook, PersonLook } from './survey.ts'

export interface Ground {
  readonly reader: Reader
  readonly domain: DomainLook
  readonly account: AccountLook
}

const mostUnits = 5_000
const mostSamples = 25
const samplesPerIsland = 3
const mostPeople = 50_000
const mostExamples = 3

const domainUsers = 513

/** OUs and the domain itself, where something was delegated to the account or a group that it was put into. */
export async function placesOf(ground: Ground) {
  const { reader, domain, account } = ground
  const kinds = ['organizationalUnit', 'container', 'domainDNS'].map((one) => equal('objectClass', one))
  const filter = new OrFilter({ filters: kinds })
  const units = await reader.find({
    base: domain.base,
    filter,
    attributes: objectAttributes,
    limit: mostUnits,
  })
  const own = new Set([...account.token].filter((sid) => isOwn(sid)))
  const given = units
    .map(objectOf)
    .filter(({ descriptor }) =>
      descriptor?.aces?.some(
        ({ kind, flags, trustee }) =>
          kind === 'allow' &&
          own.has(trustee) &&
          (flags & aceFlags.inherited) === 0 &&
          (flags & aceFlags.containerInherit) !== 0,
      ),
    )
  const bases: string[] = []
  for (const { dn } of given.toSorted((a, b) => a.dn.length - b.dn.length)) {
    const holdsPeople = !bases.some((base) => isBelow(dn, base)) && (await hasPeople(ground, dn))
    if (holdsPeople) bases.push(dn)
  }
  if (bases.length > 0) return { delegated: true, bases }
  return { delegated: false, bases: await populatedUnits(ground) }
}

/** Not what everybody has, and not Domain Users. */
function isOwn(sid: Sid): boolean {
  return sid.startsWith('S-1-5-21-') && ridOf(sid) !== domainUsers
}

async function populatedUnits(ground: Ground): Promise<readonly string[]> {
  const { reader, domain } = ground
  const filter = equal('objectClass', 'organizationalUnit')
  const wish = { base: domain.base, scope: 'one', filter, attributes: ['name'], limit: mostUnits } as const
  const populated: string[] = []
  for (const { dn } of await reader.find(wish)) if (await hasPeople(ground, dn)) populated.push(dn)
  return populated.length > 0 ? populated : [domain.base]
}

/** Somebody beside the account itself. */
async function hasPeople({ reader, account }: Ground, base: string): Promise<boolean> {
  const two = await reader.find({ base, filter: ordinaryPeople, attributes: ['name'], limit: 2 })
  return two.some(({ dn }) => dn !== account.dn)
}

/**
 * A sample of the ordinary people below `base`: the first ones, and some of each OU that inherits nothing from above,
 * which is where rights are missing.
 */
export async function lookAtPeople(ground: Ground, base: string): Promise<PeopleLook> {
  const { reader } = ground
  if ((await reader.read(base, ['name'])) === undefined) return { base, isThere: false, people: [] }
  const named = { filter: ordinaryPeople, attributes: ['name'] }
  const first = await reader.find({ base, ...named, limit: mostSamples })
  const dns = new Set(first.map(({ dn }) => dn))
  for (const island of await islandsBelow(reader, base)) {
    const some = await reader.find({ base: island, scope: 'one', ...named, limit: samplesPerIsland })
    for (const { dn } of some) dns.add(dn)
  }
  const people: PersonLook[] = []
  for (const dn of dns) {
    const person = await lookAtPerson(ground, dn)
    if (person !== undefined) people.push(person)
  }
  return { base, isThere: true, people }
}

async function islandsBelow(reader: Reader, base: string): Promise<readonly string[]> {
  const filter = equal('objectClass', 'organizationalUnit')
  const units = await reader.find({ base, filter, attributes: objectAttributes, limit: mostUnits })
  return units
    .map(objectOf)
    .filter(({ dn, descriptor }) => dn !== base && descriptor?.isProtected === true)
    .map(({ dn }) => dn)
}

/** undefined: gone meanwhile, the account itself, or somebody who is protected without being marked so. */
async function lookAtPerson({ reader, account }: Ground, dn: string): Promise<PersonLook | undefined> {
  const more = ['allowedAttributesEffective', 'adminCount', 'tokenGroups']
  const entry = await reader.read(dn, [...objectAttributes, ...more])
  const person = entry && objectOf(entry)
  if (entry === undefined || person?.sid === undefined || person.sid === account.sid) return undefined
  const groups = manyBytes(entry, 'tokenGroups').map(parseSid)
  const isGuarded = groups.some((sid) => sid !== undefined && isProtectedGroup(sid))
  if (isGuarded || (integer(entry, 'adminCount') ?? 0) > 0 || isBuiltinAccount(person.sid)) return undefined
  const writable = texts(entry, 'allowedAttributesEffective')
  // Nothing at all is also what a DC says that does not know the attribute.
  return { ...person, writable: writable.length === 0 ? undefined : new Set(writable) }
}

export async function lookOutside(ground: Ground, bases: readonly string[]): Promise<OutsideLook> {
  const { reader, domain, account } = ground
  const wish = { base: domain.base, filter: ordinaryPeople, attributes: ['objectSid'], limit: mostPeople }
  const all = bases.some((base) => isBelow(domain.base, base)) ? [] : await reader.find(wish)
  const outside = all.filter((entry) => {
    const sid = sidOf(entry)
    // Where marks of administrators cannot be read, those the domain was born with look ordinary.
    const isPerson = sid !== undefined && sid !== account.sid && !isBuiltinAccount(sid)
    return isPerson && !bases.some((base) => isBelow(entry.dn, base))
  })
  // Who is an administrator without a mark is told by reading her alone: for a few of them.
  const looks = await Promise.all(outside.slice(0, mostSamples).map(({ dn }) => lookAtPerson(ground, dn)))
  const people = looks.filter((person) => person !== undefined).map(({ dn }) => dn)
  const count = outside.length > mostSamples ? outside.length : people.length
  return { count, examples: people.slice(0, mostExamples) }
}
