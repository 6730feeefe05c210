import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { isMet, type Need } from './need.ts'

suite('what was proved is enough', () => {
  const worth = {
    totp: { weight: 3, kind: 'possession', neverAlone: false },
    'recovery-code': { weight: 2, kind: 'possession', neverAlone: false },
    questions: { weight: 1, kind: 'knowledge', neverAlone: true },
    'mail-code': { weight: 1, kind: 'possession', neverAlone: true },
    'manager-approval': { weight: 2, kind: 'vouching', neverAlone: false },
  } as const
  const factors = ['totp', 'recovery-code', 'questions', 'mail-code', 'manager-approval'] as const
  const need: Need = { factors, different: 1, worth }

  test('when as many different ones were proved as the rule wants, each counted once', () => {
    assert.ok(isMet(need, ['totp']))
    assert.ok(!isMet({ ...need, different: 2 }, ['totp', 'totp']))
    assert.ok(isMet({ ...need, different: 2 }, ['totp', 'recovery-code']))
  })

  test('never by mail, by questions or by both of them, whatever the rule counts', () => {
    for (const proved of [['mail-code'], ['questions'], ['mail-code', 'questions']] as const) {
      assert.ok(!isMet({ ...need, different: proved.length }, proved), proved.join())
    }
    assert.ok(isMet({ ...need, different: 2 }, ['mail-code', 'totp']))
  })

  test('only with what the rule requires', () => {
    const strict = { ...need, required: ['totp'] as const }
    assert.ok(!isMet(strict, ['recovery-code']))
    assert.ok(isMet(strict, ['totp']))
  })

  test('only by as many kinds as the rule wants: two telephones are one thing to steal', () => {
    const two = { ...need, different: 2, kinds: 2 }
    assert.ok(!isMet(two, ['totp', 'recovery-code']))
    assert.ok(isMet(two, ['totp', 'manager-approval']))
  })

  test('only with the weight that the rule wants', () => {
    assert.ok(!isMet({ ...need, weight: 4 }, ['totp']))
    assert.ok(isMet({ ...need, weight: 4 }, ['totp', 'mail-code']))
  })

  test('not by what the rule does not name', () => {
    assert.ok(!isMet({ ...need, factors: ['recovery-code'] }, ['totp']))
  })
})
