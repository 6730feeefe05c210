import type { CampaignWay, SegmentName } from '@keyturn/contract'
import type { AccountId } from '#kernel'
import type { Target } from '../../state.ts'

export interface ServiceTarget {
  readonly account: AccountId
  readonly name: string
  readonly way: CampaignWay
  readonly state: Target['is']
}

export interface ServiceStore {
  /** Of these segments, whatever their way. */
  targets(freeze: string, segments: readonly SegmentName[]): Promise<readonly ServiceTarget[]>
}

/** Nothing is to be done for it any more. */
export const doneByHand: ReadonlySet<Target['is']> = new Set(['written', 'verified', 'exempt', 'enforced'])
