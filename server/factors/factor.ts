import type { FactorName } from '@keyturn/contract'
import type { AccountId, Secret } from '#kernel'

export type Proof =
  | { readonly proved: true }
  | { readonly proved: false; readonly why: 'wrong' | 'reused' | 'not-enrolled' }

export interface EnrolledFactor {
  readonly id: string
  readonly factor: FactorName
  readonly name: string
  readonly enrolled: Date
  readonly lastUsed: Date | null
}

export interface Factor {
  readonly name: FactorName
  /** Answers without a network beyond the server's own. */
  readonly worksOffline: boolean
  /**
   * Checks an answer, and uses it up: of two equal answers at once, one is proved. Takes equally long whether or
   * not the person enrolled (`null`: nobody of that name exists).
   */
  prove(account: AccountId | null, answer: Secret): Promise<Proof>
  enrolled(account: AccountId): Promise<readonly EnrolledFactor[]>
  remove(account: AccountId, id: string): Promise<boolean>
}
