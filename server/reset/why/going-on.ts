import type { AccountId, Clock, Origin, Random } from '#kernel'
import type { DeviceOrders } from '#devices'
import type { Directory } from '#directory'
import type { Policy } from '#policy'
import { goOn, takesLaunch } from '../state.ts'
import { isBarred, type BarredDeps } from '../steps/barred.ts'
import { stepRefused, type Steps } from '../steps/steps.ts'
import type { Reset, ResetStore } from '../store.ts'

export interface GoingOnDeps extends BarredDeps {
  readonly steps: Steps
  readonly store: Pick<ResetStore, 'create'>
  readonly directory: Pick<Directory, 'read'>
  readonly policy: Pick<Policy, 'needFor'>
  readonly devices: Pick<DeviceOrders, 'claim'>
  readonly clock: Clock
  readonly random: Random
}

/**
 * From what she was told to what helps: a reset or an unlock of its own, in which counts what she has just proved.
 * What that needs more than being told did, it asks for. Of two at once one begins; what was proved counts once.
 *
 * @throws {Fault} `reset.step-refused`: she was told nothing yet, or her account may not do this here.
 */
export function createGoingOn(deps: GoingOnDeps) {
  const { steps, store, directory, devices, clock, random } = deps

  return async (id: string, purpose: 'reset' | 'unlock', origin: Origin): Promise<Reset> => {
    const old = await steps.find(id)
    if (old.now.state === 'refused') return old
    if (old.now.state !== 'told' || old.account === null) throw stepRefused(old, 'told')
    if (await isBarred(deps, old)) return (await steps.move(old, { type: 'barred' })).reset
    const need = await needOf(deps, old.account.id, purpose)
    if (need === undefined) throw stepRefused(old, 'told')

    const { before, reset: left } = await steps.move(old, { type: 'went-on' })
    if (before.state !== 'told') throw stepRefused(left, 'told')
    const next = Buffer.from(random(16)).toString('base64url')
    const takes = takesLaunch(purpose)
    const claimed = takes && old.launch !== null ? await devices.claim(old.launch, next) : undefined
    const reset: Reset = {
      ...old,
      id: next,
      launch: takes && claimed === undefined ? null : old.launch,
      device: claimed?.device ?? null,
      address: origin.address,
      now: goOn(before, purpose, need, clock()),
      version: 0,
    }
    await store.create(reset)
    await steps.note(reset, { type: 'reset.started', outcome: 'ok', origin, facts: { after: old.id } })
    return reset
  }

  async function needOf({ policy }: GoingOnDeps, who: AccountId, wanted: 'reset' | 'unlock') {
    const account = await directory.read(who)
    return account && (await policy.needFor(account, wanted))
  }
}
