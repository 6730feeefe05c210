import type { Sid } from '@keyturn/protocols/ad'
import type { AccountId } from '#kernel'
import type { ResetState } from './state.ts'

export interface Reset {
  readonly id: string
  /** null: nobody, see `Proving.need`. */
  readonly account: { readonly id: AccountId; readonly sid: Sid } | null
  /** A keyed hash of what was typed, whether or not it names an account: tries are counted by it as well. */
  readonly subject: string
  /** The launch, or the order for a computer without a network (`devices.answerTo`). Only a reset claims it, see `takesLaunch`. */
  readonly launch: string | null
  /** Name of the device that a launch belongs to; of a challenge it is told only to whom it is for. */
  readonly device: string | null
  /** Where it was started, and the language there, for notices. */
  readonly address: string
  readonly language: string
  readonly now: ResetState
  /** Counts the changes: whoever writes says which one was seen. */
  readonly version: number
}

export interface Moved {
  readonly before: ResetState
  readonly reset: Reset
}

export interface ResetStore {
  create(reset: Reset): Promise<void>
  find(id: string): Promise<Reset | undefined>
  /**
   * Changes a row atomically, beginning with it as it was seen: of two at once, the second begins again with what the
   * first one left. So `change` is pure; it gives back the same object where nothing changes.
   *
   * @throws {Fault} `reset.expired` if there is no such row; `reset.step-refused` if it would be the second
   *   reset of one account that is `setting`: which of two writes a `pwdLastSet` tells of could not be known.
   */
  update(seen: Reset, change: (now: ResetState) => ResetState): Promise<Moved>
  /** Those of an account that are being proved, or were, and were not used yet. */
  openOf(account: AccountId): Promise<readonly Reset[]>
  /** The same of everybody, by id, at most `limit`, after the id `past`; those of nobody as well. */
  allOpen(past: string, limit: number): Promise<readonly Reset[]>
  /** Those that time has something to do for, by id, at most `limit`, after the id `past`. */
  due(at: Date, past: string, limit: number): Promise<readonly Reset[]>
  forget(id: string): Promise<void>
}
