import type { AccountId } from '#kernel'
import type { Bound } from '../factor.ts'

/** A card that its person showed once when she was signed in. */
export interface Card {
  readonly id: string
  readonly account: AccountId
  readonly name: string
  /** SHA-256 of its public key, in hex. A certificate that is renewed for the same key is the same card. */
  readonly key: string
  readonly enrolled: Date
  readonly lastUsed: Date | null
}

export interface CardStore {
  /** Oldest first. */
  cards(account: AccountId): Promise<readonly Card[]>
  /** @returns false if anybody has a card with this key. */
  add(card: Card): Promise<boolean>
  /** @returns false if it is gone. */
  use(account: AccountId, id: string, now: Date): Promise<boolean>
  remove(account: AccountId, id: string): Promise<boolean>
  rename(account: AccountId, id: string, name: string): Promise<boolean>
  /** Enrolled then or later, of all accounts. */
  boundSince(since: Date): Promise<readonly Bound[]>
  /** Which of these have one. */
  among(accounts: readonly AccountId[]): Promise<ReadonlySet<AccountId>>
}
