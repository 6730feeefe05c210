import type { CampaignForecast } from '@keyturn/contract'
import type { AccountId } from '#kernel'
import type { Campaign } from './state.ts'

/** A campaign as it is kept. */
export interface Kept {
  readonly name: string
  /** The file's text. */
  readonly plan: string
  /** The tables that came with it, Base64. */
  readonly tables: Readonly<Record<string, string>>
  readonly digest: string
  readonly now: Campaign
  readonly revision: number
  /** Who may approve, as the last simulation found them. */
  readonly operators: readonly AccountId[]
  readonly forecast: CampaignForecast | null
  /** Under which its targets stand; null: nothing is frozen. */
  readonly freeze: string | null
  readonly draftedBy: string
  readonly changed: Date
}

export type Draft = Pick<Kept, 'name' | 'plan' | 'tables' | 'digest' | 'draftedBy' | 'changed'>
export type Move = Pick<Kept, 'now' | 'changed'> &
  Partial<Pick<Kept, 'operators' | 'forecast' | 'freeze' | 'plan' | 'tables' | 'digest' | 'draftedBy'>>

export interface CampaignStore {
  /** @returns false: there is one of that name. */
  add(draft: Draft): Promise<boolean>
  find(name: string): Promise<Kept | undefined>
  all(): Promise<readonly Kept[]>
  /** @returns false: somebody else moved it since `from` was read, and nothing is changed. */
  move(from: Pick<Kept, 'name' | 'revision'>, move: Move): Promise<boolean>
}
