import type { FactorName } from '@keyturn/contract'
import type { AccountId, Origin, Secret } from '#kernel'
import type { EnrolledFactor } from './factor.ts'

/** `locked`: too many tries for this account or from this address; nothing was looked at. */
export type Proving =
  | { readonly proved: true }
  | { readonly proved: false; readonly why: 'wrong' | 'locked'; readonly retryAfterSeconds: number }

/**
 * The one way to a factor: counts the try, durably, per account and per address, and only then looks at the
 * answer. Locking is the tool's own, ends by itself, and AD never hears of it.
 */
export interface Prover {
  /** `subject` stands for the account in the counting; for nobody (`account: null`) it is a hash of the typed name. */
  prove(try_: {
    readonly account: AccountId | null
    readonly subject: string
    readonly factor: FactorName
    readonly answer: Secret
    readonly origin: Origin
  }): Promise<Proving>
  /** What this account has enrolled, over all factors. */
  enrolled(account: AccountId): Promise<readonly EnrolledFactor[]>
}
