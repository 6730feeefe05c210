import type { FactorName } from '@keyturn/contract'
import type { AccountId } from '#kernel'
import type { Bound } from '../factor.ts'

/** Where a person said that codes reach her; she showed that they do. */
export interface Target {
  readonly id: string
  readonly account: AccountId
  readonly name: string
  readonly sealedTarget: Uint8Array
  readonly enrolled: Date
  readonly lastUsed: Date | null
}

/** Those of one factor. */
export interface TargetStore {
  add(target: Target): Promise<void>
  of(account: AccountId): Promise<readonly Target[]>
  /** A code that went to all of them was right. */
  used(account: AccountId, now: Date): Promise<void>
  among(accounts: readonly AccountId[]): Promise<ReadonlySet<AccountId>>
  boundSince(since: Date): Promise<readonly Bound[]>
  remove(account: AccountId, id: string): Promise<boolean>
  rename(account: AccountId, id: string, name: string): Promise<boolean>
}

/** Binds a sealed target to its row: nobody who can write the database can have another's codes sent to himself. */
export const targetPlace = (factor: FactorName, account: AccountId, id: string) =>
  `${factor}\0${account}\0${id}`
