import type { FactorName, Purpose } from '@keyturn/contract'
import type { Account } from '#directory'

export interface Need {
  /** Factors that count, best first: the same for everybody until the first proof succeeded. */
  readonly factors: readonly FactorName[]
  /** How many different ones of them. */
  readonly different: number
}

export interface Policy {
  /** What a stranger is shown, whoever he says he is. */
  readonly shown: (purpose: Purpose) => readonly FactorName[]
  /** undefined: this account may not do this at all (protected, disabled, expired, by rule). */
  needFor(account: Account, purpose: Purpose): Promise<Need | undefined>
  /**
   * Are all groups of the rules there? Asked at start; until they are, `needFor` refuses everybody.
   *
   * @throws {Fault} `config.invalid` that names those that are not; `directory.unavailable`.
   */
  check(): Promise<void>
}
