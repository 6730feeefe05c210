import {
  driftOfPair,
  matchingCounter,
  matchingPair,
  matchingStep,
  nextDrift,
  stepAt,
} from '@keyturn/protocols/oath'
import type { Position, Token } from './store.ts'

/** What was typed: one code, or two that the token showed one after the other. */
export type Typed = readonly [string] | readonly [string, string]

/** Presses of the button in a pocket: RFC 4226 7.4 leaves the number to us. */
const lookAhead = 10
/** For two codes that follow each other: 10⁻⁹ of all pairs of six digits are right by chance. */
const pairAhead = 1000
/** As far as a clock is followed at all (`nextDrift`). */
const maxDrift = 10
const stepsOfOne = 3
const stepsOfPair = 2 * maxDrift + 2

export function readCodes(typed: string): Typed {
  const text = typed.normalize('NFKC').trim()
  const [, first, second] = /^(\d{6,8})\s+(\d{6,8})$/.exec(text) ?? []
  return first !== undefined && second !== undefined ? [first, second] : [text.replaceAll(/[\s-]/g, '')]
}

type KindOfToken = Pick<
  Token,
  'type' | 'algorithm' | 'digits' | 'periodSeconds' | 'next' | 'drift' | 'lastOffset'
>

/**
 * Where in the token's life what was typed belongs. Computes equally many codes for each kind of token, right or
 * wrong; only the hash is its own, and differs by about a microsecond each.
 */
export function positionOf(
  seed: Uint8Array,
  token: KindOfToken,
  typed: Typed,
  now: Date,
): Position | undefined {
  return token.type === 'hotp' ? ofButton(seed, token, typed) : ofClock(seed, token, typed, now)
}

function ofButton(seed: Uint8Array, token: KindOfToken, [first, second]: Typed): Position | undefined {
  const at =
    second === undefined
      ? matchingCounter(seed, token, first, { from: token.next, count: lookAhead })
      : matchingPair(seed, token, [first, second], { from: token.next, count: pairAhead })
  return at === undefined ? undefined : { at, drift: 0, lastOffset: 0 }
}

function ofClock(seed: Uint8Array, token: KindOfToken, typed: Typed, now: Date): Position | undefined {
  const [first, second] = typed
  if (second === undefined) {
    const at = matchingStep(seed, token, first, { now, drift: token.drift })
    idle(seed, token, lookAhead - stepsOfOne)
    return at === undefined ? undefined : { at, ...nextDrift(token, at - stepAt(token, now)) }
  }
  const found = driftOfPair(seed, token, [first, second], { now, maxSteps: maxDrift })
  idle(seed, token, pairAhead - stepsOfPair)
  return found && { at: found.step, ...found.drift }
}

/** What a token with a button would have computed more. */
function idle(seed: Uint8Array, token: KindOfToken, count: number): void {
  matchingCounter(seed, token, '', { from: 0, count })
}
