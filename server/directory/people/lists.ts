import type { Filter } from 'ldapts'
import { guidBytes } from '@keyturn/protocols/ad'
import type { AccountId } from '#kernel'
import { idOf, isUser, singleAttributes, type Reading } from '../accounts/accounts.ts'
import type { Domain } from '../accounts/domain.ts'
import { equals, everybody, users } from '../accounts/names.ts'
import { textsNamed, type Entry } from '../dcs/attributes.ts'
import type { Controllers } from '../dcs/controllers.ts'
import type { Directory, Listed, Listing } from '../directory.ts'
import { inParts, membershipFilters } from './membership.ts'
import { pagesOf, usualPageSize } from './pages.ts'

export interface ListsDeps {
  readonly controllers: Controllers
  readonly domain: () => Promise<Domain>
  readonly reading: Reading
}

/** Many people at once, a page at a time, so that neither a DC nor this server holds them all. */
export function createLists(
  deps: ListsDeps,
): Pick<Directory, 'peopleIn' | 'membersOf' | 'memberIds' | 'existing'> {
  const { controllers, domain } = deps

  async function* idsBy(filters: readonly Filter[]): AsyncGenerator<AccountId, void, void> {
    const { base } = await domain()
    for (const filter of filters) {
      const search = { base, filter: users(filter), attributes: ['objectGUID'] }
      for await (const page of pagesOf(controllers, search, usualPageSize)) {
        yield* page.map(idOf).filter((id) => id !== undefined)
      }
    }
  }

  return {
    async *peopleIn(base, listing) {
      const search = { base: base ?? (await domain()).base, filter: everybody() }
      yield* listed(deps, search, listing)
    },

    async *membersOf(group, listing) {
      const { base } = await domain()
      const seen = new Set<AccountId>()
      for (const filter of await membershipFilters(controllers, await domain(), group)) {
        for await (const page of listed(deps, { base, filter: users(filter) }, listing)) {
          const fresh = page.filter(({ account }) => !seen.has(account.id))
          for (const { account } of fresh) seen.add(account.id)
          if (fresh.length > 0) yield fresh
        }
      }
    },

    async memberIds(group) {
      return setOf(idsBy(await membershipFilters(controllers, await domain(), group)))
    },

    async existing(ids) {
      // What is no GUID can be nobody's, and is not asked.
      const named = ids.map(guidBytes).filter((bytes) => bytes !== undefined)
      return setOf(idsBy(inParts(named.map((bytes) => equals('objectGUID', bytes)))))
    },
  }
}

async function* listed(
  { controllers, reading }: ListsDeps,
  search: { readonly base: string; readonly filter: Filter },
  { pageSize = usualPageSize, attributes = [] }: Listing = {},
): AsyncGenerator<readonly Listed[], void, void> {
  // Without what a DC computes: for each of ten thousand it costs Samba 4.17 five times the rest, and few need it.
  const wanted = { ...search, attributes: [...new Set([...singleAttributes, ...attributes])] }
  for await (const page of pagesOf(controllers, wanted, pageSize)) {
    const people = page.filter(isUser)
    yield await Promise.all(
      people.map(async (entry) => ({
        account: await reading(entry),
        attributes: valuesOf(entry, attributes),
      })),
    )
  }
}

function valuesOf(entry: Entry, names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  return new Map(names.map((name) => [name, textsNamed(entry, name)]))
}

async function setOf<T>(all: AsyncIterable<T>): Promise<ReadonlySet<T>> {
  const set = new Set<T>()
  for await (const one of all) set.add(one)
  return set
}
