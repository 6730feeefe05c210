import type { Directory } from '#directory'
import { Fault, type Clock, type Origin, type Random } from '#kernel'
import { masked } from './addresses.ts'
import { isBarred, type BarredDeps } from './barred.ts'
import { stepRefused, type Steps } from './steps.ts'
import type { Reset } from '../store.ts'
import { newWrite } from '../settling/write.ts'

export interface UnlockingDeps extends BarredDeps {
  readonly steps: Steps
  readonly directory: Pick<Directory, 'read' | 'unlock' | 'passwordState'>
  readonly clock: Clock
  readonly random: Random
}

/**
 * lockoutTime=0 for somebody who proved enough for just that. Writing it twice does no harm, so what failed may be
 * tried again, by her or by the sweeper.
 *
 * @throws {Fault} `reset.step-refused`; `directory.unavailable`: she may try again.
 */
export function createUnlocking({ steps, directory, prover, clock, random }: UnlockingDeps) {
  return async (id: string, origin: Origin): Promise<Reset> => {
    const reset = await steps.find(id)
    if (reset.now.state === 'refused') return reset
    const who = reset.account
    if (who === null || reset.now.state !== 'choosing' || reset.now.purpose !== 'unlock') {
      throw stepRefused(reset, 'choosing')
    }
    if (await isBarred({ prover }, reset)) return (await steps.move(reset, { type: 'barred' })).reset
    const account = await directory.read(who.id)
    if (account === undefined) throw new Fault('directory.refused', `account ${who.id} is gone`)

    const write = newWrite(await directory.passwordState(who.id), clock(), random)
    const { before, reset: claimed } = await steps.move(reset, { type: 'claimed', purpose: 'unlock', write })
    if (before.state !== 'choosing' || claimed.now.state !== 'setting') throw stepRefused(claimed, 'choosing')
    try {
      const announced = await steps.note(reset, { type: 'unlock.setting', outcome: 'announced', origin })
      await steps.move(claimed, { type: 'sending', of: write.id, announced: announced.index, held: null })
      const { dc } = await directory.unlock(who.id, announced)
      await steps.note(reset, { type: 'unlock.done', outcome: 'ok', origin, facts: { dc } })
    } catch (error) {
      const why = error instanceof Fault ? error.code : 'internal'
      await steps.note(reset, { type: 'unlock.rejected', outcome: 'unknown', origin, facts: { why } })
      await steps.move(claimed, { type: 'not-sent', of: write.id })
      throw error
    }
    const changed = { type: 'changed', of: write.id, written: null, locked: false } as const
    return (await steps.move(claimed, { ...changed, notified: masked(account) })).reset
  }
}
