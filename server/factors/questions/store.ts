import type { AccountId } from '#kernel'
import type { Bound } from '../factor.ts'

/** What an account answered, hashed. */
export interface AnswerSet {
  readonly id: string
  readonly name: string
  readonly salt: Uint8Array
  readonly enrolled: Date
  readonly lastUsed: Date | null
  /** By question. */
  readonly hashes: ReadonlyMap<string, Uint8Array>
}

export interface AnswerStore {
  find(account: AccountId): Promise<AnswerSet | undefined>
  /** Ends the account's earlier answers, whole. */
  replace(account: AccountId, set: Omit<AnswerSet, 'lastUsed'>): Promise<void>
  used(account: AccountId, now: Date): Promise<void>
  /** Those who answered all of these questions. */
  among(accounts: readonly AccountId[], questions: readonly string[]): Promise<ReadonlySet<AccountId>>
  boundSince(since: Date): Promise<readonly Bound[]>
  remove(account: AccountId, id: string): Promise<boolean>
  rename(account: AccountId, id: string, name: string): Promise<boolean>
}
