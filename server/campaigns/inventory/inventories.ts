import { hygieneFinding, type Hygiene, type HygieneFinding, type Inventory } from '@keyturn/contract'
import { protectedGroupsOf } from '@keyturn/protocols/ad'
import type { Audit } from '#audit'
import type { Directory, Principal } from '#directory'
import type { Clock } from '#kernel'
import type { Asker } from '../campaigns.ts'
import { findingsOf } from './hygiene.ts'
import { inventoryOf } from './inventory.ts'
import { traitAttributes, traitsOf, type Traits } from './traits.ts'

export interface Inventories {
  /**
   * Every service account of the domain. Reads only. Audited as `inventory.read`.
   *
   * @param ownerAttribute read before `managedBy` and `manager`.
   * @throws {Fault} `directory.unavailable`, `directory.refused`, `audit.unavailable`.
   */
  inventory(asker: Asker, ownerAttribute: string | undefined): Promise<Inventory>
  /** What an attacker would use next, of all accounts. Reads only. Audited as `hygiene.read`. @throws {Fault} the same. */
  hygiene(asker: Asker): Promise<Hygiene>
}

export interface InventoriesDeps {
  readonly directory: Pick<Directory, 'census'>
  readonly audit: Audit
  readonly clock: Clock
}

export function createInventories({ directory: { census }, audit, clock }: InventoriesDeps): Inventories {
  /** One page after the other: only what is found is kept. */
  async function look(attributes: readonly string[], see: (one: Principal, traits: Traits) => void) {
    const groups = protectedGroupsOf(await census.domainSid())
    const wish = { groups, attributes: [...new Set([...traitAttributes, ...attributes])] }
    for await (const page of census.principals({ in: 'domain' }, wish)) {
      for (const one of page) see(one, traitsOf(one))
    }
  }

  const note = (type: 'inventory.read' | 'hygiene.read', { by, origin }: Asker, found: number) =>
    audit.append({ type, account: null, origin, outcome: 'ok', facts: { by, found } })

  return {
    async inventory(asker, ownerAttribute) {
      const accounts: Inventory['accounts'] = []
      const owners = [...(ownerAttribute === undefined ? [] : [ownerAttribute]), 'managedBy', 'manager']
      await look(owners, (one, traits) => {
        const found = inventoryOf(one, traits, ownerAttribute)
        if (found !== undefined) accounts.push(found)
      })
      await note('inventory.read', asker, accounts.length)
      return { at: clock().toISOString(), accounts: accounts.toSorted((a, b) => (a.name < b.name ? -1 : 1)) }
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
