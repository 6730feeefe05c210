import type { ErrorCode, FactorName, PasswordPolicy, PasswordProblem, ResetView } from '@keyturn/contract'

/** The ways to prove who you are for which a keyboard is enough. */
export type TypedFactor = Exclude<FactorName, 'passkey' | 'smart-card'>
/** Those that are answered by the person herself. */
export type AnsweredFactor = Exclude<TypedFactor, 'manager-approval' | 'colleague-approval'>
type RefusedWhy = Extract<ResetView, { state: 'refused' }>['why']

/** All that the console says. Each language has all of it, or does not compile. */
export interface ConsoleWords {
  readonly title: string
  /** What can be done here, and by which key. */
  readonly menu: string
  readonly menuQuestion: string
  /** How to leave at any question. */
  readonly howToLeave: string
  readonly who: string
  readonly wait: string
  readonly whichWay: string
  readonly way: Readonly<Record<TypedFactor, string>>
  readonly answer: Readonly<Record<AnsweredFactor, string>>
  readonly noWay: string
  readonly sent: string
  readonly whichColleague: string
  readonly waiting: (number: string) => string
  readonly wrong: string
  readonly more: string
  readonly rules: (policy: PasswordPolicy) => string
  readonly interrupted: string
  readonly newPassword: string
  readonly again: string
  readonly different: string
  readonly problem: Readonly<Record<PasswordProblem, string>>
  readonly setting: string
  readonly reset: string
  readonly unlocked: string
  readonly unlockQuestion: string
  readonly refused: Readonly<Record<RefusedWhy, string>>
  /** What the server said no with. */
  readonly error: (code: ErrorCode | 'no-answer') => string
  readonly anyKey: string
}
