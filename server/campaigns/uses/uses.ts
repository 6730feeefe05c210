import type { AccountUse, RouteBody } from '@keyturn/contract'
import type { Audit } from '#audit'
import type { Directory, Principal } from '#directory'
import type { Clock, Origin } from '#kernel'
import type { Asker } from '../campaigns.ts'
import type { Traits } from '../inventory/traits.ts'
import { useName } from './name.ts'
import type { Use, UseStore } from './store.ts'

/** Where service accounts are used, as devices and logs tell it. */
export interface Uses {
  /** What a device sees of itself. Names of other domains are left out. */
  report(device: string, told: RouteBody<'device.uses'>): Promise<void>
  /**
   * Keeps what is about one of these names, and nothing about anybody else: a log of a DC has every log-on of everybody.
   * Audited as `inventory.uses-imported`.
   */
  take(
    told: RouteBody<'admin.uses'>['uses'],
    names: ReadonlySet<string>,
    asker: Asker,
  ): Promise<{ readonly kept: number; readonly others: number }>
  /** By `useName`: what something runs as. */
  running(): Promise<ReadonlySet<string>>
  /** The latest first, of each of these accounts. */
  of(accounts: readonly (readonly string[])[]): Promise<readonly AccountUse[][]>
}

export interface UsesDeps {
  readonly directory: { readonly outline: Pick<Directory['outline'], 'domain'> }
  readonly uses: UseStore
  readonly audit: Audit
  readonly clock: Clock
}

export function createUses({ directory: { outline }, uses, audit, clock }: UsesDeps): Uses {
  return {
    async report(device, { host, uses: told }) {
      const domain = await outline.domain()
      const now = clock()
      const found = told.flatMap(({ name, ...use }): readonly Use[] => {
        const known = useName(name, domain)
        return known === undefined ? [] : [{ ...use, name: known, place: host, seen: now }]
      })
      await uses.replace(device, found)
    },

    async take(told, names, { by, origin }: { readonly by: string; readonly origin: Origin }) {
      const domain = await outline.domain()
      const now = clock()
      const kept = told.flatMap(({ name, seen, ...use }): readonly Use[] => {
        const known = useName(name, domain)
        if (known === undefined || !names.has(known)) return []
        return [{ ...use, name: known, seen: seen === null ? now : new Date(seen) }]
      })
      const others = told.length - kept.length
      const facts = { by, kept: kept.length, others }
      await audit.append({ type: 'inventory.uses-imported', account: null, origin, outcome: 'ok', facts })
      await uses.add(kept)
      return { kept: kept.length, others }
    },

    running: async () => new Set((await uses.running()).map(({ name }) => name)),

    async of(accounts) {
      const known = Map.groupBy(await uses.of(accounts.flat()), ({ name }) => name)
      return accounts.map((names) =>
        names
          .flatMap((name) => known.get(name) ?? [])
          .toSorted((a, b) => b.seen.getTime() - a.seen.getTime())
          .slice(0, mostUses)
          .map(({ place, kind, detail, seen }) => ({ place, kind, detail, seen: seen.toISOString() })),
      )
    },
  }
}

const mostUses = 100

/** All that this account may be called where it is used. */
export function namesOf({ sAMAccountName }: Principal, { servicePrincipalNames }: Traits): readonly string[] {
  return [sAMAccountName.toLowerCase(), ...servicePrincipalNames.map((name) => `spn:${name.toLowerCase()}`)]
}
