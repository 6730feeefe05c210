import { OrFilter } from 'ldapts'
import {
  guidBytes,
  normalUserAccount,
  parseIdentifier,
  trustAccount,
  workstationAccount,
  type Identifier,
  type Sid,
} from '@keyturn/protocols/ad'
import { Fault } from '#kernel'
import { sidOf } from '../accounts/accounts.ts'
import type { Domain } from '../accounts/domain.ts'
import { answersTo, both, equals, named as filterNamed } from '../accounts/names.ts'
import type { Protection } from '../accounts/protection.ts'
import type { Entry } from '../dcs/attributes.ts'
import type { Controllers } from '../dcs/controllers.ts'
import { inParts, membershipFilters, nestedIn } from '../people/membership.ts'
import { pagesOf } from '../people/pages.ts'
import type { Census, CensusPart, CensusWish, Principal } from './census.ts'
import { readFilter } from './filter.ts'
import { principalAttributes, principalOf, type Nesting } from './entries.ts'
import { headPowerOf } from './head.ts'

export interface CensusDeps {
  readonly controllers: Controllers
  readonly domain: () => Promise<Domain>
  readonly protection: Protection
}

/** Two of them are in memory, and half of what a Windows DC gives at once is hardly slower. */
const pageSize = 500
/** So many names are asked for together. */
const namesAtOnce = 50

const kinds = [normalUserAccount, workstationAccount, trustAccount]
const principals = new OrFilter({ filters: kinds.map((kind) => equals('sAMAccountType', String(kind))) })

export function createCensus(deps: CensusDeps): Census {
  const { controllers, domain } = deps
  const nestings = new WeakMap<CensusWish, Promise<Nesting>>()

  /** Read once for all parts of one wish. */
  function nestingOf(wish: CensusWish): Promise<Nesting> {
    const known = nestings.get(wish) ?? readNesting(deps, wish.groups)
    nestings.set(wish, known)
    return known
  }

  return {
    async *principals(part, wish) {
      const nesting = await nestingOf(wish)
      for (const { base, filter } of await searchesFor(deps, part)) {
        const search = { base, filter, attributes: [...principalAttributes, ...wish.attributes] }
        for await (const page of ahead(pagesOf(controllers, search, pageSize))) {
          yield await principalsOf(deps, page, { nesting, wish })
        }
      }
    },

    async *named(names, wish) {
      const nesting = await nestingOf(wish)
      for (let i = 0; i < names.length; i += namesAtOnce) {
        const some = names.slice(i, i + namesAtOnce)
        const entries = await entriesNamed(deps, some, wish)
        for (const name of some) {
          const mine = entries.filter((entry) => entry.answers(name)).map(({ entry }) => entry)
          yield { name, found: await principalsOf(deps, mine, { nesting, wish }) }
        }
      }
    },

    async ownDn(dn) {
      const search = { base: dn, attributes: ['objectClass'] }
      const [found] = await controllers.read((connection) => connection.search(search)).catch(absence)
      return found?.dn
    },

    isFilter: (text) => readFilter(text) !== undefined,

    async headPower() {
      const at = await domain()
      const search = { base: at.base, attributes: ['nTSecurityDescriptor'], withPermissions: true }
      const [head] = await controllers.read((connection) => connection.search(search)).catch(absence)
      return headPowerOf(head, at.sid)
    },

    domainSid: async () => (await domain()).sid,
  }
}

/** The DC looks for the next page while this one is looked at. */
async function* ahead<T>(pages: AsyncGenerator<T, void, void>): AsyncGenerator<T, void, void> {
  let next = pages.next()
  try {
    for (let page = await next; page.done !== true; page = await next) {
      next = pages.next()
      // What goes wrong is thrown where it is awaited, if it still is.
      next.catch(() => undefined)
      yield page.value
    }
  } finally {
    await next.catch(() => undefined)
    await pages.return()
  }
}

/** What cannot be read, or is no DN at all, is as if it were not there. */
function absence(cause: unknown): readonly Entry[] {
  if (cause instanceof Fault && cause.code === 'directory.refused') return []
  throw cause
}

interface Found {
  readonly nesting: Nesting
  readonly wish: CensusWish
}

async function principalsOf(
  { protection }: CensusDeps,
  entries: readonly Entry[],
  { nesting, wish }: Found,
): Promise<readonly Principal[]> {
  return Promise.all(
    entries.map(async (entry) => {
      const [isProtected, isOwn] = await Promise.all([protection.isProtected(entry), protection.isOwn(entry)])
      return principalOf(entry, { isProtected, isOwn }, nesting, wish.attributes)
    }),
  )
}

async function searchesFor({ controllers, domain }: CensusDeps, part: CensusPart) {
  const { base } = await domain()
  switch (part.in) {
    case 'domain':
      return [{ base, filter: principals }]
    case 'unit':
      return [{ base: part.dn, filter: principals }]
    case 'group': {
      const filters = await membershipFilters(controllers, await domain(), part.group)
      return filters.map((filter) => ({ base, filter: both(filter, principals) }))
    }
    // Not by a filter that is read from text, whose escaped bytes a DC did not find (seen with ldapts 9.2).
    case 'accounts': {
      const named = part.accounts.map((id) => equals('objectGUID', guidBytes(id) ?? ''))
      return inParts(named).map((filter) => ({ base, filter: both(filter, principals) }))
    }
    case 'filter': {
      const filter = readFilter(part.filter)
      if (filter === undefined) throw new Fault('config.invalid', `${part.filter} is not an LDAP filter`)
      return [{ base, filter: both(filter, principals) }]
    }
  }
}

/** For each group of the wish all groups inside it: there are far fewer groups than accounts. */
async function readNesting({ controllers, domain }: CensusDeps, groups: readonly Sid[]): Promise<Nesting> {
  const byDn = new Map<string, Sid[]>()
  const bySid = new Map<Sid, Sid[]>()
  const add = <K>(map: Map<K, Sid[]>, key: K, group: Sid) => {
    const list = map.get(key) ?? []
    list.push(group)
    map.set(key, list)
  }
  for (const group of new Set(groups)) {
    for (const entry of await nestedIn(controllers, await domain(), group)) {
      add(byDn, entry.dn.toLowerCase(), group)
      const sid = sidOf(entry)
      if (sid !== undefined) add(bySid, sid, group)
    }
  }
  return { byDn, bySid }
}

interface Answering {
  readonly entry: Entry
  answers(name: string): boolean
}

async function entriesNamed(
  { controllers, domain }: CensusDeps,
  names: readonly string[],
  wish: CensusWish,
): Promise<readonly Answering[]> {
  const at = await domain()
  const asked = new Map<string, Identifier>()
  const filters = names.flatMap((name) => {
    if (isDn(name)) return [equals('distinguishedName', name)]
    const wanted = parseIdentifier(name)
    const filter = wanted && filterNamed(wanted, at)
    if (wanted === undefined || filter === undefined) return []
    asked.set(name, wanted)
    return [filter]
  })
  const attributes = [...principalAttributes, ...wish.attributes]
  const found: Entry[] = []
  for (const filter of inParts(filters)) {
    const search = { base: at.base, filter: both(filter, principals), attributes }
    for await (const page of pagesOf(controllers, search, pageSize)) found.push(...page)
  }
  return found.map((entry) => ({
    entry,
    answers(name) {
      const wanted = asked.get(name)
      if (wanted === undefined) return isDn(name) && entry.dn.toLowerCase() === name.toLowerCase()
      return answersTo(entry, wanted, at.dns)
    },
  }))
}

const isDn = (name: string) => /^(OU|CN)=/i.test(name)
