import { guidBytes } from '@keyturn/protocols/ad'
import { Fault, type AccountId } from '#kernel'
import { idOf } from './accounts/accounts.ts'
import type { Domain } from './accounts/domain.ts'
import { equals } from './accounts/names.ts'
import { large } from './dcs/attributes.ts'
import type { Change, Changed } from './dcs/connection.ts'
import type { Controllers } from './dcs/controllers.ts'
import type { Directory, Required } from './directory.ts'
import { expiring, unlocking } from './modifications.ts'
import { inParts } from './people/membership.ts'
import type { Targets, Touchable } from './targets.ts'

export interface ZerosDeps {
  readonly controllers: Controllers
  readonly domain: () => Promise<Domain>
  readonly targets: Targets
}

/** An unlock and must-change: one attribute becomes 0. */
export function createZeros(deps: ZerosDeps): Pick<Directory, 'unlock' | 'requireChange' | 'requireChanges'> {
  const { targets } = deps

  const requireChanges: Directory['requireChanges'] = async (of) => {
    const touched = await Promise.allSettled(
      of.map(({ account, receipt }) => targets.touchable(account, receipt, 'password.must-change')),
    )
    const may = touched.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    const became = may.length === 0 ? new Map<AccountId, Required>() : await zero(deps, may, expiring)
    return touched.map((one) => {
      const fault = one.status === 'rejected' ? one.reason : undefined
      return (one.status === 'fulfilled' && became.get(one.value.id)) || { required: false, fault }
    })
  }

  return {
    async unlock(account, announced) {
      const touched = await targets.touchable(account, announced, 'unlock.setting')
      return only([...(await zero(deps, [touched], unlocking)).values()])
    },
    requireChange: async (account, receipt) => only(await requireChanges([{ account, receipt }])),
    requireChanges,
  }
}

/** @throws what it failed with. */
function only([one]: readonly Required[]): { readonly dc: string } {
  if (one?.required === true) return { dc: one.dc }
  throw one?.fault
}

/** Written in this order, and read back on another connection to the same DC: no write waits for the one before. */
async function zero(
  deps: ZerosDeps,
  all: readonly Touchable[],
  change: Change,
): Promise<ReadonlyMap<AccountId, Required>> {
  const writer = await deps.controllers.writer()
  const { dc } = writer
  const { attribute } = change
  const write = ({ dn }: Touchable) => writer.turn((connection) => connection.modify(dn, [change]))
  const written = await Promise.allSettled(all.map(write))
  const zeros = await readBack(deps, all, { dc, attribute })
  return new Map(
    all.map(({ id }, i) => {
      const fault = faultOf(written[i], zeros.has(id), `${attribute} of account ${id} on ${dc}`)
      return [id, fault === undefined ? { required: true, dc } : { required: false, fault }]
    }),
  )
}

function faultOf(sent: PromiseSettledResult<Changed> | undefined, isZero: boolean, what: string): unknown {
  if (sent?.status !== 'fulfilled') return sent?.reason
  const { value } = sent
  if (value.answer === 'refused') {
    return new Fault('directory.refused', `${what} was not set: ${value.diagnostic}`)
  }
  if (value.answer === 'done' && isZero) return undefined
  return new Fault('directory.unknown-outcome', `${what}: it was not said whether it is 0 now`)
}

/** The accounts of which it is 0, or not there. Who cannot be read is not among them. */
async function readBack(
  { controllers, domain }: ZerosDeps,
  all: readonly Touchable[],
  { dc, attribute }: { readonly dc: string; readonly attribute: string },
): Promise<ReadonlySet<AccountId | undefined>> {
  const { base } = await domain()
  const named = all.map(({ id }) => equals('objectGUID', guidBytes(id) ?? ''))
  const searches = inParts(named).map(async (filter) => {
    const search = { base, filter, attributes: ['objectGUID', attribute] }
    return controllers.readOn(dc, (connection) => connection.search(search)).catch(() => [])
  })
  const entries = (await Promise.all(searches)).flat()
  return new Set(entries.filter((entry) => (large(entry, attribute) ?? 0n) === 0n).map(idOf))
}
