import type { FactorName } from '@keyturn/contract'
import type { AccountId, Origin } from '#kernel'

/** Somebody who says that he is `account` asks `approver` to confirm it. */
export interface ApprovalRequest {
  readonly id: string
  readonly factor: FactorName
  /** Where it counts, and nowhere else. */
  readonly attempt: string
  readonly account: AccountId
  readonly approver: AccountId
  readonly number: string
  readonly origin: Origin
  readonly asked: Date
  readonly expires: Date
}

/** `used`: it was approved, and the proof was taken. */
export type ApprovalState = 'asked' | 'approved' | 'refused' | 'used'

export interface ApprovalStore {
  /** Replaces what was asked in this attempt by this factor; the same one a second time changes nothing. */
  ask(request: ApprovalRequest): Promise<void>
  /** undefined: never asked, or late. */
  stateOf(id: string, now: Date): Promise<ApprovalState | undefined>
  /** What this approver has not decided yet, the oldest first. */
  waitingFor(approver: AccountId, now: Date): Promise<readonly ApprovalRequest[]>
  /** Of two decisions at once, one counts. @returns undefined: not hers, decided, or late. */
  decide(
    id: string,
    approver: AccountId,
    state: Extract<ApprovalState, 'approved' | 'refused'>,
    now: Date,
  ): Promise<ApprovalRequest | undefined>
  /** Of two at once, one gets true. */
  use(id: string, now: Date): Promise<boolean>
  mutedUntil(approver: AccountId, now: Date): Promise<Date | null>
  mute(approver: AccountId, until: Date): Promise<void>
  prune(now: Date): Promise<void>
}
