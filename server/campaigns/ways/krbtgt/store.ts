import type { AccountId } from '#kernel'
import type { Hold } from '#storage'
import type { Target } from '../../state.ts'
import type { KeyState } from './state.ts'

/** A key of a campaign as it is kept. */
export interface KeptKey {
  readonly account: AccountId
  readonly name: string
  readonly state: KeyState
  readonly revision: number
  /** Of the account in the campaign: signed off or exempt, nothing is to be done any more. */
  readonly target: Target['is']
}

export interface KeyStore {
  /** Those whose way is `krbtgt-twice`, by name. */
  keys(freeze: string): Promise<readonly KeptKey[]>
  /**
   * Of two at once one gets it. With `writing` the key is this caller's for a minute, and as long as that is held.
   *
   * @returns false: somebody else moved it since, or the campaign does not run any more.
   */
  move(
    freeze: string,
    key: Pick<KeptKey, 'account' | 'revision'>,
    state: KeyState,
    hold?: Pick<Hold, 'id'>,
  ): Promise<boolean>
  /** Is a `writing` one nobody's any more? Its server died, or lost its DC. */
  isLost(freeze: string, account: AccountId): Promise<boolean>
}
