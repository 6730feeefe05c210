import type { DeviceOrder, RouteInput } from '@keyturn/contract'
import { parseKeepOrder, type WantedPolicy } from '@keyturn/protocols/refresh'
import { setPolicy, type PolicyFile, type PolicyKey, type PolicyOutcome } from '../logons/index.ts'
import type { Screen } from '../screen/index.ts'
import { bytesOf, isForHere, isSigned, type Here, type Refusal } from './order-check.ts'

type KeepOffer = Extract<DeviceOrder, { kind: 'keep' }>
export type Kept = NonNullable<RouteInput<'device.check-in'>['kept']>

type KeepChecked =
  | { readonly ok: true; readonly order: string; readonly wanted: WantedPolicy }
  | { readonly ok: false; readonly why: Refusal }

export interface KeepDeps {
  readonly config: Pick<Here, 'device' | 'serverKey'>
  /** Where the daemon reads how it keeps log-ons; undefined: the administrator of this computer lets nobody else say it. */
  readonly openPolicyFile: (() => Promise<PolicyFile>) | undefined
  readonly screen: Screen
}

/**
 * Whether this computer's daemon is to keep log-ons otherwise: the pinned key signed it, for this computer, over the nonce of
 * this one request. So what was wanted last week is not wanted again by whoever kept it.
 */
function checkKeepOrder(offer: KeepOffer, here: Pick<Here, 'device' | 'serverKey' | 'nonce'>): KeepChecked {
  if (!isSigned(offer, here)) return { ok: false, why: 'not-signed-by-our-server' }
  const order = parseKeepOrder(bytesOf(offer.text))
  if (order === undefined) return { ok: false, why: 'not-an-order' }
  const elsewhere = isForHere(order, here)
  if (elsewhere !== undefined) return { ok: false, why: elsewhere }
  return { ok: true, order: order.order, wanted: order.wanted }
}

/** Sets what is wanted, one thing after the other. @returns what came of it; undefined: nothing was done. */
export async function keep(offer: KeepOffer, nonce: string, deps: KeepDeps): Promise<Kept | undefined> {
  const { config, openPolicyFile, screen } = deps
  const checked = checkKeepOrder(offer, { ...config, nonce })
  const why = !checked.ok ? checked.why : openPolicyFile === undefined ? 'not-allowed-here' : undefined
  if (!checked.ok || openPolicyFile === undefined) {
    if (why !== undefined) screen.show({ what: 'order-refused', why })
    return undefined
  }
  const file = await openPolicyFile()
  const outcomes: { [K in PolicyKey]?: PolicyOutcome } = {}
  for (const key of ['caching', 'mostAccounts', 'expiresAfterDays'] as const) {
    const value = checked.wanted[key]
    if (value === undefined) continue
    const outcome = await setPolicy(key, value, file)
    outcomes[key] = outcome
    screen.show({ what: 'policy-set', key, outcome })
  }
  return { order: checked.order, outcomes }
}
