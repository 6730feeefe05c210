import type { AccountId } from '#kernel'

export interface FreezeStore {
  /** @returns false if it was frozen before. */
  freeze(account: AccountId, since: Date): Promise<boolean>
  /** @returns false if it was not frozen. */
  thaw(account: AccountId): Promise<boolean>
  among(accounts: readonly AccountId[]): Promise<ReadonlySet<AccountId>>
  putAlarm(tag: string, account: AccountId, expires: Date): Promise<void>
  alarm(tag: string, now: Date): Promise<AccountId | undefined>
  prune(now: Date): Promise<void>
}
