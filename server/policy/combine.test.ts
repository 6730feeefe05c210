import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { factorName } from '@keyturn/contract'
import fc from 'fast-check'
import { combine } from './combine.ts'
import { isMet, neverAlone, usualWeights, type Need } from './need.ts'

const names = factorName.options
const kinds = ['possession', 'knowledge', 'vouching'] as const
const worthOf = (name: (typeof names)[number]) => ({
  weight: usualWeights[name],
  kind: kinds[names.indexOf(name) % 3] ?? 'possession',
  neverAlone: neverAlone.has(name),
})

const some = fc.subarray([...names], { minLength: 1 })
const asking = some.chain((factors) =>
  fc.record({
    factors: fc.shuffledSubarray(factors, { minLength: factors.length }),
    different: fc.integer({ min: 1, max: 3 }),
    required: fc.subarray(factors, { maxLength: Math.min(2, factors.length) }),
    kinds: fc.integer({ min: 0, max: 3 }),
    weight: fc.integer({ min: 0, max: 9 }),
    worth: fc.constant(Object.fromEntries(factors.map((name) => [name, worthOf(name)]))),
  }),
)
/** Also the change that asks for the password alone. */
const rule: fc.Arbitrary<Need> = fc.oneof(
  { arbitrary: asking, weight: 9 },
  { arbitrary: fc.constant({ factors: [], different: 0 }), weight: 1 },
)

/** What it says, whatever the order in which it says it. */
const said = ({ factors, different, required = [], kinds: of = 0, weight = 0, worth = {} }: Need) => ({
  factors: factors.toSorted(),
  different,
  required: required.toSorted(),
  kinds: of,
  weight,
  worth,
})

suite('the rules of somebody who is in several groups', () => {
  test('come to the same in whatever order they are put together, and however often', () => {
    fc.assert(
      fc.property(rule, rule, rule, (a, b, c) => {
        assert.deepEqual(said(combine(a, b)), said(combine(b, a)))
        assert.deepEqual(said(combine(a, combine(b, c))), said(combine(combine(a, b), c)))
        assert.deepEqual(said(combine(a, a)), said(a))
      }),
    )
  })

  test('are never weaker together than any of them', () => {
    let met = 0
    fc.assert(
      fc.property(rule, rule, fc.subarray([...names]), (a, b, proved) => {
        if (!isMet(combine(a, b), proved)) return
        met++
        assert.ok(isMet(a, proved) && isMet(b, proved), JSON.stringify([a, b, proved]))
      }),
      { numRuns: 1_000 },
    )
    assert.ok(met > 20, `${met} combinations were met`)
  })

  test('keep the order of the first: best first is how they are shown', () => {
    const one: Need = { factors: ['totp', 'passkey', 'token'], different: 1 }
    const other: Need = { factors: ['token', 'passkey'], different: 1 }
    assert.deepEqual(combine(one, other).factors, ['passkey', 'token'])
  })
})
