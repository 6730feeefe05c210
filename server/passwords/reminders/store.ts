import type { AccountId } from '#kernel'
import type { Day } from './due.ts'

export interface ReminderStore {
  /**
   * True for one server, for a run that nobody has begun on that day, or that was begun `staleMs` ago and not
   * finished: its server died.
   */
  begin(day: Day, now: Date, staleMs: number): Promise<boolean>
  finish(day: Day, now: Date): Promise<void>
  /**
   * True for one, once: this account gets its mail of that day, unless for the same expiry it had one for that
   * chosen day or a nearer one before. What was claimed is never given back: better one mail less than two.
   */
  claim(claim: Claim): Promise<boolean>
  /** What no later run can ask about any more. */
  forgetBefore(day: Day): Promise<void>
}

export interface Claim {
  readonly account: AccountId
  readonly day: Day
  readonly expiresOn: Day
  /** One of the chosen days. */
  readonly daysBefore: number
}
