import type { AccountId } from '#kernel'

/** A password that is being written, and where its length will put the account. null: into no group. */
export interface Expected {
  readonly attempt: string
  readonly group: string | null
  /** `pwdLastSet` before the write: a later one is the password that was announced here. */
  readonly before: Date | null
  readonly at: Date
}

/** Where the account was put, and for the password of which time. */
export interface Placed {
  readonly account: AccountId
  readonly group: string | null
  readonly for: Date
}

export interface TierStore {
  /** In place of what was expected before: the newer write counts. */
  expect(account: AccountId, expected: Expected): Promise<void>
  expected(account: AccountId): Promise<Expected | undefined>
  /** That write did not happen. What was placed stays. */
  forget(account: AccountId, attempt: string): Promise<void>
  /** `attempt` is done with, unless a newer one has come. */
  place(placed: Placed, attempt: string | null): Promise<void>
  /** All that are in a group, in order of the account, after that one. */
  placedAfter(account: AccountId | null, limit: number): Promise<readonly Placed[]>
}
