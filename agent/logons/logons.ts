import type { Sid } from '@keyturn/protocols/ad'

/** A log-on that this computer can answer by itself. */
export interface CachedLogon {
  readonly account: Sid
  /**
   * `pwdLastSet` of the password that it takes, as the DC said when it took it: no clock of this computer has a part in
   * it. null: not known.
   */
  readonly passwordLastSet: Date | null
  /** When a DC last answered a log-on here, by this computer's clock. undefined: the cache does not say. */
  readonly answeredByDc?: Date
}

export interface AccountName {
  /** As the cache's daemon calls it. */
  readonly domain: string
  readonly name: string
  /** Its NetBIOS name, where the daemon calls it otherwise; null: nobody here knows it. */
  readonly netbios?: string | null
}

/**
 * - `accepted`: a DC took the password, and the cache has it now.
 * - `wrong-password`: the DC does not know this password (yet).
 * - `refused`: the DC says no for another reason: locked, disabled, expired, not allowed here.
 * - `no-dc`: no DC answered.
 */
export type LogonResult = 'accepted' | 'wrong-password' | 'refused' | 'no-dc'

/** Why a DC does not let somebody in, where her password is not what is wrong; or what she has to do first. */
export type Refusal =
  | 'locked'
  | 'disabled'
  | 'account-expired'
  | 'password-expired'
  | 'must-change'
  | 'hours'
  | 'workstation'

export interface Said {
  readonly result: LogonResult
  /** undefined: there is no reason, or it is not said. */
  readonly refusal: Refusal | undefined
}

/**
 * - `changed`: the cache has the new password, and it was proved.
 * - `not-cached`: there is no log-on of this account here, and none was made.
 * - `unknown-format`: the cache is of a version or shape that is not known here; not a byte of it was changed.
 * - `proof-failed`: the cache has what it had before.
 */
export type LocalChange = 'changed' | 'not-cached' | 'unknown-format' | 'proof-failed'

/** How a computer keeps log-ons, in one vocabulary for all caches. */
export interface CachePolicy {
  readonly caching: boolean
  /** For how many people; who logged on longest ago gives way. null: for everybody. */
  readonly mostAccounts: number | null
  /** How long after the last log-on that a DC answered. null: for ever. */
  readonly expiresAfterDays: number | null
}

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
  /**
   * Has the cache alone answer until it is disposed of, with nothing under way to a DC: for the moment in which a tunnel
   * is closed. What the closed tunnel cuts off would keep everybody from logging on until it gives up (winbind 4.17: 40 s
   * and more). Afterwards a DC that is still in reach is found again.
   */
  disconnect(): Promise<AsyncDisposable>
  /** A real log-on, answered by a DC. The password is UTF-8; the buffer is left as it is. */
  logon(account: AccountName, password: Buffer, signal: AbortSignal): Promise<LogonResult>
  /** The same, with what the log-on screen would say. */
  ask(account: AccountName, password: Buffer, signal: AbortSignal): Promise<Said>
  /**
   * Whether the cache alone, with every DC out of the question, takes this password and refuses a wrong one. The
   * computer is as online afterwards as it was before, whatever happens.
   */
  prove(account: AccountName, password: Buffer, signal: AbortSignal): Promise<boolean>
  /**
   * Makes the cache take a password, without a DC, and proves it. Only an entry that exists, of a known version and
   * shape, is ever written; the old one is put back, on disk, unless the proof succeeds. Its age is not known afterwards,
   * unless it is given, until a DC answers a log-on. To be called only with what `checkStatement` or a verified response let pass: it grants
   * a log-on. The password is UTF-8; the buffer is left as it is.
   *
   * @param passwordLastSet `pwdLastSet` of that password, as whoever let it pass signed it; null, as usual: not known.
   * @throws when the disk is full, or a file cannot be read or written: then too the cache has what it had before.
   */
  changeLocally(
    account: Sid,
    password: Buffer,
    signal: AbortSignal,
    passwordLastSet?: Date | null,
  ): Promise<LocalChange>
  /**
   * What a killed `changeLocally` left without proof is as it was. For the start of the agent that is the only one at
   * work here: called while another one proves, it would undo that.
   */
  putBackUnproved(): Promise<void>
  /**
   * Removes the cached log-ons of these accounts. It ends no session and keeps nobody from logging on with a DC.
   *
   * @returns those that are gone now, and those that were never there.
   */
  forget(accounts: readonly Sid[]): Promise<readonly Sid[]>
  policy(): Promise<CachePolicy>
}
