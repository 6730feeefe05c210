import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { suite, test } from 'node:test'
import { checkPassword } from '@keyturn/protocols/ad'
import { randomPassword } from './random-password.ts'
import { problemOf } from './refusals.ts'

suite('the password between the two writes', () => {
  const rules = { minLength: 14, complexity: true, forbiddenWords: ['ann', 'lee'] }

  test('keeps the rules of the account, short names included', () => {
    for (let i = 0; i < 2_000; i++) {
      const password = randomPassword(rules, randomBytes)
      assert.deepEqual(checkPassword(password, rules), [])
      assert.equal(password.length, 48)
    }
  })

  test('is as long as a policy may ask', () => {
    assert.equal(randomPassword({ ...rules, minLength: 128 }, randomBytes).length, 128)
  })

  test('is drawn from 64 characters, so that no byte favours one', () => {
    const seen = new Set<string>()
    for (let i = 0; i < 200; i++) for (const one of randomPassword(rules, randomBytes)) seen.add(one)
    assert.equal(seen.size, 64)
  })
})

suite('why a DC refused', () => {
  const refused = (resultCode: number, diagnostic: string) =>
    problemOf({ answer: 'refused', resultCode, diagnostic }, 'Reset Password')

  test('Microsoft’s 52D is not guessed at', () => {
    assert.equal(
      refused(53, '0000052D: SvcErr: DSID-031A12D2, problem 5003 (WILL_NOT_PERFORM), data 0'),
      'rejected-by-dc',
    )
    assert.equal(refused(19, '0000052D: AtrErr: DSID-03191083, #1:'), 'rejected-by-dc')
  })

  test('a password filter with words of its own is still a refusal of the password', () => {
    assert.equal(refused(19, 'no dictionary words, please'), 'rejected-by-dc')
  })

  test('missing rights are named, and are no problem of the password', () => {
    assert.throws(() => refused(50, '00000005: SecErr: DSID-031A11ED'), {
      code: 'directory.refused',
      message: /lacks the right "Reset Password"/,
    })
  })

  test('a busy DC is unavailable', () => {
    assert.throws(() => refused(51, ''), { code: 'directory.unavailable' })
  })

  test('an account that is gone, and any other result, is refused', () => {
    assert.throws(() => refused(32, ''), { code: 'directory.refused', message: /gone/ })
    assert.throws(() => refused(12, ''), { code: 'directory.refused', message: /LDAP result 12/ })
  })
})
