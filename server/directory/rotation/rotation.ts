import type { Receipt } from '#audit'
import type { AccountId, Secret } from '#kernel'

export type Rotated =
  /** `isRead` false: the DC was not heard of again, so it may be this one or still the old one. */
  | { readonly rotated: true; readonly password: Secret; readonly dc: string; readonly isRead: boolean }
  /** Nothing was changed. */
  | { readonly rotated: false; readonly said: string }

/** A new random password for a service account, which somebody is handed once. */
export interface Rotation {
  /**
   * By a reset: 288 bits are in nobody's history, and between the two writes of the other way a service would stand still.
   * Announced as `password.rotating`. Protected and disabled accounts are refused.
   *
   * @throws {Fault} `directory.unavailable`: nothing was sent.
   */
  rotate(account: AccountId, receipt: Receipt): Promise<Rotated>
}
