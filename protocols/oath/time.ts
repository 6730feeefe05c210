import type { CodeKind } from './code.ts'
import { matchingCounter, matchingPair } from './counter.ts'

export interface TotpKind extends CodeKind {
  readonly periodSeconds: number
}

/** RFC 6238 4.2: the number of whole periods since 1970. */
export const stepAt = ({ periodSeconds }: Pick<TotpKind, 'periodSeconds'>, now: Date) =>
  Math.floor(now.getTime() / 1000 / periodSeconds)

interface Moment {
  readonly now: Date
  /** Steps by which this token's clock is ahead, see `nextDrift`. */
  readonly drift: number
}

/** The step whose code this is: the expected one, the one before or the one after (RFC 6238 5.2). */
export function matchingStep(
  seed: Uint8Array,
  kind: TotpKind,
  code: string,
  { now, drift }: Moment,
): number | undefined {
  return matchingCounter(seed, kind, code, { from: stepAt(kind, now) + drift - 1, count: 3 })
}

export interface Drift {
  readonly drift: number
  /** By how many steps the last right code was ahead of our clock. */
  readonly lastOffset: number
}

/** Five minutes with the usual period: a clock that is further off is broken, and each step more helps a guesser. */
const maxDrift = 10

/**
 * Follows a token's clock (RFC 6238 6). It moves by one step, and only when two right codes in a row were off to the
 * same side: one code that was typed late tells nothing about the clock, and must not shift the window so far that
 * the next code, typed in time, is refused.
 */
export function nextDrift({ drift, lastOffset }: Drift, offset: number): Drift {
  const side = Math.sign(offset - drift)
  const moves = side !== 0 && side === Math.sign(lastOffset - drift)
  const moved = moves ? Math.max(-maxDrift, Math.min(maxDrift, drift + side)) : drift
  return { drift: moved, lastOffset: offset }
}

/**
 * How far a token's clock is off that lay in a drawer for years: by two codes that follow each other, the second
 * of them shown now, up to `maxSteps` to either side.
 */
export function driftOfPair(
  seed: Uint8Array,
  kind: TotpKind,
  codes: readonly [string, string],
  { now, maxSteps }: { readonly now: Date; readonly maxSteps: number },
): { readonly step: number; readonly drift: Drift } | undefined {
  const expected = stepAt(kind, now)
  // One more before: the first of the two codes.
  const window = { from: expected - maxSteps - 1, count: 2 * maxSteps + 2 }
  const step = matchingPair(seed, kind, codes, window)
  return step === undefined
    ? undefined
    : { step, drift: { drift: step - expected, lastOffset: step - expected } }
}
