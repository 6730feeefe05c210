import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { behindOn, isSettled, judge, type Judged, type OnDc, type Verdict } from './index.ts'

const t0 = '2026-11-27T17:00:00.000Z'
const at = '2026-12-04T17:00:00.000Z'
const old = '2026-01-05T08:00:00.000Z'
const fresh = '2026-11-30T08:00:00.000Z'
type There = Extract<OnDc, { is: 'there' }>

const there = (dc: string, change: Partial<There> = {}): There => ({
  is: 'there',
  dc,
  pwdLastSet: old,
  set: { version: 2, at: old, from: 'dc1' },
  key: { version: 2, at: old, from: 'dc1' },
  disabled: false,
  ...change,
})
const renewed = (dc: string, version = 3): There =>
  there(dc, { pwdLastSet: fresh, key: { version, at: fresh, from: 'dc1' } })
const on = (...dcs: readonly OnDc[]): Judged => ({
  isKrbtgt: false,
  created: old,
  movedIn: false,
  exemption: null,
  keyBefore: null,
  on: dcs,
})
const verdict = (account: Judged) => judge(account, { t0, at })
const is = (account: Judged, expected: Verdict) => assert.equal(verdict(account), expected)

suite('a verdict on an account', () => {
  test('is proved only by a new password on each domain controller', () => {
    is(on(renewed('dc1'), renewed('dc2')), 'proved')
    is(on(renewed('dc1'), there('dc2')), 'behind')
    is(on(renewed('dc1'), { is: 'absent', dc: 'dc2' }), 'behind')
    is(on(there('dc1'), there('dc2')), 'missed')
    is(on(renewed('dc1'), { is: 'unread', dc: 'dc2' }), 'unread')
    assert.deepEqual(behindOn(on(renewed('dc1'), there('dc2')), { t0 }), ['dc2'])
  })

  test('is not fooled by pwdLastSet written to now, nor by a password whose age cannot be told', () => {
    is(on(there('dc1', { pwdLastSet: fresh })), 'date-moved')
    is(on(there('dc1', { pwdLastSet: fresh, key: null })), 'date-moved')
    is(on(there('dc1', { pwdLastSet: fresh, key: { version: 9, at: null, from: 'x' } })), 'date-moved')
    is(on(there('dc1', { pwdLastSet: null })), 'must-change')
    is(on(there('dc1', { pwdLastSet: null, key: renewed('dc1').key })), 'must-change')
  })

  test('is behind where Entra ID still has the old password, and unread where it cannot be asked', () => {
    const both = on(renewed('dc1'), renewed('dc2'))
    is({ ...both, entra: { is: 'there', changed: fresh } }, 'proved')
    is({ ...both, entra: { is: 'there', changed: '2026-11-27T17:00:00Z' } }, 'proved')
    is({ ...both, entra: { is: 'there', changed: old } }, 'entra-behind')
    is({ ...both, entra: { is: 'there', changed: null } }, 'entra-behind')
    is({ ...both, entra: { is: 'unread' } }, 'unread')
    is({ ...both, entra: { is: 'absent' } }, 'proved')
    // What the domain says comes first: it is the worse of the two.
    is({ ...on(there('dc1')), entra: { is: 'there', changed: fresh } }, 'missed')
    assert.ok(!isSettled('entra-behind'))
  })

  test('takes the second of T0 for new, and the one before for old', () => {
    const set = (time: string) =>
      there('dc1', { pwdLastSet: time, key: { version: 3, at: time, from: 'dc1' } })
    is(on(set(t0)), 'proved')
    is(on(set('2026-11-27T16:59:59.000Z')), 'missed')
  })

  test('lets an exclusion count until its day is over, and not longer', () => {
    const exempt = (until: string | null) => ({
      ...on(there('dc1')),
      exemption: { owner: 'carol', reason: 'a machine', until },
    })
    is(exempt(null), 'exempt')
    is(exempt('2026-12-04'), 'exempt')
    is(exempt('2026-12-03'), 'missed')
  })

  test('has krbtgt changed twice, although it is disabled, and knows that only by an earlier reading', () => {
    const krbtgt = (version: number, keyBefore: number | null): Judged => ({
      ...on({ ...renewed('dc1', version), disabled: true }),
      isKrbtgt: true,
      keyBefore,
    })
    is(krbtgt(4, 2), 'proved')
    is(krbtgt(3, 2), 'krbtgt-once')
    is(krbtgt(4, null), 'krbtgt-once')
    is({ ...on(there('dc1', { disabled: true })), isKrbtgt: true }, 'missed')
  })

  test('takes nobody for shut out who is disabled on one domain controller only', () => {
    is(on(there('dc1', { disabled: true }), there('dc2', { disabled: true })), 'disabled')
    is(on(there('dc1', { disabled: true }), there('dc2')), 'missed')
  })

  test('names who was created, moved or deleted since', () => {
    is({ ...on(renewed('dc1'), { is: 'absent', dc: 'dc2' }), created: fresh }, 'created-since')
    is({ ...on(there('dc1')), movedIn: true }, 'moved-in')
    is(on({ is: 'absent', dc: 'dc1' }, { is: 'absent', dc: 'dc2' }), 'gone')
    is(on({ is: 'absent', dc: 'dc1' }, { is: 'unread', dc: 'dc2' }), 'unread')
    assert.ok(isSettled('gone') && !isSettled('behind') && !isSettled('date-moved'))
  })
})
