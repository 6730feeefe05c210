import type { CampaignWay, SegmentName } from '@keyturn/contract'
import type { AccountId } from '#kernel'
import type { Claim, Claimed, OpenOffice, WrittenWay } from '../claims/claims.ts'
import type { PasswordMark, Target } from '../state.ts'

/** An account of a campaign, as its end is judged. */
export interface FrozenTarget {
  readonly account: AccountId
  /** Empty: it was frozen by a version of Keyturn that kept none. */
  readonly sid: string
  readonly name: string
  readonly segment: SegmentName
  readonly way: CampaignWay
  readonly state: Target['is']
  /** Who answers for it: for an exemption, or for what was done by hand. */
  readonly owner: string | null
  readonly reason: string | null
  readonly until: string | null
}

/** Whoever was written on this day or before it, at this office, is overdue. */
export interface Cutoff {
  readonly office: string
  readonly timeZone: string
  readonly upTo: string
}

export interface ToEnforce extends Claimed {
  /** What the first write left there. */
  readonly left: PasswordMark
}

/** What a campaign's end needs of its accounts: proof, exemptions that end, and the deadline. */
export interface EndingStore {
  /** Those of these that are the campaign's. */
  among(freeze: string, accounts: readonly AccountId[]): Promise<ReadonlyMap<AccountId, FrozenTarget>>
  /** In order of account. */
  frozenAfter(freeze: string, after: string, limit: number): Promise<readonly FrozenTarget[]>
  /** `hold`: random ones whose people are not back stay as they are: the deadline is to find them. */
  prove(
    freeze: string,
    accounts: readonly AccountId[],
    how: { readonly at: Date; readonly hold: boolean },
  ): Promise<void>

  /** Exempt ones whose last day was before this one. */
  exemptionsOver(freeze: string, day: string, limit: number): Promise<readonly FrozenTarget[]>
  /** Only those whose day is over: of two servers, and of somebody who renews it meanwhile. */
  endExemptions(
    freeze: string,
    accounts: readonly AccountId[],
    end: { day: string; at: Date },
  ): Promise<number>
  /** Those with a last day, and those that are over and still open. */
  exemptionsOf(
    freeze: string,
    limit: number,
  ): Promise<readonly (FrozenTarget & { readonly isOver: boolean })[]>

  /** @returns how many have become overdue. */
  markOverdue(freeze: string, ways: readonly WrittenWay[], cutoffs: readonly Cutoff[]): Promise<number>
  /**
   * As `claim`, of those that are overdue at these offices, while the campaign runs or is verified.
   *
   * @param except nothing is done to these, whatever they are.
   */
  claimOverdue(
    claim: Claim,
    wish: {
      readonly limit: number
      readonly open: readonly OpenOffice[]
      readonly except: readonly AccountId[]
    },
  ): Promise<readonly ToEnforce[]>
  overdueAt(freeze: string, open: readonly OpenOffice[]): Promise<number>
  /** Those written in one of these ways whose people are not back: the deadline is still to come for them. */
  awaited(freeze: string, ways: readonly WrittenWay[]): Promise<number>
}
