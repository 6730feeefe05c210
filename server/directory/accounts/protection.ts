import { OrFilter, type Filter } from 'ldapts'
import {
  isBuiltinAccount,
  isProtectedGroup,
  parseIdentifier,
  parseSid,
  protectedGroupsOf,
  sidBytes,
  sidInDomainOf,
  type Sid,
} from '@keyturn/protocols/ad'
import { Fault } from '#kernel'
import { briefly } from './briefly.ts'
import { bytes, integer, manyBytes, text, texts, type Entry } from '../dcs/attributes.ts'
import type { Connection } from '../dcs/connection.ts'
import type { Controllers } from '../dcs/controllers.ts'
import type { Domain } from './domain.ts'
import { answersTo, equals, groupNamed, groups } from './names.ts'

/** What `isProtected` needs of an entry; `tokenGroups` only where it is read by its own DN. */
export const protectionAttributes = [
  'objectSid',
  'sAMAccountName',
  'userPrincipalName',
  'adminCount',
  'primaryGroupID',
  'memberOf',
]
export const freshProtectionAttributes = [...protectionAttributes, 'tokenGroups']

/** Which accounts Keyturn never touches, whatever its service account were allowed to. */
export interface Protection {
  /**
   * adminCount (set by AdminSDHolder within the hour, kept after leaving), accounts the domain was born with, the
   * service account itself, and members of AdminSDHolder's or the configured groups, nested ones too. With `tokenGroups` in the
   * entry that is the DC's own answer of now; without, nesting is up to `nestingMs` old.
   */
  isProtected(entry: Entry): Promise<boolean>
  /** Is it the service account itself? */
  isOwn(entry: Entry): Promise<boolean>
}

export interface ProtectionDeps {
  readonly controllers: Controllers
  readonly domain: () => Promise<Domain>
  /** sAMAccountName, SID or DN of groups. */
  readonly protectedGroups: readonly string[]
  readonly serviceAccount: string
}

interface Groups {
  readonly dns: ReadonlySet<string>
  readonly sids: ReadonlySet<Sid>
}

/** How old the nesting of groups may be for showing; before a write it is asked anew. */
const nestingMs = 30_000

export function createProtection(deps: ProtectionDeps): Protection {
  const nested = briefly(nestingMs, async (domain: Domain) =>
    deps.controllers.read((connection) => protectedGroups(connection, domain, deps.protectedGroups)),
  )
  return {
    async isProtected(entry) {
      const domain = await deps.domain()
      const sid = parseSid(bytes(entry, 'objectSid') ?? new Uint8Array())
      // Who cannot be told is not touched.
      if (sid === undefined || isBuiltinAccount(sid)) return true
      if ((integer(entry, 'adminCount') ?? 0) > 0) return true
      if (isServiceAccount(entry, deps.serviceAccount, domain.dns) || isKeyOfRodc(entry)) return true
      const { dns, sids } = await nested(domain)
      const primary = sidInDomainOf(sid, integer(entry, 'primaryGroupID') ?? 0)
      if (sids.has(primary) || texts(entry, 'memberOf').some((dn) => dns.has(dn.toLowerCase()))) return true
      const token = manyBytes(entry, 'tokenGroups').map(parseSid)
      return token.some((group) => group !== undefined && (isProtectedGroup(group) || sids.has(group)))
    },
    isOwn: async (entry) => isServiceAccount(entry, deps.serviceAccount, (await deps.domain()).dns),
  }
}

/** It binds with its DN, its UPN or DOMAIN\\name. */
function isServiceAccount(entry: Entry, name: string, dns: string): boolean {
  if (name.includes('=')) return entry.dn.toLowerCase() === name.toLowerCase()
  const identifier = parseIdentifier(name)
  return identifier !== undefined && answersTo(entry, identifier, dns)
}

/** Each RODC has its own krbtgt, an ordinary user but for its name (MS-ADTS 6.1.1.3.4). */
function isKeyOfRodc(entry: Entry): boolean {
  return /^krbtgt(_\d+)?$/i.test(text(entry, 'sAMAccountName') ?? '')
}

/** The protected groups and all groups inside them. */
async function protectedGroups(
  connection: Connection,
  domain: Domain,
  configured: readonly string[],
): Promise<Groups> {
  const { base, sid } = domain
  const dns = new Set<string>()
  const sids = new Set<Sid>()
  const search = (filter: Filter) =>
    connection.search({ base, filter, attributes: ['objectSid', 'sAMAccountName'] })
  const wellKnown = protectedGroupsOf(sid).map((one) => equals('objectSid', sidBytes(one)))
  let level = await search(new OrFilter({ filters: wellKnown }))
  for (const name of configured) {
    const filter = groupNamed(name, domain)
    const [group] = filter === undefined ? [] : await search(filter)
    if (group === undefined)
      throw new Fault('config.invalid', `protected group ${name} is not in the directory`)
    level = [...level, group]
  }
  while (level.length > 0) {
    const fresh = level.filter(({ dn }) => !dns.has(dn.toLowerCase()))
    for (const entry of fresh) {
      dns.add(entry.dn.toLowerCase())
      const group = parseSid(bytes(entry, 'objectSid') ?? new Uint8Array())
      if (group !== undefined) sids.add(group)
    }
    const inside = fresh.map(({ dn }) => equals('memberOf', dn))
    level = inside.length === 0 ? [] : await search(groups(new OrFilter({ filters: inside })))
  }
  return { dns, sids }
}
