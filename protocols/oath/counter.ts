import { timingSafeEqual } from 'node:crypto'
import { coder, type CodeKind } from './code.ts'

/** The counters `from`, `from + 1`, …, so many of them. */
export interface Window {
  readonly from: number
  readonly count: number
}

/**
 * The counter whose code this is (RFC 4226 7.4): the first one that may still be used is `from`, and `from` of the
 * next search is the one after the match. Always works through the whole window, right or wrong.
 */
export function matchingCounter(
  seed: Uint8Array,
  kind: CodeKind,
  code: string,
  window: Window,
): number | undefined {
  const codeOf = coder(seed, kind)
  let match: number | undefined
  for (const counter of counters(window)) {
    if (sameDigits(codeOf(counter), code)) match ??= counter
  }
  return match
}

/**
 * The counter of the second of two codes that follow each other (RFC 4226 7.4, resynchronization): as both must
 * fit, the window may be a thousand times that of one code.
 */
export function matchingPair(
  seed: Uint8Array,
  kind: CodeKind,
  [first, second]: readonly [string, string],
  window: Window,
): number | undefined {
  const codeOf = coder(seed, kind)
  let match: number | undefined
  let firstFits = false
  for (const counter of counters(window)) {
    const code = codeOf(counter)
    const secondFits = sameDigits(code, second)
    if (firstFits && secondFits) match ??= counter
    firstFits = sameDigits(code, first)
  }
  return match
}

/** Those that exist: a clock that is far off, or a counter near its end, leaves less of the window. */
function* counters({ from, count }: Window): Iterable<number> {
  const end = Math.min(from + count, Number.MAX_SAFE_INTEGER)
  for (let counter = Math.max(0, from); counter < end; counter++) yield counter
}

function sameDigits(right: string, given: string): boolean {
  const sized = Buffer.alloc(right.length)
  sized.write(given, 'latin1')
  return timingSafeEqual(Buffer.from(right, 'latin1'), sized) && given.length === right.length
}
