import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { assert as holds, bigInt, boolean, integer, property, record } from 'fast-check'
import { changesTo, fallen, neverTicks, psoNames, type PsoSettings } from './settings.ts'

const day = 864_000_000_000n
const intervals = bigInt(-400n, 0n).map((days) => days * day)
const settings = record({
  minLength: integer({ min: 0, max: 30 }),
  history: integer({ min: 0, max: 24 }),
  complexity: boolean(),
  reversible: boolean(),
  minAge: bigInt(-30n, 0n).map((days) => days * day),
  maxAge: intervals,
  lockoutThreshold: integer({ min: 0, max: 10 }),
  lockoutWindow: intervals,
  lockoutDuration: intervals,
})
/** Negative; 0 is never. */
const longest = ({ maxAge }: PsoSettings) => (maxAge === 0n ? neverTicks : maxAge)

suite('a maximum age that falls', () => {
  test('weakens nothing, whatever the two say, and lets no password live longer', () => {
    holds(
      property(settings, settings, integer({ min: -10, max: 400 * 86_400 }), (ours, source, seconds) => {
        const now = fallen(ours, source, seconds)
        for (const one of [ours, source]) {
          assert.ok(now.minLength >= one.minLength && now.history >= one.history)
          assert.ok(now.complexity || !one.complexity)
          assert.ok(!now.reversible || one.reversible)
          assert.ok(now.minAge <= one.minAge)
        }
        assert.ok(now.maxAge >= longest(source))
        assert.deepEqual(
          [now.lockoutThreshold, now.lockoutWindow, now.lockoutDuration],
          [ours.lockoutThreshold, ours.lockoutWindow, ours.lockoutDuration],
        )
      }),
    )
  })

  test('stays above the minimum age, or nobody could change what has expired', () => {
    holds(
      property(settings, integer({ min: 0, max: 86_400 }), (ours, seconds) => {
        const source = { ...ours, maxAge: neverTicks }
        const { minAge, maxAge } = fallen(ours, source, seconds)
        assert.ok(maxAge < minAge)
      }),
    )
  })

  test('is not written for minutes, and for a stricter policy it is', () => {
    const ours: PsoSettings = {
      minLength: 8,
      history: 5,
      complexity: true,
      reversible: false,
      minAge: 0n,
      maxAge: -20n * day,
      lockoutThreshold: 5,
      lockoutWindow: -day,
      lockoutDuration: -day,
    }
    const limit = { ...ours, maxAge: -90n * day }
    assert.deepEqual(changesTo(ours, fallen(ours, limit, 20 * 86_400 + 300)), {})
    const moved = changesTo(ours, fallen(ours, limit, 19 * 86_400))
    assert.deepEqual(moved, { [psoNames.maxAge]: String(-19n * day) })
    const stricter = changesTo(ours, fallen(ours, { ...limit, minLength: 14 }, 20 * 86_400))
    assert.deepEqual(stricter, { [psoNames.minLength]: '14' })
  })
})
