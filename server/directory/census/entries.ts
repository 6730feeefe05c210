import {
  hasFlag,
  normalUserAccount,
  sidInDomainOf,
  trustAccount,
  workstationAccount,
  type Sid,
} from '@keyturn/protocols/ad'
import { Fault } from '#kernel'
import { idOf, sidOf } from '../accounts/accounts.ts'
import { protectionAttributes } from '../accounts/protection.ts'
import { bytes, integer, text, texts, textsNamed, type Entry } from '../dcs/attributes.ts'
import type { Principal } from './census.ts'

export const principalAttributes = [
  ...protectionAttributes,
  'objectGUID',
  'objectClass',
  'sAMAccountType',
  'userAccountControl',
  'servicePrincipalName',
  'givenName',
  'sn',
  'mail',
  'msDS-ExternalDirectoryObjectId',
  'mS-DS-ConsistencyGuid',
]

/** Groups, nested ones too, by what an entry shows of its own. */
export interface Nesting {
  /** By lower-case DN of a group: those of the wish that whoever is in it is in. */
  readonly byDn: ReadonlyMap<string, readonly Sid[]>
  readonly bySid: ReadonlyMap<Sid, readonly Sid[]>
}

export interface Judged {
  readonly isProtected: boolean
  readonly isOwn: boolean
}

const none: ReadonlySet<Sid> = new Set()
const managed = /^msDS-(Group)?ManagedServiceAccount$|^msDS-DelegatedManagedServiceAccount$/i

const nobody = 'S-1-0-0' as Sid

/** @throws {Fault} `directory.refused` if not even its GUID can be read: nobody could name it later. */
export function principalOf(
  entry: Entry,
  { isProtected, isOwn }: Judged,
  nesting: Nesting,
  attributes: readonly string[],
): Principal {
  const [id, sid, name] = [idOf(entry), sidOf(entry), text(entry, 'sAMAccountName')]
  if (id === undefined) {
    throw new Fault('directory.refused', `the service account may not read the objectGUID of ${entry.dn}`)
  }
  const control = integer(entry, 'userAccountControl')
  const isWhole = sid !== undefined && name !== undefined && control !== undefined
  const kind = isWhole ? kindOf(entry) : 'unreadable'
  const has = (attribute: string) => entry[attribute] !== undefined && texts(entry, attribute).length > 0
  return {
    id,
    sid: sid ?? nobody,
    dn: entry.dn,
    sAMAccountName: name ?? entry.dn,
    kind,
    disabled: hasFlag(control ?? 0, 'disabled'),
    neverExpires: hasFlag(control ?? 0, 'dontExpirePassword'),
    adminCount: (integer(entry, 'adminCount') ?? 0) > 0,
    isProtected,
    isOwn,
    hasServicePrincipal: has('servicePrincipalName'),
    hasPersonsName: has('givenName') || has('sn') || has('mail'),
    isSynchronised: has('msDS-ExternalDirectoryObjectId') || has('mS-DS-ConsistencyGuid'),
    consistencyGuid: base64(bytes(entry, 'mS-DS-ConsistencyGuid')),
    memberOf: groupsOf(entry, sid ?? nobody, nesting),
    // MS-ADTS 3.1.1.3.1.3.3: beyond 1,500 values a DC gives the first of them under a name with their range.
    hasMoreGroups: Object.keys(entry).some((key) => /^memberOf;range=/i.test(key)),
    attributes: new Map(attributes.map((attribute) => [attribute, textsNamed(entry, attribute)])),
  }
}

const base64 = (value: Uint8Array | undefined) =>
  value === undefined || value.length === 0 ? null : Buffer.from(value).toString('base64')

function kindOf(entry: Entry): Principal['kind'] {
  const type = integer(entry, 'sAMAccountType')
  if (type === normalUserAccount) return 'user'
  if (type === trustAccount) return 'trust'
  if (type !== workstationAccount) return 'unreadable'
  return texts(entry, 'objectClass').some((name) => managed.test(name)) ? 'managed' : 'computer'
}

function groupsOf(entry: Entry, sid: Sid, { byDn, bySid }: Nesting): ReadonlySet<Sid> {
  if (byDn.size === 0) return none
  const primary = integer(entry, 'primaryGroupID')
  const found = [
    ...texts(entry, 'memberOf').flatMap((dn) => byDn.get(dn.toLowerCase()) ?? []),
    ...((primary !== undefined && bySid.get(sidInDomainOf(sid, primary))) || []),
  ]
  return found.length === 0 ? none : new Set(found)
}
