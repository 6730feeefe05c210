import { EqualityFilter } from 'ldapts'
import { attributeType } from '@keyturn/protocols/ad'
import { integer, text } from '../dcs/attributes.ts'
import type { Connection } from '../dcs/connection.ts'
import type { Controllers } from '../dcs/controllers.ts'

/** What an attribute is called in replication data. */
export interface AttributeNumber {
  /** ATTRTYP. undefined: not in the schema, or not to be told. */
  readonly type: number | undefined
  /** Its values are links to other entries, and each has a stamp of its own. */
  readonly isLink: boolean
}

/** Read once for each name: a schema grows, but an attribute never changes its number. */
export function createAttributeNumbers(
  controllers: Pick<Controllers, 'read'>,
): (name: string) => Promise<AttributeNumber> {
  const known = new Map<string, AttributeNumber>()
  return async (name) => {
    const before = known.get(name)
    if (before !== undefined) return before
    const number = await controllers.read((connection) => readNumber(connection, name))
    // One that is missing may be added to the schema tomorrow.
    if (number.type !== undefined) known.set(name, number)
    return number
  }
}

async function readNumber(connection: Connection, name: string): Promise<AttributeNumber> {
  const [root] = await connection.search({ base: '', attributes: ['schemaNamingContext'] })
  const [found] = await connection.search({
    base: (root && text(root, 'schemaNamingContext')) ?? '',
    filter: new EqualityFilter({ attribute: 'lDAPDisplayName', value: name }),
    attributes: ['attributeID', 'msDS-IntId', 'linkID'],
  })
  if (found === undefined) return { type: undefined, isLink: false }
  // An extension's own number goes before its OID (MS-ADTS 3.1.1.2.6); it is written as a signed one.
  const own = integer(found, 'msDS-IntId')
  return {
    type: own === undefined ? attributeType(text(found, 'attributeID') ?? '') : own >>> 0,
    isLink: (integer(found, 'linkID') ?? 0) !== 0,
  }
}
