import type { Challenge } from '@keyturn/contract'
import type { AccountId } from '#kernel'
import type { Asking, Factor } from '../factor.ts'

/** A factor on a real database, with what a test needs around it. */
export interface FactorUnderTest extends AsyncDisposable {
  readonly factor: Factor
  /** Enrols an account; gives a source of right answers, each another one. Time may pass with each. */
  enrol(account: AccountId): Promise<RightAnswer>
  /** Looks like an answer and is none. */
  readonly wrong: string
  /** Whose factor comes from elsewhere, and cannot be removed here. */
  readonly notRemovable?: true
  /** Whose answer is good more than once, by what somebody decided. */
  readonly isReusable?: true
  /** Enrols a device that runs away. Left out: there is none that could. */
  drifting?(account: AccountId): Promise<Drifting>
}

/** To what was begun: nothing for a factor where nothing is. */
export type RightAnswer = (challenge: Challenge, asking: Asking) => string | Promise<string>

let attempts = 0

/** Somebody at a page, in an attempt of her own. */
export function anAsking(account: AccountId | null, change: Partial<Asking> = {}): Asking {
  const attempt = `attempt-${++attempts}`
  const origin = { address: `10.3.${attempts % 250}.1`, device: null }
  return { account, subject: account ?? 'nobody', attempt, origin, languages: ['en'], ...change }
}

/** A device whose clock or counter runs away from what is known of it here. Each answer is another one, and right. */
export interface Drifting {
  /** A little further off than the one before, as a device gets from one use to the next. */
  readonly near: () => string
  /** So far off that no one answer is believed. */
  readonly far: () => string
  /** What brings it back from there: two codes in a row. Left out: it is enrolled anew. */
  readonly again?: () => string
}
