import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { suite, test } from 'node:test'
import { appKind, codeAt, matchingStep, nextDrift, stepAt, type Drift, type TotpKind } from './code.ts'

const digits = '12345678901234567890'
/** RFC 6238 appendix B, with the seeds of its errata 2866: 20, 32 and 64 bytes. */
const seeds = {
  SHA1: Buffer.from(digits),
  SHA256: Buffer.from(digits.repeat(2).slice(0, 32)),
  SHA512: Buffer.from(digits.repeat(4).slice(0, 64)),
}
const vectors: readonly (readonly [number, string, string, string])[] = [
  [59, '94287082', '46119246', '90693936'],
  [1_111_111_109, '07081804', '68084774', '25091201'],
  [1_111_111_111, '14050471', '67062674', '99943326'],
  [1_234_567_890, '89005924', '91819424', '93441116'],
  [2_000_000_000, '69279037', '90698825', '38618901'],
  [20_000_000_000, '65353130', '77737706', '47863826'],
]
const at = (seconds: number) => new Date(seconds * 1000)

suite('a TOTP code', () => {
  for (const [seconds, ...codes] of vectors) {
    test(`is that of RFC 6238 at ${seconds} s`, () => {
      for (const [i, algorithm] of (['SHA1', 'SHA256', 'SHA512'] as const).entries()) {
        const kind: TotpKind = { algorithm, digits: 8, periodSeconds: 30 }
        assert.equal(codeAt(seeds[algorithm], kind, stepAt(kind, at(seconds))), codes[i])
      }
    })
  }

  const seed = randomBytes(20)
  const now = at(1_800_000_015)
  const step = stepAt(appKind, now)
  const match = (code: string, drift = 0) => matchingStep(seed, appKind, code, { now, drift })

  test('counts one step early and late, and no further', () => {
    for (const [offset, matches] of [
      [-2, false],
      [-1, true],
      [0, true],
      [1, true],
      [2, false],
    ] as const) {
      assert.equal(match(codeAt(seed, appKind, step + offset)) === step + offset, matches, `${offset}`)
    }
  })

  test('counts around the drift of its authenticator', () => {
    assert.equal(match(codeAt(seed, appKind, step + 4), 3), step + 4)
    assert.equal(match(codeAt(seed, appKind, step), 3), undefined)
  })

  test('of the wrong length or not of digits is wrong, and nothing worse', () => {
    const right = codeAt(seed, appKind, step)
    for (const code of [
      '',
      ' ',
      right.slice(1),
      `${right}0`,
      `${right}00`,
      '１２３４５６',
      '\0\0\0\0\0\0',
      'x'.repeat(64),
    ]) {
      assert.equal(match(code), undefined)
    }
  })
})

suite('the clock of an authenticator', () => {
  const after = (offsets: readonly number[], from: Drift = { drift: 0, lastOffset: 0 }) =>
    offsets.reduce(nextDrift, from).drift

  test('is followed when it is off twice in a row', () => {
    assert.equal(after([1, 1]), 1)
    assert.equal(after([-1, -1]), -1)
    assert.equal(after([1, 1, 2, 2]), 2)
  })

  test('is not judged by one code typed late', () => {
    assert.equal(after([-1, 0, -1, 0, 0, -1]), 0)
    assert.equal(after([-1, 1, -1, 1]), 0)
  })

  test('comes back when it was set right', () => {
    assert.equal(after([0, 0], { drift: -1, lastOffset: -1 }), 0)
  })

  test('never leads so far that a person whose clock is right and who types late is refused in time', () => {
    // Whatever mix of codes in time and codes one step late comes, both stay in the window.
    for (let mix = 0; mix < 2 ** 10; mix++) {
      let now: Drift = { drift: 0, lastOffset: 0 }
      for (let i = 0; i < 10; i++) {
        now = nextDrift(now, (mix >> i) & 1 ? -1 : 0)
        assert.ok(now.drift >= -1 && now.drift <= 0)
      }
    }
  })

  test('is followed for five minutes at most', () => {
    const faster = Array.from({ length: 100 }, (_, i) => Math.floor(i / 2) + 1)
    assert.equal(after(faster), 10)
    assert.equal(after(faster.map((offset) => -offset)), -10)
  })
})
