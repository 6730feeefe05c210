import { setImmediate as answered } from 'node:timers/promises'
import type { Challenge, ResetView } from '@keyturn/contract'
import type { Audit } from '#audit'
import type { AccountId, Origin } from '#kernel'
import { createEnding, type EndingDeps } from './steps/ending.ts'
import { createIdentify, type IdentifyDeps, type Start } from './steps/identify.ts'
import {
  createAsking,
  createProving,
  createReady,
  type Answer,
  type Ask,
  type ProvingDeps,
} from './steps/proving.ts'
import { createEndAll, createForgetting } from './steps/barred.ts'
import { createSetting, type Choice, type Chosen, type SettingDeps } from './steps/setting.ts'
import { createSteps, stepRefused } from './steps/steps.ts'
import type { Reset, ResetStore } from './store.ts'
import { createSweeper, type Sweeper, type SweeperDeps } from './settling/sweeper.ts'
import { createUnlocking, type UnlockingDeps } from './steps/unlocking.ts'
import { createView, type ViewDeps } from './steps/view.ts'
import { createGoingOn, type GoingOnDeps } from './why/going-on.ts'
import { createTelling, type TellingDeps } from './why/telling.ts'

export type ResetDeps = Omit<
  IdentifyDeps &
    ProvingDeps &
    SettingDeps &
    UnlockingDeps &
    TellingDeps &
    GoingOnDeps &
    EndingDeps &
    ViewDeps &
    SweeperDeps,
  'steps' | 'ending' | 'telling'
> & { readonly store: ResetStore; readonly audit: Audit }

/** Every one of a reset but `start` throws `reset.expired` for a reset that is not there. */
export interface Resets {
  start(start: Start): Promise<{ readonly id: string; readonly view: ResetView }>
  view(id: string): Promise<ResetView>
  challenge(id: string, ask: Ask): Promise<Challenge>
  ready(id: string, asked: Omit<Answer, 'answer'>): Promise<boolean>
  prove(id: string, answer: Answer): Promise<ResetView>
  choose(id: string, choice: Choice): Promise<ResetView>
  /** Whose password she may choose now. @throws {Fault} `reset.step-refused`: she may not, or not any more. */
  chooser(id: string): Promise<AccountId>
  unlock(id: string, origin: Origin): Promise<ResetView>
  /** From what she was told to another reset, with what she proved. @throws {Fault} `reset.step-refused`. */
  goOn(
    id: string,
    purpose: 'reset' | 'unlock',
    origin: Origin,
  ): Promise<{ readonly id: string; readonly view: ResetView }>
  cancel(id: string): Promise<ResetView>
  /** Whatever was proved for this account and not used yet counts no more: by somebody else, perhaps. */
  forgetProofs(account: AccountId): Promise<void>
  /** Every reset that has not written anything is over, as one that was cancelled: self-service was closed. */
  endAll(): Promise<void>
  readonly sweeper: Sweeper
  /** Until what was answered already has been paid: before the process ends. What is cut off, the sweeper pays. */
  rest(): Promise<void>
}

export function createResets(given: ResetDeps): Resets {
  const steps = createSteps(given)
  const ending = createEnding({ ...given, steps })
  const deps = { ...given, steps, ending }
  const identify = createIdentify(deps)
  const prove = createProving(deps)
  const choose = createSetting(deps)
  const unlock = createUnlocking(deps)
  const goOn = createGoingOn(deps)
  const viewOf = createView({ ...deps, telling: createTelling(deps) })
  const shown = async (reset: Reset) => viewOf(await ending(reset))
  const begun = async (reset: Reset) => ({ id: reset.id, view: await viewOf(reset) })
  const paying = new Set<Promise<unknown>>()

  /** She need not wait for what a finished reset owes to others: it is in the row, so it survives us. */
  async function shownFirst({ reset, account }: Chosen): Promise<ResetView> {
    const paid: Promise<unknown> = answered()
      .then(() => ending(reset, account))
      .catch((cause: unknown) =>
        given.log.warn({ err: cause, reset: reset.id }, 'the sweeper ends this reset'),
      )
      .finally(() => paying.delete(paid))
    paying.add(paid)
    return viewOf(reset)
  }

  return {
    start: async (start) => begun(await identify(start)),
    view: async (id) => viewOf(await steps.find(id)),
    challenge: createAsking(deps),
    ready: createReady(deps),
    async prove(id, answer) {
      const { reset, challenge } = await prove(id, answer)
      const view = await shown(reset)
      return view.state === 'proving' && challenge !== undefined ? { ...view, challenge } : view
    },
    choose: async (id, choice) => shownFirst(await choose(id, choice)),
    async chooser(id) {
      const reset = await steps.find(id)
      const { account, now } = reset
      if (account === null || now.state !== 'choosing' || now.purpose !== 'reset') {
        throw stepRefused(reset, 'choosing')
      }
      return account.id
    },
    unlock: async (id, origin) => shown(await unlock(id, origin)),
    goOn: async (id, purpose, origin) => begun(await goOn(id, purpose, origin)),
    async cancel(id) {
      const { reset } = await steps.move(await steps.find(id), { type: 'cancelled' })
      if (reset.now.state === 'setting') throw stepRefused(reset, 'choosing')
      return shown(reset)
    },
    forgetProofs: createForgetting({ ...deps, store: given.store }),
    endAll: createEndAll({ ...deps, store: given.store }),
    sweeper: createSweeper(deps),
    async rest() {
      await Promise.all(paying)
    },
  }
}
