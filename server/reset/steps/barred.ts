import type { Prover } from '#factors'
import type { Reset } from '../store.ts'

export interface BarredDeps {
  readonly prover: Pick<Prover, 'isFrozen'>
}

/** What was proved before she said that it was not her may have been proved by somebody else. */
export async function isBarred({ prover }: BarredDeps, { account }: Reset): Promise<boolean> {
  return account !== null && (await prover.isFrozen(account.id))
}
