const ticksPerMs = 10_000n
const ticksPerSecond = 10_000_000n
/** 1601-01-01 to 1970-01-01. */
const epochGapMs = 11_644_473_600_000n
/** What `accountExpires` holds when it never comes (MS-ADA1 2.3), 2⁶³-1. */
const neverComes = 0x7fff_ffff_ffff_ffffn
/** What an interval holds that never ends, -2⁶³: `maxPwdAge`, `lockoutDuration`. */
const neverEnds = -0x8000_0000_0000_0000n
/** The last instant that a `Date` can hold (ECMA-262 21.4.1.1). */
const lastMs = 8_640_000_000_000_000n

/** A LargeInteger of LDAP (MS-ADTS 3.1.1.2.2.2.7) as text; undefined if it is none or has more than 64 bits. */
export function largeInteger(text: string): bigint | undefined {
  if (!/^(0|-?[1-9]\d{0,18})$/.test(text)) return undefined
  const value = BigInt(text)
  return value > neverComes || value < neverEnds ? undefined : value
}

/**
 * FILETIME (MS-DTYP 2.3.3): steps of 100 ns since 1601. Rounded down to the millisecond.
 *
 * @returns null for what AD calls never or not at all: 0, 2⁶³-1, and what no `Date` can hold.
 */
export function dateFromFiletime(ticks: bigint): Date | null {
  if (ticks <= 0n || ticks === neverComes) return null
  const ms = ticks / ticksPerMs - epochGapMs
  return ms > lastMs ? null : new Date(Number(ms))
}

export function filetimeFromDate(date: Date): bigint {
  return (BigInt(date.getTime()) + epochGapMs) * ticksPerMs
}

/**
 * A length of time as domain policies and PSOs store it: steps of 100 ns, negative.
 *
 * @returns seconds; null for -2⁶³, which means without end. Zero is zero: for `maxPwdAge` it also means never,
 * for `minPwdAge` none. That is the reader's to know.
 */
export function secondsFromInterval(ticks: bigint): number | null {
  if (ticks === neverEnds) return null
  const length = ticks < 0n ? -ticks : ticks
  return Number(length / ticksPerSecond)
}
