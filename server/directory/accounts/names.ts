import { AndFilter, EqualityFilter, OrFilter, type Filter } from 'ldapts'
import {
  normalUserAccount,
  parseIdentifier,
  sidBytes,
  sidFromText,
  type Identifier,
} from '@keyturn/protocols/ad'
import { text, type Entry } from '../dcs/attributes.ts'
import type { Domain } from './domain.ts'

/** Values are sent as the octets they are: no character of them is syntax. */
export function equals(attribute: string, value: string | Uint8Array): Filter {
  return new EqualityFilter({ attribute, value: typeof value === 'string' ? value : Buffer.from(value) })
}

/** The users who may be meant. undefined: the name is one of another domain. */
export function usersNamed(wanted: Identifier, domain: Domain): Filter | undefined {
  const filter = named(wanted, domain)
  return filter && users(filter)
}

/** The same with computers and all else that has such a name. */
export function named(wanted: Identifier, { dns, netbios }: Domain): Filter | undefined {
  switch (wanted.form) {
    case 'sAMAccountName':
      return equals('sAMAccountName', wanted.name)
    case 'down-level': {
      const isOurs = [dns, netbios.toLowerCase()].includes(wanted.domain.toLowerCase())
      return isOurs ? equals('sAMAccountName', wanted.name) : undefined
    }
    case 'address': {
      const own = same(wanted.suffix, dns) ? [equals('sAMAccountName', wanted.name)] : []
      const ways = [equals('userPrincipalName', wanted.address), equals('mail', wanted.address), ...own]
      return new OrFilter({ filters: ways })
    }
  }
}

/** Groups as an administrator writes them: SID, DN, DOMAIN\\name or sAMAccountName. undefined: of another domain. */
export function groupNamed(name: string, { dns, netbios }: Domain): Filter | undefined {
  const sid = sidFromText(name)
  if (sid !== undefined) return groups(equals('objectSid', sidBytes(sid)))
  if (name.includes('=')) return groups(equals('distinguishedName', name))
  const wanted = parseIdentifier(name)
  if (wanted?.form === 'sAMAccountName') return groups(equals('sAMAccountName', wanted.name))
  const isOurs =
    wanted?.form === 'down-level' && [dns, netbios.toLowerCase()].includes(wanted.domain.toLowerCase())
  return isOurs ? groups(equals('sAMAccountName', wanted.name)) : undefined
}

export function groups(named: Filter): Filter {
  return both(named, equals('objectClass', 'group'))
}

/** Everybody who is a person: neither computers, gMSAs, trusts nor contacts. */
export function everybody(): Filter {
  return equals('sAMAccountType', String(normalUserAccount))
}

/** The name comes first: Samba's index stops at the first short list. */
export function users(named: Filter): Filter {
  return both(named, everybody())
}

export function both(one: Filter, other: Filter): Filter {
  return new AndFilter({ filters: [one, other] })
}

/** Is it really that name? A DC may find "müller" for "muller": Windows compares without accents. */
export function answersTo(entry: Entry, wanted: Identifier, dns: string): boolean {
  const is = (attribute: string, value: string) => same(text(entry, attribute) ?? '', value)
  if (wanted.form !== 'address') return is('sAMAccountName', wanted.name)
  const { address, name, suffix } = wanted
  // The implicit UPN of MS-ADTS 5.1.1.1.1.
  const byImplicitName = same(suffix, dns) && is('sAMAccountName', name)
  return is('userPrincipalName', address) || is('mail', address) || byImplicitName
}

export function same(one: string, other: string): boolean {
  return one.normalize('NFC').toLowerCase() === other.normalize('NFC').toLowerCase()
}
