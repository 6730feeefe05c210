import type { Prover } from '#factors'
import type { AccountId } from '#kernel'
import type { Reset, ResetStore } from '../store.ts'
import type { Steps } from './steps.ts'

export interface BarredDeps {
  readonly prover: Pick<Prover, 'isFrozen'>
}

/** What was proved before she said that it was not her may have been proved by somebody else. */
export async function isBarred({ prover }: BarredDeps, { account }: Reset): Promise<boolean> {
  return account !== null && (await prover.isFrozen(account.id))
}

interface ForgettingDeps {
  readonly steps: Steps
  readonly store: Pick<ResetStore, 'openOf'>
  readonly ending: (reset: Reset) => Promise<unknown>
}

/** At once, and not when the next password is chosen: by then the help desk may have cleared the account. */
export function createForgetting({ steps, store, ending }: ForgettingDeps) {
  return async (account: AccountId): Promise<void> => {
    for (const one of await store.openOf(account)) {
      await ending((await steps.move(one, { type: 'barred' })).reset)
    }
  }
}

const atOnce = 100

/** Of those that are just being written nothing is taken back: they are seen to their end. */
export function createEndAll({
  steps,
  store,
  ending,
}: Omit<ForgettingDeps, 'store'> & { readonly store: Pick<ResetStore, 'allOpen'> }) {
  return async (): Promise<void> => {
    for (let past = ''; ;) {
      const some = await store.allOpen(past, atOnce)
      for (const one of some) await ending((await steps.move(one, { type: 'cancelled' })).reset)
      const last = some.at(-1)
      if (last === undefined || some.length < atOnce) return
      past = last.id
    }
  }
}
