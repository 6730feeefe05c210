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
