import { OrFilter, type Filter } from 'ldapts'
import { ridOf, sidBytes, sidFromText, type Sid } from '@keyturn/protocols/ad'
import { sidOf } from '../accounts/accounts.ts'
import type { Domain } from '../accounts/domain.ts'
import { equals, groups } from '../accounts/names.ts'
import type { Entry } from '../dcs/attributes.ts'
import type { Controllers } from '../dcs/controllers.ts'

/** A filter of so many parts is still a quick one for a DC. */
const partsAtOnce = 50

/**
 * Filters that together find whoever is in the group, in a group inside it, or has one of them as primary group,
 * which `memberOf` does not show (MS-ADTS 3.1.1.4.5.3 knows only links). A person may be found by several of them.
 *
 * Not by LDAP_MATCHING_RULE_IN_CHAIN: a DC would climb up from every account, and there are far fewer groups.
 *
 * @returns none for what is no group of the domain.
 */
export async function membershipFilters(
  controllers: Pick<Controllers, 'read'>,
  domain: Domain,
  group: Sid,
): Promise<readonly Filter[]> {
  const all = await nestedIn(controllers, domain, group)
  return inParts(
    all.flatMap((entry) => {
      const sid = sidOf(entry)
      const isOurs = sid?.startsWith(`${domain.sid}-`) === true
      const primary = isOurs ? [equals('primaryGroupID', String(ridOf(sid)))] : []
      return [equals('memberOf', entry.dn), ...primary]
    }),
  )
}

/** The group itself and all groups inside it. @returns none for what is no group of the domain. */
export async function nestedIn(
  controllers: Pick<Controllers, 'read'>,
  { base }: Domain,
  group: Sid,
): Promise<readonly Entry[]> {
  if (sidFromText(group) === undefined) return []
  const known = new Map<string, Entry>()
  let level: readonly Filter[] = [equals('objectSid', sidBytes(group))]
  while (level.length > 0) {
    const fresh: Entry[] = []
    for (const filter of level) {
      const found = await controllers.read((connection) =>
        connection.search({ base, filter: groups(filter), attributes: ['objectSid'] }),
      )
      // Groups can be in each other, in a circle.
      for (const entry of found.filter(({ dn }) => !known.has(dn))) {
        known.set(entry.dn, entry)
        fresh.push(entry)
      }
    }
    level = inParts(fresh.map(({ dn }) => equals('memberOf', dn)))
  }
  return [...known.values()]
}

export function inParts(filters: readonly Filter[]): readonly Filter[] {
  const count = Math.ceil(filters.length / partsAtOnce)
  return Array.from(
    { length: count },
    (_, i) => new OrFilter({ filters: filters.slice(i * partsAtOnce, (i + 1) * partsAtOnce) }),
  )
}
