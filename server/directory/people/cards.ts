import type { Filter } from 'ldapts'
import { sidBytes, sidFromText } from '@keyturn/protocols/ad'
import { accountAttributes, isUser, sidOf, type Reading } from '../accounts/accounts.ts'
import type { Domain } from '../accounts/domain.ts'
import { equals, same, users } from '../accounts/names.ts'
import { text, texts, type Entry } from '../dcs/attributes.ts'
import type { Controllers } from '../dcs/controllers.ts'
import type { CardMapping, Directory } from '../directory.ts'
import { inParts } from './membership.ts'

export interface CardsDeps {
  readonly controllers: Controllers
  readonly domain: () => Promise<Domain>
  readonly reading: Reading
}

/** Two are enough to know that it is ambiguous; the others are those that a DC finds and that are not equal. */
const sizeLimit = 10

export function createCards({ controllers, domain, reading }: CardsDeps): Pick<Directory, 'findByCard'> {
  return {
    async findByCard(mapping) {
      const { base } = await domain()
      const search = { base, attributes: accountAttributes.concat('altSecurityIdentities'), sizeLimit }
      const found = new Map<string, Entry>()
      for (const filter of filtersOf(mapping)) {
        const entries = await controllers.read((connection) =>
          connection.search({ ...search, filter: users(filter) }),
        )
        for (const entry of entries.filter((one) => isUser(one) && isMeant(one, mapping))) {
          found.set(entry.dn, entry)
        }
      }
      const [first, ...others] = found.values()
      if (first === undefined) return { found: false, why: 'unknown' }
      if (others.length > 0) return { found: false, why: 'ambiguous' }
      return { found: true, account: await reading(first) }
    },
  }
}

function filtersOf(mapping: CardMapping): readonly Filter[] {
  switch (mapping.by) {
    case 'sid':
      return sidFromText(mapping.sid) === undefined ? [] : [equals('objectSid', sidBytes(mapping.sid))]
    case 'alt':
      return inParts(mapping.values.map((value) => equals('altSecurityIdentities', value)))
    case 'upn':
      return [equals('userPrincipalName', mapping.upn)]
  }
}

/** A DC compares more loosely than one who grants access may: without accents, with spaces folded. */
function isMeant(entry: Entry, mapping: CardMapping): boolean {
  switch (mapping.by) {
    case 'sid':
      return sidOf(entry) === mapping.sid
    case 'alt': {
      const held = texts(entry, 'altSecurityIdentities')
      return held.some((one) => mapping.values.some((value) => same(one, value)))
    }
    case 'upn':
      return same(text(entry, 'userPrincipalName') ?? '', mapping.upn)
  }
}
