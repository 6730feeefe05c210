import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { problemsOf } from './checks.ts'
import { rulingsOf, usualNeeds, type PolicyConfig } from './settings.ts'
import { aFactor, config, factorsOf } from './testing.ts'

suite('a factor that everybody has', () => {
  const problems = (
    isEverybodys: boolean,
    enrol: PolicyConfig['enrol'],
    groups: PolicyConfig['groups'] = [],
  ) => {
    const factors = factorsOf([
      aFactor('totp'),
      aFactor('recovery-code'),
      aFactor('radius', { isEverybodys }),
    ])
    const all = { ...config, enrol, groups }
    return problemsOf(rulingsOf(all, usualNeeds(all, factors), factors), { airGapped: false, factors })
  }

  test('and that the rule for factors does not take lets nobody set up her first: it stops the start', () => {
    const [problem = '', ...more] = problems(true, config.enrol)
    assert.match(
      problem,
      /change their factors, people .* first factor: everybody has radius, .* in the rule, or/,
    )
    assert.deepEqual(more, [])
    const ofAGroup = [{ group: 'Finance', enrol: config.enrol }]
    const taken = { factors: ['radius', 'totp'], different: 2 } as const
    assert.match(problems(true, taken, ofAGroup).join('\n'), /^.*members of Finance could never set up/)
  })

  test('and that the rule takes does not, nor one that only some have', () => {
    assert.deepEqual(problems(true, { factors: ['totp', 'radius'], different: 2 }), [])
    assert.deepEqual(problems(false, config.enrol), [])
  })
})
