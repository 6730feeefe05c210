import type { PreparedPass } from '#factors'
import type { AccountId } from '#kernel'

/** A letter as it is kept: of its pass there is a hash, and none any more once it was handed over or is void. */
export interface Letter {
  readonly run: number
  /** In its run. */
  readonly number: number
  readonly account: AccountId
  readonly state: 'printed' | 'handed' | 'void'
  readonly pass: PreparedPass
  /** From handing over. */
  readonly minutes: number
  readonly made: Date
  readonly madeBy: string
}

export interface KeptLetter extends Omit<Letter, 'pass' | 'minutes'> {
  readonly handed: Date | null
  readonly handedBy: string | null
}

export interface LetterStore {
  beginRun(at: Date): Promise<number>
  /**
   * The account's earlier letters are void by that, handed over or not.
   *
   * @returns the ids of the passes that those had, and how many letters that were.
   */
  add(letter: Letter): Promise<{ readonly voided: number; readonly handedPasses: readonly string[] }>
  find(run: number, number: number): Promise<Pick<Letter, 'account' | 'state'> | undefined>
  /** Of two at once one gets it. @returns undefined: it was handed over before, is void, or there is none. */
  hand(
    run: number,
    number: number,
    by: string,
    at: Date,
  ): Promise<Pick<Letter, 'pass' | 'minutes'> | undefined>
  /** Newest run first, at most `limit`. */
  list(limit: number): Promise<readonly KeptLetter[]>
}
