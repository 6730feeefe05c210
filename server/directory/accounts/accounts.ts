import {
  dateFromFiletime,
  guidBytes,
  guidDn,
  hasFlag,
  normalUserAccount,
  parseGuid,
  parseIdentifier,
  parseSid,
  sidFromText,
  type Sid,
} from '@keyturn/protocols/ad'
import { Fault, type AccountId, type Clock } from '#kernel'
import { bytes, integer, large, manyBytes, text, type Entry } from '../dcs/attributes.ts'
import type { Controllers } from '../dcs/controllers.ts'
import type { Account, Directory } from '../directory.ts'
import { computedAttribute, plainAttributes } from './computed.ts'
import type { Domain } from './domain.ts'
import { answersTo, groupNamed, usersNamed } from './names.ts'
import { protectionAttributes, type Protection } from './protection.ts'

/** What `createReading` needs of one account. Small on purpose: one look-up is one search. */
export const singleAttributes = [
  'objectGUID',
  'sAMAccountType',
  'displayName',
  'mail',
  'userAccountControl',
  'accountExpires',
  ...plainAttributes,
  ...protectionAttributes,
]
/** And of a few at once, none of whom is then asked about again. */
export const accountAttributes = [...singleAttributes, computedAttribute]

export interface ReadingDeps {
  readonly domain: () => Promise<Domain>
  readonly protection: Protection
  readonly computed: (entry: Entry) => Promise<number | undefined>
  readonly clock: Clock
}

export interface AccountsDeps {
  readonly controllers: Controllers
  readonly domain: () => Promise<Domain>
  readonly reading: Reading
}

/** The account that an entry is of. @throws {Fault} `directory.refused` if what every account has cannot be read. */
export type Reading = (entry: Entry) => Promise<Account>

export function createReading({ domain, protection, computed, clock }: ReadingDeps): Reading {
  return async (entry) => {
    const { netbios } = await domain()
    const [isProtected, control] = await Promise.all([protection.isProtected(entry), computed(entry)])
    return accountOf(entry, { netbios, isProtected, computed: control, now: clock() })
  }
}

/** Finding and reading people. Computers, gMSAs, trusts and contacts are not there at all. */
export function createAccounts(
  deps: AccountsDeps,
): Pick<Directory, 'find' | 'read' | 'readBySid' | 'groupsOf' | 'groupSid'> {
  const { controllers, domain, reading } = deps
  const attributes = singleAttributes

  return {
    async find(identifier) {
      const wanted = parseIdentifier(identifier)
      const filter = wanted && usersNamed(wanted, await domain())
      if (wanted === undefined || filter === undefined) return { found: false, why: 'unknown' }
      const { base, dns } = await domain()
      const entries = await controllers.read((connection) =>
        connection.search({ base, filter, attributes, sizeLimit: 10 }),
      )
      const [first, ...others] = entries.filter((entry) => isUser(entry) && answersTo(entry, wanted, dns))
      if (first === undefined) return { found: false, why: 'unknown' }
      if (others.length > 0) return { found: false, why: 'ambiguous' }
      return { found: true, account: await reading(first) }
    },

    async read(id) {
      const entry = await readEntry(controllers, id, attributes)
      return entry && isUser(entry) ? reading(entry) : undefined
    },

    async readBySid(sid) {
      // The brand is only a promise, and this becomes part of a DN.
      if (sidFromText(sid) === undefined) return undefined
      const [entry] = await controllers.read((connection) =>
        connection.search({ base: `<SID=${sid}>`, attributes }),
      )
      return entry && isUser(entry) ? reading(entry) : undefined
    },

    async groupSid(name) {
      const filter = groupNamed(name, await domain())
      if (filter === undefined) return undefined
      const { base } = await domain()
      const [group] = await controllers.read((connection) =>
        connection.search({ base, filter, attributes: ['objectSid'], sizeLimit: 2 }),
      )
      return group && sidOf(group)
    },

    async groupsOf(account) {
      const entry = await readEntry(controllers, account, ['tokenGroups'])
      return tokenGroups(entry)
    },
  }
}

/** By objectGUID. undefined: gone, or out of the service account's sight. */
export async function readEntry(
  controllers: Pick<Controllers, 'read'>,
  id: AccountId,
  attributes: readonly string[],
): Promise<Entry | undefined> {
  const [entry] = await controllers.read((connection) => connection.search({ base: dnOf(id), attributes }))
  return entry
}

/** @throws {Fault} `directory.refused` for what is no objectGUID. */
export function dnOf(id: AccountId): string {
  if (guidBytes(id) === undefined)
    throw new Fault('directory.refused', 'an account id that is not an objectGUID')
  return guidDn(id)
}

export function isUser(entry: Entry): boolean {
  return integer(entry, 'sAMAccountType') === normalUserAccount
}

function tokenGroups(entry: Entry | undefined): ReadonlySet<Sid> {
  const values = entry === undefined ? [] : manyBytes(entry, 'tokenGroups')
  return new Set(values.map(parseSid).filter((sid) => sid !== undefined))
}

interface Around {
  readonly netbios: string
  readonly isProtected: boolean
  readonly computed: number | undefined
  readonly now: Date
}

/** @throws {Fault} `directory.refused` if what every account has cannot be read. */
function accountOf(entry: Entry, { netbios, isProtected, computed, now }: Around): Account {
  const id = idOf(entry)
  const sid = sidOf(entry)
  const sAMAccountName = text(entry, 'sAMAccountName')
  const control = integer(entry, 'userAccountControl')
  if (
    id === undefined ||
    sid === undefined ||
    sAMAccountName === undefined ||
    control === undefined ||
    computed === undefined
  ) {
    throw new Fault('directory.refused', `the service account may not read all it needs of ${entry.dn}`)
  }
  const accountExpires = dateFromFiletime(large(entry, 'accountExpires') ?? 0n)
  return {
    id,
    sid,
    dn: entry.dn,
    sAMAccountName,
    domain: netbios,
    userPrincipalName: text(entry, 'userPrincipalName') ?? null,
    displayName: text(entry, 'displayName') ?? sAMAccountName,
    mail: text(entry, 'mail') ?? null,
    disabled: hasFlag(control, 'disabled'),
    expired: accountExpires !== null && accountExpires <= now,
    locked: hasFlag(computed, 'lockout'),
    // The DC counts must-change (pwdLastSet 0) as expired, and neither where the password never expires.
    mustChange: hasFlag(computed, 'passwordExpired'),
    isProtected,
    pwdLastSet: dateFromFiletime(large(entry, 'pwdLastSet') ?? 0n),
  }
}

export function sidOf(entry: Entry): Sid | undefined {
  return parseSid(bytes(entry, 'objectSid') ?? new Uint8Array())
}

export function idOf(entry: Entry): AccountId | undefined {
  return parseGuid(bytes(entry, 'objectGUID') ?? new Uint8Array()) as AccountId | undefined
}
