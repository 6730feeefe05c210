import type { Sid } from '@keyturn/protocols/ad'
import type { Receipt } from '#audit'
import type { AccountId } from '#kernel'

/**
 * `must-change`: pwdLastSet=0, announced as `password.must-change`. `random-reset`: a random password that is kept
 * nowhere, announced as `password.randomising`; her own ways lead back. `disable`: the bit of userAccountControl (MS-ADTS
 * 2.2.16), announced as `account.disabling`; the service account needs a right of its own for it.
 */
export type BulkWay = 'must-change' | 'random-reset' | 'disable'

/** An account as one DC shows it. */
export interface Look {
  readonly sid: Sid
  /** null: 0, that is must-change. */
  readonly pwdLastSet: Date | null
  /** As in `Account`. */
  readonly isProtected: boolean
  readonly isDisabled: boolean
  /** `msDS-KeyVersionNumber`: one more with each new password, whoever sets it. null: it cannot be read. */
  readonly keyVersion: number | null
}

/**
 * What came of one write. `unsent`: nothing left this server, also where her password is no longer the one that was
 * seen. `unknown`: it was sent and not answered. `done` is the DC's word; `look` at the same DC tells what is there.
 */
export type BulkWritten =
  | { readonly was: 'done' | 'unsent' | 'unknown' }
  /** Nothing was changed: protected, gone, or what the DC said. For the log. */
  | { readonly was: 'refused'; readonly said: string }

/** An account that a write is announced for, with what was seen of it: a password that came since is not written over. */
export interface BulkOf {
  readonly account: AccountId
  readonly receipt: Receipt
  readonly look: Pick<Look, 'pwdLastSet'>
}

/** Writes to many accounts, for who keeps what was sent where, so that nothing is written twice. */
export interface Bulk {
  /** The DC that writes would go to now. @throws {Fault} `directory.unavailable` */
  writingDc(): Promise<string>
  /** All writable ones that have a connection now, that one first. @throws {Fault} `directory.unavailable`: there is none. */
  writingDcs(): Promise<readonly string[]>
  /**
   * As that DC shows them now; who is gone is not among them.
   *
   * @throws {Fault} `directory.unavailable`: that DC does not answer, and no other is asked instead.
   */
  look(accounts: readonly AccountId[], dc: string): Promise<ReadonlyMap<AccountId, Look>>
  /**
   * Each once, on that DC and no other, few at a time in its fair queue. Protected accounts are refused as that DC shows
   * them now, and one whose `pwdLastSet` is another one than in `look` is not written: what is left are milliseconds.
   *
   * @param at.until once it is aborted nothing more is sent.
   * @returns one for each, in their order. Never throws for what one of them met.
   */
  write(
    way: BulkWay,
    of: readonly BulkOf[],
    at: { readonly dc: string; readonly until: AbortSignal },
  ): Promise<readonly BulkWritten[]>
}
