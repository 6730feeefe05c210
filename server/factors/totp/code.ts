import { timingSafeEqual } from 'node:crypto'
import { HOTP, Secret as Seed } from 'otpauth'

/** What an authenticator is set to. Apps take SHA-1, 6 digits and 30 s whatever the QR code says; hardware has others. */
export interface TotpKind {
  readonly algorithm: 'SHA1' | 'SHA256' | 'SHA512'
  readonly digits: 6 | 8
  readonly periodSeconds: number
}

export const appKind: TotpKind = { algorithm: 'SHA1', digits: 6, periodSeconds: 30 }

/** RFC 6238 4.2: the number of whole periods since 1970. */
export const stepAt = ({ periodSeconds }: Pick<TotpKind, 'periodSeconds'>, now: Date) =>
  Math.floor(now.getTime() / 1000 / periodSeconds)

export function codeAt(seed: Uint8Array, { algorithm, digits }: TotpKind, step: number): string {
  const secret = new Seed({ buffer: Uint8Array.from(seed).buffer })
  return HOTP.generate({ secret, algorithm, digits, counter: step })
}

/**
 * The step whose code this is: the expected one, the one before or the one after (RFC 6238 5.2). Always computes
 * and compares all three, right or wrong.
 *
 * @param drift steps by which this authenticator's clock is ahead, see `nextDrift`.
 */
export function matchingStep(
  seed: Uint8Array,
  kind: TotpKind,
  code: string,
  at: { readonly now: Date; readonly drift: number },
): number | undefined {
  const expected = stepAt(kind, at.now) + at.drift
  let match: number | undefined
  for (const step of [expected - 1, expected, expected + 1]) {
    if (sameDigits(codeAt(seed, kind, step), code)) match = step
  }
  return match
}

function sameDigits(right: string, given: string): boolean {
  const given8 = Buffer.alloc(right.length)
  given8.write(given, 'latin1')
  return timingSafeEqual(Buffer.from(right, 'latin1'), given8) && given.length === right.length
}

export interface Drift {
  readonly drift: number
  /** By how many steps the last right code was ahead of our clock. */
  readonly lastOffset: number
}

/** Five minutes with the usual period: a clock that is further off is broken, and each step more helps a guesser. */
const maxDrift = 10

/**
 * Follows an authenticator's clock (RFC 6238 6). It moves by one step, and only when two right codes in a row were off
 * to the same side: one code that was typed late tells nothing about the clock, and must not shift the window so far
 * that the next code, typed in time, is refused.
 */
export function nextDrift({ drift, lastOffset }: Drift, offset: number): Drift {
  const side = Math.sign(offset - drift)
  const moves = side !== 0 && side === Math.sign(lastOffset - drift)
  const moved = moves ? Math.max(-maxDrift, Math.min(maxDrift, drift + side)) : drift
  return { drift: moved, lastOffset: offset }
}
