import type { FactorName } from '@keyturn/contract'
import type { Account } from '#directory'
import type { Need } from './need.ts'

/**
 * What somebody may want to do. `why`: being told what keeps her from logging on. `change`: a password that she knows. `enrol`: touching her own factors. `help-desk`:
 * being known to the help desk as who she is.
 */
export const policyPurposes = ['reset', 'unlock', 'why', 'change', 'enrol', 'help-desk'] as const
export type PolicyPurpose = (typeof policyPurposes)[number]

export interface Policy {
  /** What a stranger is shown, whoever he says he is. */
  readonly shown: (purpose: PolicyPurpose) => readonly FactorName[]
  /** undefined: this account may not do this at all (protected, disabled, expired, by rule). */
  needFor(account: Account, purpose: PolicyPurpose): Promise<Need | undefined>
  /**
   * Of somebody who signed in: has she proved enough for this? Where she has not enrolled what is asked for, all that
   * she has is enough: or nobody could ever enrol a second factor.
   */
  enough(account: Account, purpose: 'change' | 'enrol', proved: readonly FactorName[]): Promise<boolean>
  /**
   * Are all groups of the rules there, and can every rule be met, inside the fence too if there is one, and all the
   * rules of everybody who is in several of their groups today? Asked at start; until the groups are there, `needFor` refuses everybody.
   *
   * @throws {Fault} `config.invalid` that names each rule, whom it is for and what is wrong with it;
   *   `directory.unavailable`.
   */
  check(): Promise<void>
  /** What each purpose needs of this account, what it has, and what is missing. */
  explain(account: Account): Promise<Explanation>
  /**
   * Everybody in a group: who could do it today, and who not and why. A factor is asked about ten thousand people
   * at once. undefined: there is no such group.
   */
  coverage(group: string, purpose: PolicyPurpose): Promise<Coverage | undefined>
}

/** Why somebody could not do it today. Each has its words in web/words. */
export type CannotWhy = 'protected' | 'disabled' | 'expired' | 'frozen' | 'nothing-enrolled' | 'not-enough'

export type Standing =
  | { readonly can: true; readonly need: Need; readonly ready: readonly FactorName[] }
  | {
      readonly can: false
      readonly why: CannotWhy
      /** undefined: no proof helps. */
      readonly need?: Need
      readonly ready: readonly FactorName[]
    }

export interface Explanation {
  readonly purposes: Readonly<Record<PolicyPurpose, Standing>>
  /** The groups whose rules took part; none: no rule names her. */
  readonly rules: Readonly<Record<PolicyPurpose, readonly string[]>>
}

export interface Coverage {
  readonly people: number
  readonly can: number
  /** How many could prove by it, whether or not that is enough. */
  readonly ready: Readonly<Partial<Record<FactorName, number>>>
  readonly cannot: readonly {
    readonly account: Account
    readonly why: CannotWhy
    readonly ready: readonly FactorName[]
  }[]
}
