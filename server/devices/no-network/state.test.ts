import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Sid } from '@keyturn/protocols/ad'
import type { AccountId } from '#kernel'
import { aged, next, type ChallengeState } from './state.ts'

const alice = { id: 'a' as AccountId, sid: 'S-1-5-21-1-2-3-1104' as Sid }
const bob = { id: 'b' as AccountId, sid: 'S-1-5-21-1-2-3-1105' as Sid }
const at = '2026-11-27T10:00:00.000Z'
const open: ChallengeState = { state: 'open' }
const first = { type: 'hold', hold: 'h1', account: alice, sealed: 's1', at } as const
const second = { ...first, hold: 'h2', sealed: 's2' }
const done = { refreshed: true, path: 'no-network' } as const
const failed = { refreshed: false, why: 'wrong-response' } as const
const held = next(open, first)
const released = next(held, { type: 'release', hold: 'h1', at, pwdLastSet: at })
const later = (seconds: number) => new Date(Date.parse(at) + seconds * 1000)

suite('a challenge', () => {
  test('is answered once: a second password gets no response to it', () => {
    assert.equal(released.state, 'released')
    assert.equal(next(released, second), released)
    const told = next(released, { type: 'report', account: alice, report: done })
    assert.equal(next(told, second), told)
  })

  test('that was never answered takes the response to the next password', () => {
    const again = next(held, second)
    assert.deepEqual([again.state, 'hold' in again && again.hold], ['held', 'h2'])
    assert.deepEqual(next(held, { type: 'discard', hold: 'h1' }), open)
  })

  test('hears nothing of an earlier response', () => {
    const again = next(held, second)
    assert.equal(next(again, { type: 'release', hold: 'h1', at, pwdLastSet: at }), again)
    assert.equal(next(again, { type: 'discard', hold: 'h1' }), again)
    assert.equal(next(open, { type: 'release', hold: 'h1', at, pwdLastSet: at }), open)
  })

  test('takes a good report only when a response was given, and only of her', () => {
    const good = { type: 'report', account: alice, report: done } as const
    for (const now of [open, held]) assert.equal(next(now, good), now)
    assert.equal(next(released, { ...good, account: bob }), released)
    assert.equal(next(released, { ...good, account: null }), released)
    const told = { state: 'told', hold: 'h1', account: alice, report: done, pwdLastSet: at }
    assert.deepEqual(next(released, good), told)
  })

  test('whose responses were all wrong is over, whether or not one was given', () => {
    const bad = { type: 'report', account: alice, report: failed } as const
    for (const now of [open, held, released]) {
      const told = next(now, bad)
      assert.equal(told.state, 'told')
      assert.equal(next(told, { ...bad, report: done }), told, 'the first report counts')
      assert.equal(next(told, { type: 'release', hold: 'h1', at, pwdLastSet: at }), told)
    }
  })

  test('shows its response for an hour, and what was never released is gone after a day', () => {
    assert.equal(aged(released, later(3_600)), released)
    assert.deepEqual(aged(released, later(3_601)), { ...released, sealed: null })
    assert.equal(aged(held, later(86_400)), held)
    assert.deepEqual(aged(held, later(86_401)), open)
    assert.equal(aged(open, later(1e9)), open)
  })
})
