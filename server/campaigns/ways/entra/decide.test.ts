import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { cloudFoundOf, needsOf, type CloudLook } from './decide.ts'

const t0 = new Date('2026-11-27T17:00:00Z')
const goal = { t0, revokes: true }
const at = (hours: number) => new Date(t0.getTime() + hours * 3_600_000)
const look = (wish: Partial<CloudLook> = {}): CloudLook => ({
  mustChange: false,
  lastPasswordChange: at(-100),
  sessionsFrom: at(-100),
  ...wish,
})

suite('a user of Entra ID', () => {
  test('is asked for a new password unless she has one since T0, or was asked already', () => {
    assert.deepEqual(needsOf(look(), goal), { flag: true, revoke: true })
    assert.deepEqual(needsOf(look({ lastPasswordChange: null }), goal), { flag: true, revoke: true })
    assert.deepEqual(needsOf(look({ mustChange: true }), goal), { flag: false, revoke: true })
    assert.deepEqual(needsOf(look(), { t0, revokes: false }), { flag: true, revoke: false })
  })

  test('who changed it herself loses the sessions of before all the same, once', () => {
    const changed = look({ lastPasswordChange: at(1) })
    assert.deepEqual(needsOf(changed, goal), { flag: false, revoke: true })
    assert.deepEqual(needsOf({ ...changed, sessionsFrom: at(1) }, goal), { flag: false, revoke: false })
  })

  test('is written when both show, by the service’s own times', () => {
    const before = at(-100)
    assert.equal(cloudFoundOf(before, look(), goal), 'unwritten')
    assert.equal(
      cloudFoundOf(before, look({ mustChange: true }), goal),
      'unwritten',
      'sessions are still there',
    )
    assert.equal(cloudFoundOf(before, look({ sessionsFrom: at(2) }), goal), 'unwritten', 'the flag is not')
    assert.equal(cloudFoundOf(before, look({ mustChange: true, sessionsFrom: at(2) }), goal), 'written')
    assert.equal(cloudFoundOf(before, look({ mustChange: true }), { t0, revokes: false }), 'written')
    // The service's clock may be wrong by days: what counts is that it moved.
    assert.equal(cloudFoundOf(before, look({ mustChange: true, sessionsFrom: at(-99) }), goal), 'written')
    assert.equal(cloudFoundOf(null, look({ mustChange: true, sessionsFrom: at(-99) }), goal), 'written')
  })

  test('who came between is changed, not written', () => {
    const now = look({ lastPasswordChange: at(3), sessionsFrom: at(2) })
    assert.equal(cloudFoundOf(at(-100), now, goal), 'changed')
  })
})
