import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Refusal } from '../logons/index.ts'
import { refusalOf } from '../logons/pam.ts'
import { about, around, type Surroundings } from './diagnose.ts'

const well: Surroundings = {
  isLinked: true,
  server: 'answers',
  isDcInReach: true,
  isCachingOn: true,
  clockOffMs: 400,
  now: new Date('2026-11-28T02:00:00Z'),
}
const causes = (seen: Partial<Surroundings>) => around({ ...well, ...seen }).map(({ cause }) => cause)

suite('what is in everybody’s way', () => {
  test('is one thing of the network at a time, the nearest', () => {
    const away = { isDcInReach: false, clockOffMs: undefined }
    assert.deepEqual(causes({}), ['nothing-here'])
    assert.deepEqual(causes({ ...away, isLinked: false, server: 'silent' }), ['no-network'])
    assert.deepEqual(causes({ ...away, server: 'other' }), ['captive'])
    assert.deepEqual(causes({ ...away, server: 'untimely' }), ['clock-odd'])
    assert.deepEqual(causes({ ...away, server: 'silent' }), ['server-away'])
    assert.deepEqual(causes({ ...away }), ['no-dc'])
    // In the office, with Keyturn's own server down: nobody's log-on is in the way of that.
    assert.deepEqual(causes({ server: 'silent' }), ['nothing-here'])
  })

  test('is the clock from five minutes on, in both directions', () => {
    assert.deepEqual(causes({ clockOffMs: 5 * 60_000 }), ['nothing-here'])
    for (const clockOffMs of [5 * 60_000 + 1, -5 * 60_000 - 1, 3 * 86_400_000]) {
      assert.deepEqual(causes({ clockOffMs }), ['clock-off'])
    }
  })

  test('is that log-ons are not kept, but only away from a DC', () => {
    assert.deepEqual(causes({ isCachingOn: false }), ['nothing-here'])
    assert.deepEqual(causes({ isCachingOn: false, isDcInReach: false }), ['no-dc', 'caching-off'])
  })
})

suite('what is told to whoever typed a name and a password', () => {
  test('without a DC is the same for a wrong password, a newer one, and somebody who was never here', () => {
    const alone = { result: 'no-dc', refusal: undefined } as const
    assert.equal(about(alone, false).cause, 'wrong-or-newer')
    assert.equal(about(alone, true).cause, 'works-here')
  })

  test('is that it is an old one only if this computer takes it', () => {
    const wrong = { result: 'wrong-password', refusal: undefined } as const
    assert.equal(about(wrong, true).cause, 'old-password')
    assert.equal(about(wrong, false).cause, 'wrong')
  })

  test('is what the DC says, also of a password that is right but may not be used', () => {
    assert.equal(about({ result: 'accepted', refusal: 'must-change' }, false).cause, 'must-change')
    assert.equal(about({ result: 'refused', refusal: 'locked' }, false).cause, 'locked')
    assert.equal(about({ result: 'refused', refusal: undefined }, false).cause, 'refused')
    assert.equal(about({ result: 'accepted', refusal: undefined }, false).cause, 'works')
  })
})

suite('what PAM says', () => {
  const said: Readonly<Record<string, Refusal | undefined>> = {
    'Your account has been locked. Please contact your System administrator': 'locked',
    'Your account is disabled. Please contact your System administrator': 'disabled',
    'Your account has expired. Please contact your System administrator\npamtester: User account has expired':
      'account-expired',
    'You need to change your password now': 'must-change',
    'Your password has expired': 'password-expired',
    'You are not allowed to logon at this time': 'hours',
    'You are not allowed to logon from this workstation': 'workstation',
    'pamtester: Authentication failure': undefined,
    'pamtester: successfully authenticated': undefined,
  }
  for (const [message, refusal] of Object.entries(said)) {
    test(`"${message.slice(0, 60)}" is ${refusal ?? 'no refusal'}`, () => {
      assert.equal(refusalOf({ accepted: false, fromCache: false, message }), refusal)
    })
  }
})
