import type { FactorName } from '@keyturn/contract'
import type { AccountId } from '#kernel'

/** `data` is JSON, kept as the text it is: two texts are the same challenge if they are equal. */
export interface ChallengeRow {
  readonly attempt: string
  readonly factor: FactorName
  readonly account: AccountId | null
  readonly data: string
  readonly expires: Date
}

export interface ChallengeStore {
  put(row: ChallengeRow): Promise<void>
  find(attempt: string, factor: FactorName): Promise<ChallengeRow | undefined>
  /** Only what was begun for this account. */
  take(attempt: string, factor: FactorName, account: AccountId | null): Promise<ChallengeRow | undefined>
  change(attempt: string, factor: FactorName, from: string, to: string, now: Date): Promise<boolean>
  prune(now: Date): Promise<void>
}
