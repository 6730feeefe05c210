import type { CodeKind, Drift } from '@keyturn/protocols/oath'
import type { AccountId } from '#kernel'
import type { Bound } from '../factor.ts'

/**
 * A token as it lies in the pool, whoever has it.
 *
 *     free ──assign──▶ assigned ──take back──▶ free
 *       └────────── revoke ──────────▶ revoked
 */
export interface Token extends CodeKind, Drift {
  /** The one spelling of what is printed on it: see `readSerial`. */
  readonly serial: string
  readonly id: string
  /** Sealed for its serial and its account: see `seedPlace`. */
  readonly sealedSeed: Uint8Array
  readonly type: 'hotp' | 'totp'
  /** HOTP has none: 30. */
  readonly periodSeconds: number
  /** The first counter (HOTP) or step (TOTP) that may still be used. */
  readonly next: number
  readonly manufacturer: string | null
  readonly model: string | null
  readonly imported: Date
  /** The name of the file. */
  readonly importedFrom: string
  readonly holder: Holder | null
  readonly revoked: Date | null
}

export interface Holder {
  readonly account: AccountId
  readonly name: string
  readonly assigned: Date
  readonly lastUsed: Date | null
}

/** A code's place, and how far the token's clock is off. */
export interface Position extends Drift {
  readonly at: number
}

export interface TokenPool {
  /** Those of the account, oldest first. */
  of(account: AccountId): Promise<readonly Token[]>
  find(serial: string): Promise<Token | undefined>
  all(): Promise<readonly Token[]>
  /** Which of these are in the pool, whatever their state. */
  known(serials: readonly string[]): Promise<ReadonlySet<string>>
  /** Leaves those that are known as they are. @returns the serials of the others. */
  add(tokens: readonly Token[]): Promise<ReadonlySet<string>>
  /** @returns false if it is not free any more, or was resealed: of two at once, one gets it. */
  assign(token: Token, holder: Holder, sealed: Sealed): Promise<boolean>
  /** @returns false if it is not this account's. */
  takeBack(token: Token, sealedSeed: Uint8Array): Promise<boolean>
  /** Whoever has it. @returns false if there is none, or it was revoked before. */
  revoke(serial: string, now: Date): Promise<boolean>
  /** @returns false if this place or a later one was used: of two at once, one gets true. */
  use(token: Token, position: Position, now: Date): Promise<boolean>
  rename(account: AccountId, id: string, name: string): Promise<boolean>
  boundSince(since: Date): Promise<readonly Bound[]>
  among(accounts: readonly AccountId[]): Promise<ReadonlySet<AccountId>>
}

/** A seed sealed anew; with `position`, the code there is used up. */
export interface Sealed {
  readonly sealedSeed: Uint8Array
  readonly position?: Position | undefined
}
