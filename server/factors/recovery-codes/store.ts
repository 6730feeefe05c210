import type { AccountId } from '#kernel'
import type { Bound } from '../factor.ts'

/** The codes of one account: issued together, hashed under one salt. */
export interface CodeSet {
  readonly id: string
  readonly salt: Uint8Array
  readonly issued: Date
  readonly codes: readonly { readonly hash: Uint8Array; readonly used: Date | null }[]
}

export interface RecoveryCodeStore {
  find(account: AccountId): Promise<CodeSet | undefined>
  /** Replaces whatever the account had, at once. */
  replace(account: AccountId, set: Omit<CodeSet, 'codes'>, hashes: readonly Uint8Array[]): Promise<void>
  /** @returns false if it is used or gone: of two at once, one gets true. */
  use(account: AccountId, hash: Uint8Array, now: Date): Promise<boolean>
  remove(account: AccountId, id: string): Promise<boolean>
  boundSince(since: Date): Promise<readonly Bound[]>
  /** Which of these have a code that is not used. */
  among(accounts: readonly AccountId[]): Promise<ReadonlySet<AccountId>>
}
