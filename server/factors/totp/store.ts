import type { AccountId } from '#kernel'
import type { Bound } from '../factor.ts'
import type { Drift, TotpKind } from './code.ts'

/** One authenticator of a person, as it lies in the database. */
export interface Token extends TotpKind, Drift {
  readonly id: string
  readonly account: AccountId
  readonly name: string
  readonly sealedSeed: Uint8Array
  /** The last step whose code was used: it and those before are refused. */
  readonly lastStep: number
  readonly enrolled: Date
  readonly lastUsed: Date | null
}

/** A seed that was shown and not yet confirmed by a right code. Each account has one at most. */
export interface Offer {
  readonly id: string
  readonly account: AccountId
  readonly sealedSeed: Uint8Array
  readonly expires: Date
}

export interface TokenStore {
  tokens(account: AccountId): Promise<readonly Token[]>
  /** Notes that `step` was used. @returns false if it or a later one was used already: of two at once, one gets true. */
  use(token: Token, step: number, drift: Drift, now: Date): Promise<boolean>
  remove(account: AccountId, id: string): Promise<boolean>
  rename(account: AccountId, id: string, name: string): Promise<boolean>
  boundSince(since: Date): Promise<readonly Bound[]>
  /** Which of these have one. */
  among(accounts: readonly AccountId[]): Promise<ReadonlySet<AccountId>>
}

export interface OfferStore {
  /** Replaces the account's offer. */
  put(offer: Offer): Promise<void>
  find(account: AccountId, id: string, now: Date): Promise<Offer | undefined>
  /** Turns the offer into a token. @returns false if it is gone: of two at once, one gets true. */
  accept(token: Token): Promise<boolean>
  prune(now: Date): Promise<void>
}
