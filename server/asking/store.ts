import type { AccountId } from '#kernel'

export interface AskedStore {
  /**
   * Notes that this account is asked now.
   *
   * @returns false if it was asked after `notSince`: of two servers at once, one gets true.
   */
  claim(account: AccountId, now: Date, notSince: Date): Promise<boolean>
}
