import type { CampaignWay } from '@keyturn/contract'
import type { AccountId } from '#kernel'
import type { Target } from '../../state.ts'

export interface ServiceTarget {
  readonly account: AccountId
  readonly name: string
  readonly way: CampaignWay
  readonly state: Target['is']
}

export interface ServiceStore {
  /** Of the segment `service`, whatever their way. */
  targets(freeze: string): Promise<readonly ServiceTarget[]>
}
