import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Sid } from '@keyturn/protocols/ad'
import type { KeyLook } from '#directory'
import type { AccountId } from '#kernel'
import { isSpread, nextOfKey, readinessOf, ticketTimes, waitMsOf, type KeyState } from './state.ts'

const account = { id: 'a' as AccountId, sid: 'S-1-5-21-1-2-3-502' as Sid, name: 'krbtgt' }
const lookOf = (...versions: readonly (readonly [number | null, string?])[]): KeyLook => ({
  account,
  isFirst: false,
  on: versions.map(([version, changed = '2026-01-01T00:00:00Z'], i) => ({
    dc: `dc${i + 1}`,
    version,
    changed: new Date(changed),
  })),
})
const now = new Date('2026-11-28T20:00:00Z')
const waitMs = 10 * 3_600_000
const ready = (
  state: KeyState,
  look: KeyLook,
  at = now,
  unread: readonly { dc: string; why: string }[] = [],
) => readinessOf(state, { look, unread, pdc: 'dc1' }, { now: at, waitMs })
const why = (...of: Parameters<typeof ready>) => {
  const one = ready(...of)
  return one.ready ? 'ready' : one.why
}
const once = { dc: 'dc1', version: 3, written: '2026-11-28T09:00:00Z', spread: '2026-11-28T09:59:00Z' }
const resting: KeyState = { is: 'resting', first: once }
/** As the DCs have it after the first of the two. */
const rested = lookOf([3, '2026-11-28T09:00:00Z'], [3, '2026-11-28T09:00:00Z'])

suite('a key of the domain', () => {
  test('is not written while a DC does not answer, does not show it, or has another one', () => {
    const unchanged: KeyState = { is: 'unchanged' }
    assert.equal(why(unchanged, lookOf([2], [2])), 'ready')
    assert.equal(why(unchanged, lookOf([2]), now, [{ dc: 'dc2', why: 'no answer' }]), 'dc-unread')
    assert.equal(why(unchanged, lookOf([2], [null])), 'dc-unread')
    assert.equal(why(unchanged, lookOf()), 'dc-unread')
    assert.equal(why(unchanged, lookOf([2], [3])), 'dc-differs')
  })

  test('is not written a second time before tickets by the old one are dead, counted from when the last DC had it', () => {
    assert.equal(why(resting, rested), 'ready')
    const early = ready(resting, rested, new Date('2026-11-28T19:58:59Z'))
    assert.deepEqual(early, { ready: false, why: 'too-early', until: '2026-11-28T19:59:00.000Z' })
    // A clock that was put back makes it wait, and not less.
    assert.equal(why(resting, rested, new Date('2026-11-28T08:00:00Z')), 'too-early')
  })

  test('nor a first time so soon after somebody else did: that would be the second', () => {
    const byHand = lookOf([3, '2026-11-28T19:00:00Z'], [3, '2026-11-28T19:00:00Z'])
    assert.equal(why({ is: 'unchanged' }, byHand), 'too-early')
    assert.equal(why({ is: 'unchanged' }, { ...byHand, isFirst: true }), 'ready')
    // Of the first key of all there is none before; of ours there is.
    assert.equal(why(resting, { ...byHand, isFirst: true }), 'too-early')
    assert.equal(why(resting, lookOf([4], [4])), 'changed-elsewhere')
  })

  test('is written twice and never a third time, whatever a crash leaves', () => {
    const at = now.toISOString()
    const write = (state: KeyState, before: number) =>
      nextOfKey(state, { type: 'announced', dc: 'dc1', before }) ?? assert.fail(state.is)
    const read = (state: KeyState, version: number) =>
      nextOfKey(state, { type: 'read', version, at }) ?? assert.fail(state.is)
    const spread = (state: KeyState) => nextOfKey(state, { type: 'spread', at }) ?? assert.fail(state.is)
    let state: KeyState = write({ is: 'unchanged' }, 2)
    assert.equal(why(state, lookOf([2], [2])), 'under-way')
    assert.equal(nextOfKey(state, { type: 'announced', dc: 'dc1', before: 2 }), undefined)
    assert.deepEqual(read(state, 2), { is: 'unchanged' })
    state = read(state, 3)
    assert.equal(why(state, rested), 'under-way')
    assert.equal(isSpread(state, lookOf([3], [2]), []), false)
    assert.equal(isSpread(state, lookOf([3]), [{ dc: 'dc2', why: '' }]), false)
    assert.equal(isSpread(state, lookOf([3], [null]), []), false)
    assert.equal(isSpread(state, lookOf([3], [3]), []), true)
    state = spread(state)
    const second = write(state, 3)
    assert.deepEqual(read(second, 3), state)
    state = spread(read(second, 4))
    assert.equal(state.is, 'done')
    assert.equal(why(state, lookOf([4], [4])), 'done')
    for (const event of [
      { type: 'announced', dc: 'dc1', before: 4 } as const,
      { type: 'read', version: 5, at } as const,
      { type: 'spread', at } as const,
    ])
      assert.equal(nextOfKey(state, event), undefined)
  })
})

test('the wait is the longest ticket and twice the skew, ten hours at least', () => {
  const hours = (...of: Parameters<typeof ticketTimes>) => waitMsOf(ticketTimes(...of)) / 3_600_000
  assert.equal(hours({}, undefined), 10 + 10 / 60)
  assert.equal(ticketTimes({}, undefined).from, 'default')
  assert.equal(hours({ ticketHours: 4, skewMinutes: 5 }, undefined), 10)
  assert.equal(hours({ ticketHours: 24, skewMinutes: 60 }, 8), 26)
  assert.equal(ticketTimes({ ticketHours: 24 }, 8).from, 'plan')
  assert.equal(hours({ ticketHours: 4 }, 48), 48 + 10 / 60)
  assert.equal(ticketTimes({ ticketHours: 4 }, 48).from, 'directory')
})
