import {
  hygieneFinding,
  type Hygiene,
  type HygieneFinding,
  type Inventory,
  type RouteAnswer,
  type RouteBody,
} from '@keyturn/contract'
import { protectedGroupsOf, type Sid } from '@keyturn/protocols/ad'
import type { Directory, Principal } from '#directory'
import type { Asker } from '../campaigns.ts'
import { findingsOf } from './hygiene.ts'
import { inventoryOf, type InventoryWish } from './inventory.ts'
import { createKeyLook, type KeysDeps } from './keys.ts'
import { traitAttributes, traitsOf, type Traits } from './traits.ts'
import { createUses, namesOf, type Uses, type UsesDeps } from '../uses/index.ts'

export interface Inventories {
  /**
   * Every service account of the domain. Reads only. Audited as `inventory.read`.
   *
   * @throws {Fault} `directory.unavailable`, `directory.refused`, `audit.unavailable`.
   */
  inventory(asker: Asker, asked: Asked): Promise<Inventory>
  /** Where service accounts are used, from logs. Reads which there are, and keeps nothing about anybody else. */
  take(asker: Asker, told: RouteBody<'admin.uses'>['uses']): Promise<RouteAnswer<'admin.uses'>>
  /** What a device sees of itself. */
  report(device: string, told: RouteBody<'device.uses'>): Promise<void>
  /** What an attacker would use next, of all accounts. Reads only. Audited as `hygiene.read`. @throws {Fault} the same. */
  hygiene(asker: Asker): Promise<Hygiene>
}

interface Asked {
  /** Read before `managedBy` and `manager`. */
  readonly ownerAttribute?: string | undefined
  /** Is a KDC to be asked which keys it has of each? */
  readonly keys: boolean
}

export interface InventoriesDeps extends UsesDeps, KeysDeps {
  readonly directory: Pick<Directory, 'census' | 'outline'>
}

export function createInventories(deps: InventoriesDeps): Inventories {
  const { audit, clock } = deps
  const { census } = deps.directory
  const uses = createUses(deps)

  const look: Look = (attributes, see) => lookAtAll(census, attributes, see)

  const note = (type: 'inventory.read' | 'hygiene.read', { by, origin }: Asker, found: number) =>
    audit.append({ type, account: null, origin, outcome: 'ok', facts: { by, found } })

  return {
    async inventory(asker, { ownerAttribute, keys: asks }) {
      const { outline } = deps.directory
      const aesSince = await aesSinceIn(deps.directory)
      const found = await services({ ownerAttribute, aesSince }, { look, uses })
      const known = await uses.of(found.map(({ names }) => names))
      const kdc = asks ? createKeyLook((await outline.domain()).dns.toUpperCase(), deps) : undefined
      const accounts: Inventory['accounts'] = []
      for (const [i, { account }] of found.entries()) {
        const keys = (await kdc?.of(account.name)) ?? null
        accounts.push({ ...account, keys, uses: known[i] ?? [] })
      }
      await note('inventory.read', asker, accounts.length)
      return {
        at: clock().toISOString(),
        keys: kdc === undefined ? 'not-asked' : kdc.answers ? 'asked' : 'no-kdc',
        accounts: accounts.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      }
    },

    report: (device, told) => uses.report(device, told),

    async take(asker, told) {
      const found = await services({}, { look, uses })
      return uses.take(told, new Set(found.flatMap(({ names }) => names)), asker)
    },

    async hygiene(asker) {
      const now = clock()
      const found = new Map<HygieneFinding, { id: string; name: string }[]>()
      let accounts = 0
      await look([], (one, traits) => {
        accounts++
        for (const finding of findingsOf(one, traits, now)) {
          const list = found.get(finding) ?? []
          list.push({ id: one.id, name: one.sAMAccountName })
          found.set(finding, list)
        }
      })
      const findings = hygieneFinding.options.flatMap((finding) => {
        const some = found.get(finding)
        return some === undefined
          ? []
          : [{ finding, accounts: some.toSorted((a, b) => (a.name < b.name ? -1 : 1)) }]
      })
      await note('hygiene.read', asker, findings.length)
      return { at: now.toISOString(), accounts, findings }
    },
  }
}

type Look = (attributes: readonly string[], see: (one: Principal, traits: Traits) => void) => Promise<void>

/** One page after the other: only what is found is kept. */
async function lookAtAll(
  census: Directory['census'],
  attributes: readonly string[],
  see: Parameters<Look>[1],
) {
  const groups = protectedGroupsOf(await census.domainSid())
  const wish = { groups, attributes: [...new Set([...traitAttributes, ...attributes])] }
  for await (const page of census.principals({ in: 'domain' }, wish)) {
    for (const one of page) see(one, traitsOf(one))
  }
}

/**
 * Keys of AES are made when a password is set in a domain of the level of Windows Server 2008. This group came to the domain
 * with the first controller of that version, so what is older than it has none.
 */
const readOnlyControllers = 521

async function aesSinceIn({ census, outline }: InventoriesDeps['directory']): Promise<Date | undefined> {
  const sid = `${await census.domainSid()}-${readOnlyControllers}` as Sid
  return (await outline.groups([sid])).get(sid)?.created ?? undefined
}

/** All of them, each with what it may be called where it is used. */
async function services(
  { ownerAttribute, aesSince }: Partial<Pick<InventoryWish, 'ownerAttribute' | 'aesSince'>>,
  { look, uses }: { readonly look: Look; readonly uses: Uses },
) {
  const found: { account: NonNullable<ReturnType<typeof inventoryOf>>; names: readonly string[] }[] = []
  const owners = [...(ownerAttribute === undefined ? [] : [ownerAttribute]), 'managedBy', 'manager']
  const running = await uses.running()
  await look(owners, (one, traits) => {
    const names = namesOf(one, traits)
    const isRunning = names.some((name) => running.has(name))
    const account = inventoryOf(one, traits, { ownerAttribute, isRunning, aesSince })
    if (account !== undefined) found.push({ account, names })
  })
  return found
}
