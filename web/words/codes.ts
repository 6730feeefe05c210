import type {
  ActivityType,
  CannotWhyCode,
  FactorName,
  NotRefreshedWhy,
  PasswordProblem,
  ResetView,
} from '@keyturn/contract'
import type { FailureCode } from '../api/index.ts'

type RefusedWhy = Extract<ResetView, { state: 'refused' }>['why']

/** A sentence for every code that an answer may carry. A language without one of them does not compile. */
export interface CodeWords {
  readonly error: Readonly<Record<FailureCode, string>>
  readonly problem: Readonly<Record<PasswordProblem, string>>
  readonly factor: Readonly<Record<FactorName | 'other', string>>
  /** Why a card that was shown did not count. */
  readonly card: Readonly<Record<'late' | 'no-card' | 'not-accepted' | 'unknown' | 'not-now', string>>
  /** Why somebody could not do something today. */
  readonly cannot: Readonly<Record<CannotWhyCode, string>>
  /** What a person sets up, as she would call it. */
  readonly enrol: Readonly<Record<FactorName | 'other', string>>
  readonly refused: Readonly<Record<RefusedWhy, string>>
  readonly notRefreshed: Readonly<Record<NotRefreshedWhy, string>>
  /** The one next step for each of `notRefreshed`. */
  readonly notRefreshedNext: Readonly<Record<NotRefreshedWhy, string>>
  readonly activity: Readonly<Record<ActivityType | 'other', string>>
}

/** What is said for a code that this portal does not know: a newer server may send one. */
const fallback = {
  error: 'internal',
  problem: 'rejected-by-dc',
  factor: 'other',
  card: 'not-accepted',
  cannot: 'not-enough',
  enrol: 'other',
  refused: 'late',
  notRefreshed: 'interrupted',
  notRefreshedNext: 'proof-failed',
  activity: 'other',
} as const satisfies Record<keyof CodeWords, string>

/** Codes to words: the only place that does it. */
export function say(codes: CodeWords, kind: keyof CodeWords, code: string): string {
  const table: Readonly<Record<string, string>> = codes[kind]
  return (Object.hasOwn(table, code) ? table[code] : table[fallback[kind]]) ?? code
}
