import type { CampaignByHand, HandComputer, HandTrust } from '@keyturn/contract'
import type { Audit } from '#audit'
import type { Directory, Principal } from '#directory'
import type { Asker } from '../../campaigns.ts'
import { traitAttributes, traitsOf } from '../../inventory/traits.ts'
import { found, type MovingDeps } from '../../life/moving.ts'
import { doneByHand, type ServiceStore, type ServiceTarget } from '../owners/store.ts'
import { kindAttributes, kindOf } from './computer-kinds.ts'

/** What of a campaign people do at other machines than this: computers and trusts, each with what its sheet has to say. */
export interface ByHand {
  /** Reads only. Audited as `inventory.read`. @throws {Fault} `request.not-found`, `directory.unavailable` */
  look(campaign: string, asker: Asker): Promise<CampaignByHand>
}

export interface ByHandDeps extends Pick<MovingDeps, 'store'> {
  readonly services: ServiceStore
  readonly directory: Pick<Directory, 'census' | 'outline'>
  readonly audit: Audit
}

/** SAM_MACHINE_ACCOUNT and SAM_TRUST_ACCOUNT (MS-ADTS 2.2.9). */
const machinesAndTrusts = '(|(sAMAccountType=805306369)(sAMAccountType=805306370))'

export function createByHand({ store, services, directory, audit }: ByHandDeps): ByHand {
  return {
    async look(name, { by, origin }) {
      const { freeze } = await found(store, name)
      const targets = freeze === null ? [] : await services.targets(freeze, ['computers', 'trusts'])
      const { dns, netbios } = await directory.outline.domain()
      const seen = await describe(targets, directory)
      const trusts = (await directory.outline.trusts()).map((one): HandTrust => {
        const account = seen.trusts.get(`${one.netbios}$`.toLowerCase())
        return {
          ...one,
          account: account?.name ?? null,
          passwordSet: account?.passwordSet ?? null,
          isDone: account?.isDone ?? false,
        }
      })
      const facts = { by, campaign: name, found: targets.length }
      await audit.append({ type: 'inventory.read', account: null, origin, outcome: 'ok', facts })
      return {
        campaign: name,
        domain: { dns, netbios },
        computers: seen.computers.toSorted(byName),
        trusts: trusts.toSorted((a, b) => (a.partner < b.partner ? -1 : 1)),
      }
    },
  }
}

const byName = (a: HandComputer, b: HandComputer) => (a.name < b.name ? -1 : 1)

/** One walk over machines and trusts, in which only those of the campaign are kept. */
async function describe(targets: readonly ServiceTarget[], { census }: ByHandDeps['directory']) {
  const byId = new Map(targets.map((one) => [one.account, one]))
  const computers: HandComputer[] = []
  const trusts = new Map<string, Pick<HandTrust, 'passwordSet' | 'isDone'> & { readonly name: string }>()
  const wish = { groups: [], attributes: [...traitAttributes, ...kindAttributes] }
  if (targets.length === 0) return { computers, trusts }
  for await (const page of census.principals({ in: 'filter', filter: machinesAndTrusts }, wish)) {
    for (const one of page) {
      const target = byId.get(one.id)
      if (target === undefined) continue
      const known = computerOf(one, target)
      if (one.kind === 'trust') trusts.set(one.sAMAccountName.toLowerCase(), known)
      else computers.push(known)
    }
  }
  return { computers, trusts }
}

function computerOf(one: Principal, { state }: ServiceTarget): HandComputer {
  const { passwordSet, lastLogOn } = traitsOf(one)
  const first = (attribute: string) => one.attributes.get(attribute)?.[0] ?? null
  return {
    name: one.sAMAccountName,
    kind: kindOf(one.sAMAccountName, one.attributes),
    dnsName: first('dNSHostName'),
    operatingSystem: first('operatingSystem'),
    disabled: one.disabled,
    passwordSet: passwordSet?.toISOString() ?? null,
    lastLogOn: lastLogOn?.toISOString() ?? null,
    isDone: doneByHand.has(state),
  }
}
