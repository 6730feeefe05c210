import type { Sid } from '@keyturn/protocols/ad'

/** A log-on that this computer can answer by itself. */
export interface CachedLogon {
  readonly account: Sid
  /**
   * `pwdLastSet` of the password that it takes, as the DC said when it took it: no clock of this computer has a part in
   * it. null: not known.
   */
  readonly passwordLastSet: Date | null
}

export interface AccountName {
  readonly domain: string
  readonly name: string
}

/**
 * - `accepted`: a DC took the password, and the cache has it now.
 * - `wrong-password`: the DC does not know this password (yet).
 * - `refused`: the DC says no for another reason: locked, disabled, expired, not allowed here.
 * - `no-dc`: no DC answered.
 */
export type LogonResult = 'accepted' | 'wrong-password' | 'refused' | 'no-dc'

/** The log-ons of the operating system. One implementation for each cache there is. */
export interface Logons {
  /** Whether this computer keeps log-ons at all. */
  isCachingOn(): Promise<boolean>
  cached(): Promise<readonly CachedLogon[]>
  /** What this computer calls the account, without asking a DC where it can. undefined: it does not know it. */
  nameOf(account: Sid): Promise<AccountName | undefined>
  /** What a person types to say who she is. */
  find(name: string): Promise<Sid | undefined>
  /** Makes the operating system notice that a DC is in reach. @returns the DC's name, when it talks to one. */
  connect(signal: AbortSignal): Promise<string | undefined>
  /** A real log-on, answered by a DC. The password is UTF-8; the buffer is left as it is. */
  logon(account: AccountName, password: Buffer, signal: AbortSignal): Promise<LogonResult>
  /**
   * Whether the cache alone, with every DC out of the question, takes this password and refuses a wrong one. The
   * computer is as online afterwards as it was before, whatever happens.
   */
  prove(account: AccountName, password: Buffer, signal: AbortSignal): Promise<boolean>
}
