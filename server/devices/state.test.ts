import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Sid } from '@keyturn/protocols/ad'
import type { AccountId } from '#kernel'
import { aged, next, type LaunchEvent, type LaunchState } from './state.ts'

const account = {
  id: '6a2d7d1e-0000-4000-8000-000000000001' as AccountId,
  sid: 'S-1-5-21-1-2-3-1104' as Sid,
  name: 'alice',
  domain: 'CORP',
  upn: null,
}
const waiting: LaunchState = { state: 'waiting' }
const claim: LaunchEvent = { type: 'claim', reset: 'r1' }
const hold = (name: string) => ({ type: 'hold', hold: name, account, sealed: 'blob', binding: 'b' }) as const
const release = (name: string) =>
  ({ type: 'release', hold: name, statement: 's', signature: 'g', at: '2026-11-21T10:00:00.000Z' }) as const
const fetch: LaunchEvent = { type: 'fetch', at: '2026-11-21T10:00:01.000Z' }
const after = (...events: readonly LaunchEvent[]) => events.reduce(next, waiting)
const text = (now: LaunchState) => JSON.stringify(now)

const expires = new Date('2026-11-21T10:20:00Z')
const inTime = new Date('2026-11-21T10:02:00Z')

suite('the state of a launch', () => {
  test('a second reset cannot take a launch that the first one has', () => {
    const taken = after(claim)
    assert.equal(next(taken, { type: 'claim', reset: 'r2' }), taken)
  })

  test('nothing can be fetched before the directory took the password', () => {
    for (const now of [waiting, after(claim), after(claim, hold('h1'))]) assert.equal(next(now, fetch), now)
  })

  test('an old sealing is neither released nor discarded once a newer one is there', () => {
    const now = after(claim, hold('h1'), hold('h2'))
    assert.equal(next(now, release('h1')), now)
    assert.equal(next(now, { type: 'discard', hold: 'h1' }), now)
    assert.equal(next(now, release('h2')).state, 'released')
  })

  test('fetching gives it out once, and nothing sealed is left behind', () => {
    const fetched = after(claim, hold('h1'), release('h1'), fetch)
    assert.equal(fetched.state, 'fetched')
    assert.doesNotMatch(text(fetched), /blob/)
    assert.equal(next(fetched, fetch), fetched)
  })

  test('a discarded or ended launch keeps nothing sealed', () => {
    assert.doesNotMatch(text(after(claim, hold('h1'), { type: 'discard', hold: 'h1' })), /blob/)
    assert.doesNotMatch(text(after(claim, hold('h1'), { type: 'end', why: 'refused' })), /blob/)
  })

  test('goes back to whoever comes next only by the reset that has it, before anything is sealed', () => {
    const back: LaunchEvent = { type: 'give-back', reset: 'r1' }
    assert.equal(next(after(claim, back), { type: 'claim', reset: 'r2' }).state, 'claimed')
    for (const now of [
      after({ type: 'claim', reset: 'r2' }),
      after(claim, hold('h1')),
      after(claim, hold('h1'), release('h1')),
    ])
      assert.equal(next(now, back), now)
  })

  test('is not ended by an unlock once a reset has claimed it, and is while nobody has', () => {
    const end = (reset: string): LaunchEvent => ({ type: 'end', why: 'refused', reset })
    for (const now of [after(claim), after(claim, hold('h1'))]) {
      assert.equal(next(now, end('u1')), now)
      assert.equal(next(now, end('r1')).state, 'ended')
    }
    assert.equal(next(waiting, end('u1')).state, 'ended')
  })

  test('after the release the reset cannot take it back, and the first report stands', () => {
    const released = after(claim, hold('h1'), release('h1'))
    assert.equal(next(released, { type: 'end', why: 'refused' }), released)
    const reported = next(next(released, fetch), { type: 'report', report: { refreshed: true, path: 'vpn' } })
    const later: LaunchEvent = { type: 'report', report: { refreshed: false, why: 'logon-refused' } }
    assert.equal(next(reported, later), reported)
  })
})

suite('what answered from a computer', () => {
  const told: LaunchEvent = { type: 'resources', resources: [{ name: 'Mail', answers: false }] }

  test('is kept once, after it was refreshed and not before', () => {
    const fetched = after(claim, hold('h1'), release('h1'), fetch)
    const failed = next(fetched, { type: 'report', report: { refreshed: false, why: 'no-way-to-dc' } })
    for (const now of [waiting, after(claim, hold('h1'), release('h1')), fetched, failed]) {
      assert.equal(next(now, told), now)
    }
    const first = next(next(fetched, { type: 'report', report: { refreshed: true, path: 'vpn' } }), told)
    assert.ok(first.state === 'fetched' && first.resources?.[0]?.name === 'Mail')
    assert.equal(next(first, { type: 'resources', resources: [{ name: 'Files', answers: true }] }), first)
  })
})

suite('a launch in the course of time', () => {
  test('that nobody finished ends with its life, whatever it held', () => {
    const late = new Date(expires.getTime() + 1)
    for (const now of [waiting, after(claim), after(claim, hold('h1'))]) {
      assert.equal(aged(now, expires, expires), now)
      assert.deepEqual(aged(now, expires, late), { state: 'ended', why: 'late' })
    }
  })

  test('a released password is there for five minutes and not a moment longer', () => {
    const released = after(claim, hold('h1'), release('h1'))
    assert.equal(aged(released, expires, inTime), released)
    const late = new Date('2026-11-21T10:05:00.001Z')
    assert.deepEqual(aged(released, expires, late), { state: 'ended', why: 'not-fetched' })
  })

  test('what was fetched stays known', () => {
    const fetched = after(claim, hold('h1'), release('h1'), fetch)
    assert.equal(aged(fetched, expires, new Date('2027-01-01')), fetched)
  })
})
