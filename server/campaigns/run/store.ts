import type { CampaignWay, SegmentName } from '@keyturn/contract'
import type { AccountId } from '#kernel'
import type { Claim, Claimed, Noted, OpenOffice, OwnWay, Settled, WrittenWay } from '../claims/claims.ts'
import type { EndingStore } from '../ending/store.ts'
import type { NoticeStore } from '../notices/store.ts'
import type { Target } from '../state.ts'

/** An account as it is frozen. */
export interface Frozen {
  readonly account: AccountId
  readonly sid: string
  /** sAMAccountName when it was frozen: for people; the account is known by its objectGUID. */
  readonly name: string
  readonly segment: SegmentName
  readonly office: string
  readonly way: CampaignWay
  readonly isDisabled: boolean
}

/** So many of a segment at an office come in this wave. */
export interface WavePart {
  readonly wave: number
  readonly day: string
  readonly segment: SegmentName
  readonly office: string
  readonly people: number
}

export interface Count {
  readonly segment: SegmentName
  readonly way: CampaignWay
  readonly wave: number | null
  readonly day: string | null
  readonly state: Target['is']
  readonly why: string | null
  readonly accounts: number
  /** Of those written: who has a newer password by now. */
  readonly back: number
}

export interface Selection {
  readonly freeze: string
  /** One account, or all of a segment whose way is done by hand. */
  readonly of: { readonly account: AccountId } | { readonly segment: SegmentName }
}

/** What is asked by way (to claim, what is due, who is away) is of the ways `W` alone; the rest is of all. */
export interface TargetStore<W extends OwnWay = WrittenWay> extends EndingStore, NoticeStore {
  add(freeze: string, targets: readonly Frozen[]): Promise<void>
  /** Draws lots within each segment and office; whoever came since the forecast is in its last wave. */
  assignWaves(freeze: string, parts: readonly WavePart[]): Promise<void>
  /** What was counted for an approval that came to nothing. */
  forget(freeze: string): Promise<void>

  /**
   * Takes up to `limit` waiting ones of waves that are due at these offices. Of two servers at once each gets others.
   * Nothing while the campaign is not running.
   */
  claim(
    claim: Claim,
    wish: { readonly limit: number; readonly open: readonly OpenOffice[] },
  ): Promise<readonly Claimed<W>[]>
  /**
   * Those of either write whose claim is over, by its time and because nobody holds it: their server died or lost its
   * database, and what came of them is not known.
   */
  claimLost(claim: Claim, limit: number): Promise<readonly Claimed<W>[]>
  /** What is there now, before anything is sent. @returns those that are still this claim's. */
  note(claim: Claim, dc: string, noted: readonly Noted[]): Promise<ReadonlySet<AccountId>>
  /** Of these the ones that may be sent now: still this claim's, and the campaign goes on. */
  maySend(claim: Claim, accounts: readonly AccountId[]): Promise<ReadonlySet<AccountId>>
  settle(claim: Claim, settled: readonly Settled[], at: Date): Promise<void>

  counts(freeze: string): Promise<readonly Count[]>
  /** Is any to be written, being written, or to be done by hand? */
  isOpen(freeze: string): Promise<boolean>
  isDue(freeze: string, open: readonly OpenOffice[]): Promise<number>
  /** Those that Keyturn wrote and whose people have not been seen to come back, in order of account; `before`: as it left them. */
  away(
    freeze: string,
    after: string,
    limit: number,
  ): Promise<readonly (Noted & { readonly name: string; readonly dc: string })[]>
  back(freeze: string, accounts: readonly AccountId[], at: Date): Promise<void>

  /** @returns how many. */
  excuse(
    selection: Selection,
    by: { readonly owner: string; readonly reason: string; readonly until: string | null },
  ): Promise<number>
  signOff(selection: Selection, by: string, at: Date): Promise<number>
  /** Those that a DC refused. */
  tryAgain(freeze: string): Promise<number>
}
