import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import {
  codeAt,
  driftOfPair,
  matchingCounter,
  matchingPair,
  matchingStep,
  nextDrift,
  stepAt,
  type CodeKind,
  type Drift,
  type TotpKind,
} from './index.ts'

const digits = '12345678901234567890'
const rfcSeed = Buffer.from(digits)
const sixDigits: CodeKind = { algorithm: 'SHA1', digits: 6 }
/** RFC 4226 appendix D */
const hotpCodes = '755224 287082 359152 969429 338314 254676 287922 162583 399871 520489'.split(' ')

/** RFC 6238 appendix B, with the seeds of its errata 2866: 20, 32 and 64 bytes. */
const totpSeeds = {
  SHA1: rfcSeed,
  SHA256: Buffer.from(digits.repeat(2).slice(0, 32)),
  SHA512: Buffer.from(digits.repeat(4).slice(0, 64)),
}
const totpCodes: readonly (readonly [number, string, string, string])[] = [
  [59, '94287082', '46119246', '90693936'],
  [1_111_111_109, '07081804', '68084774', '25091201'],
  [1_111_111_111, '14050471', '67062674', '99943326'],
  [1_234_567_890, '89005924', '91819424', '93441116'],
  [2_000_000_000, '69279037', '90698825', '38618901'],
  [20_000_000_000, '65353130', '77737706', '47863826'],
]
const at = (seconds: number) => new Date(seconds * 1000)

suite('a code', () => {
  test('of HOTP is that of RFC 4226', () => {
    assert.deepEqual(
      hotpCodes.map((_, counter) => codeAt(rfcSeed, sixDigits, counter)),
      hotpCodes,
    )
  })

  test('of TOTP is that of RFC 6238', () => {
    for (const [seconds, ...codes] of totpCodes) {
      for (const [i, algorithm] of (['SHA1', 'SHA256', 'SHA512'] as const).entries()) {
        const kind: TotpKind = { algorithm, digits: 8, periodSeconds: 30 }
        assert.equal(codeAt(totpSeeds[algorithm], kind, stepAt(kind, at(seconds))), codes[i])
      }
    }
  })

  test('of seven digits is the end of that of eight', () => {
    for (const [counter, code] of hotpCodes.entries()) {
      const [seven, eight] = ([7, 8] as const).map((length) =>
        codeAt(rfcSeed, { algorithm: 'SHA1', digits: length }, counter),
      )
      assert.equal(seven, eight?.slice(1))
      assert.equal(code, seven?.slice(1))
    }
  })
})

suite('a token with a button', () => {
  const search = (code: string, from: number, count = 4) =>
    matchingCounter(rfcSeed, sixDigits, code, { from, count })

  test('pressed in a pocket is found a few codes ahead, and no further', () => {
    assert.equal(search('969429', 0), 3)
    assert.equal(search('338314', 0), undefined)
  })

  test('has no second use of a code, nor of one before it', () => {
    const next = (search('969429', 0) ?? NaN) + 1
    for (const old of hotpCodes.slice(0, next)) assert.equal(search(old, next), undefined)
    assert.equal(search('338314', next), 4)
  })

  test('pressed a hundred times is found by two codes in a row, and by no others', () => {
    const code = (counter: number) => codeAt(rfcSeed, sixDigits, counter)
    const pair = (first: string, second: string) =>
      matchingPair(rfcSeed, sixDigits, [first, second], { from: 4, count: 1000 })
    assert.equal(pair(code(500), code(501)), 501)
    assert.equal(pair(code(501), code(500)), undefined)
    assert.equal(pair(code(500), code(502)), undefined)
    assert.equal(pair(code(500), code(500)), undefined)
    assert.equal(pair(code(2), code(3)), undefined)
    assert.equal(pair(code(3), code(4)), undefined)
    assert.equal(pair(code(1003), code(1004)), undefined)
    assert.equal(pair(code(1002), code(1003)), 1003)
  })

  test('is checked with any text for a code, and any counter, without a throw', () => {
    const code = fc.oneof(fc.string({ maxLength: 20 }), fc.stringMatching(/^\d{6}$/))
    fc.assert(
      fc.property(code, fc.maxSafeInteger(), (typed, from) => {
        const match = search(typed, from, 2)
        if (match !== undefined) assert.equal(codeAt(rfcSeed, sixDigits, match), typed)
      }),
      { numRuns: 10_000 },
    )
  })
})

suite('a token with a clock', () => {
  const kind: TotpKind = { algorithm: 'SHA256', digits: 8, periodSeconds: 60 }
  const seed = randomBytes(32)
  const now = at(1_800_000_015)
  const step = stepAt(kind, now)
  const match = (code: string, drift = 0) => matchingStep(seed, kind, code, { now, drift })

  test('counts one step early and late, and no further', () => {
    for (const [offset, matches] of [
      [-2, false],
      [-1, true],
      [0, true],
      [1, true],
      [2, false],
    ] as const) {
      assert.equal(match(codeAt(seed, kind, step + offset)) === step + offset, matches, `${offset}`)
    }
  })

  test('counts around its drift', () => {
    assert.equal(match(codeAt(seed, kind, step + 4), 3), step + 4)
    assert.equal(match(codeAt(seed, kind, step), 3), undefined)
  })

  test('shows codes of the wrong length or not of digits never', () => {
    const right = codeAt(seed, kind, step)
    for (const code of ['', ' ', right.slice(1), `${right}0`, '１２３４５６７８', '\0'.repeat(8)]) {
      assert.equal(match(code), undefined)
    }
  })

  test('is followed when it is off twice in a row to one side, to five minutes of the usual period', () => {
    const after = (offsets: readonly number[], from: Drift = { drift: 0, lastOffset: 0 }) =>
      offsets.reduce(nextDrift, from).drift
    assert.equal(after([1, 1]), 1)
    assert.equal(after([-1, -1, -2, -2]), -2)
    assert.equal(after([1, 0, 1, 0]), 0)
    assert.equal(after([1, -1, 1, -1]), 0)
    assert.equal(after([12, 12], { drift: 10, lastOffset: 11 }), 10)
  })

  test('that lay in a drawer for years is found by two codes in a row', () => {
    const pair = (drift: number) =>
      [codeAt(seed, kind, step + drift - 1), codeAt(seed, kind, step + drift)] as const
    for (const drift of [-100, -3, 0, 42, 100]) {
      const found = driftOfPair(seed, kind, pair(drift), { now, maxSteps: 100 })
      assert.deepEqual(found, { step: step + drift, drift: { drift, lastOffset: drift } })
    }
    for (const drift of [-101, 101]) {
      assert.equal(driftOfPair(seed, kind, pair(drift), { now, maxSteps: 100 }), undefined)
    }
  })
})
