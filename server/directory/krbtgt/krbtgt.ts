import type { Sid } from '@keyturn/protocols/ad'
import type { Receipt } from '#audit'
import type { AccountId } from '#kernel'

/** The domain's krbtgt, or an RODC's own `krbtgt_12345`. */
export interface KeyAccount {
  readonly id: AccountId
  readonly sid: Sid
  readonly name: string
}

/** Its key on one writable DC. */
export interface KeyOn {
  readonly dc: string
  /** Of `unicodePwd`, as replication counts: one more with each new key. null: it is not there, or cannot be read. */
  readonly version: number | null
  readonly changed: Date | null
}

export interface KeyLook {
  readonly account: KeyAccount
  readonly on: readonly KeyOn[]
  /** It was never changed since the account was made, so there is no key before it. */
  readonly isFirst: boolean
}

/** Every key on every writable DC, at one moment. */
export interface KeysLook {
  readonly keys: readonly KeyLook[]
  /** Writable DCs that did not answer: nothing can be said of the whole domain. */
  readonly unread: readonly { readonly dc: string; readonly why: string }[]
  /** RODCs, which are never asked. */
  readonly readOnly: readonly string[]
  /** The PDC emulator, where a key is written. */
  readonly pdc: string
}

/** As `BulkWritten`; `lacksRight`: the service account may not, which is how it should be but for this hour. */
export type KeyWritten =
  | { readonly was: 'done' | 'unsent' | 'unknown' }
  | { readonly was: 'refused'; readonly said: string; readonly lacksRight: boolean }

/**
 * The keys that a domain signs its tickets with. The only writing to a protected account that there is, and to no other
 * than these: the DC makes the key itself, whatever password it is given (MS-SAMR 3.1.1.8.7).
 */
export interface Krbtgt {
  /** @throws {Fault} `directory.unavailable` if no DC answers; `directory.refused`. */
  look(): Promise<KeysLook>
  /** On that DC and no other. @throws {Fault} `directory.unavailable`, `directory.refused`. */
  keyOn(account: AccountId, dc: string): Promise<KeyOn>
  /**
   * The longest life of a ticket that an authentication policy of the forest gives (`msDS-…TGTLifetime`), in hours. The
   * Kerberos policy of the Default Domain Policy is a file in SYSVOL and not in the directory. undefined: none gives one.
   */
  ticketHours(): Promise<number | undefined>
  /**
   * Once, on that DC. Announced as `krbtgt.resetting`. Never throws for what became of it.
   *
   * @param at.until once it is aborted nothing is sent any more.
   */
  reset(
    account: AccountId,
    receipt: Receipt,
    at: { readonly dc: string; readonly until: AbortSignal },
  ): Promise<KeyWritten>
}
