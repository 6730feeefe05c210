import type { AccountId } from '#kernel'
import type { Bound } from '../factor.ts'

/** At most one per account. What was issued is in it only hashed. */
export interface PassRow {
  readonly id: string
  readonly account: AccountId
  readonly salt: Uint8Array
  readonly hash: Uint8Array
  /** Ends with its first use. */
  readonly isOnce: boolean
  readonly issued: Date
  readonly expires: Date
  readonly lastUsed: Date | null
}

/** A pass that is late, or was good once and used, is not there any more. */
export interface PassStore {
  /** Ends the account's earlier pass. */
  put(pass: PassRow): Promise<void>
  find(account: AccountId, now: Date): Promise<PassRow | undefined>
  /** Of two at once, one uses a pass that is good once; one that was replaced meanwhile is used by nobody. */
  use(id: string, now: Date): Promise<boolean>
  /** Soonest to end first. */
  list(now: Date): Promise<readonly PassRow[]>
  among(accounts: readonly AccountId[], now: Date): Promise<ReadonlySet<AccountId>>
  /** @returns false if there was none of this id. */
  remove(account: AccountId, id: string): Promise<boolean>
  boundSince(since: Date): Promise<readonly Bound[]>
  /** Forgets those that are over. */
  prune(now: Date): Promise<void>
}
