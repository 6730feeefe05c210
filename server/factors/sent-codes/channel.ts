import type { FactorName } from '@keyturn/contract'
import type { Account } from '#directory'
import type { Origin, Secret } from '#kernel'
import type { ContactRules } from '../contacts.ts'

/** A code on its way to one mailbox or one telephone. */
export interface Letter {
  /** As `read` gave it. */
  readonly to: string
  readonly name: string
  readonly code: Secret
  readonly minutes: number
  readonly at: Date
  readonly origin: Origin
  readonly language: string
}

/** What differs between a code by mail and one by text message. */
export interface Channel {
  readonly factor: Extract<FactorName, 'mail-code' | 'sms-code'>
  readonly worksOffline: boolean
  readonly contacts: ContactRules
  /** So many a person may add herself; 0: none. */
  readonly most: number
  /** The one spelling of a target; undefined: no code can go there. */
  read(written: string): string | undefined
  /** What its owner recognises and a stranger does not. */
  mask(target: string): string
  /** May she add this one herself? */
  mayAdd(account: Account, target: string): boolean
  /**
   * Hands it over.
   *
   * @returns false: it will never be taken.
   * @throws {Error} when it may be taken later; neither target nor code is in it.
   */
  carry(letter: Letter): Promise<boolean>
}
