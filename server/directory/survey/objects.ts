import { AndFilter, EqualityFilter, NotFilter, type Filter } from 'ldapts'
import { normalUserAccount, parseSecurityDescriptor, parseSid, type Sid } from '@keyturn/protocols/ad'
import { bytes, text, type Entry } from '../dcs/attributes.ts'
import type { ObjectLook } from './survey.ts'

export const objectAttributes = ['objectSid', 'sAMAccountName', 'name', 'nTSecurityDescriptor']

export function objectOf(entry: Entry): ObjectLook {
  const descriptor = bytes(entry, 'nTSecurityDescriptor')
  return {
    dn: entry.dn,
    name: text(entry, 'sAMAccountName') ?? text(entry, 'name') ?? entry.dn,
    sid: sidOf(entry),
    descriptor: descriptor && parseSecurityDescriptor(descriptor),
  }
}

export function sidOf(entry: Entry): Sid | undefined {
  return parseSid(bytes(entry, 'objectSid') ?? new Uint8Array())
}

export function equal(attribute: string, value: string): Filter {
  return new EqualityFilter({ attribute, value })
}

/** Users who are not known for administrators; who is one all the same is found when she is read. */
export const ordinaryPeople: Filter = new AndFilter({
  filters: [
    equal('sAMAccountType', String(normalUserAccount)),
    new NotFilter({ filter: equal('adminCount', '1') }),
    new NotFilter({ filter: equal('isCriticalSystemObject', 'TRUE') }),
  ],
})
