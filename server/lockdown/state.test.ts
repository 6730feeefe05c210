import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { LockdownSetting } from '@keyturn/contract'
import fc from 'fast-check'
import type { AccountId } from '#kernel'
import { effective, next, open, withdraw, type Lockdown } from './state.ts'

const [anna, ben, carl] = ['anna', 'ben', 'carl'] as AccountId[] as [AccountId, AccountId, AccountId]
const begin = Date.parse('2026-11-27T18:00:00Z')
const minutes = (count: number) => new Date(begin + count * 60_000)
const frozen: LockdownSetting = { mode: 'frozen', distrustSince: '2026-11-20T00:00:00.000Z' }
const passes: LockdownSetting = { mode: 'passes-only', distrustSince: null }
const opened: LockdownSetting = { mode: 'open', distrustSince: null }

/** What one after the other says; each at its minute. */
function after(
  ...said: readonly (readonly [by: AccountId, what: LockdownSetting | 'no more', at: number])[]
) {
  const ends: string[] = []
  const now = said.reduce((before: Lockdown, [by, what, at]) => {
    if (what === 'no more') return withdraw(before, by, minutes(at)) ?? before
    const move = next(before, { setting: what, by, at: minutes(at), holdMinutes: 60 })
    ends.push(move.end)
    return 'now' in move ? move.now : before
  }, open)
  return { now, ends, mode: (at: number) => effective(now, minutes(at)).mode }
}

suite('closing self-service', () => {
  test('holds at once by one person, and by itself for an hour only', () => {
    const { ends, mode } = after([anna, frozen, 0])
    assert.deepEqual(ends, ['held'])
    assert.deepEqual([mode(0), mode(59), mode(60)], ['frozen', 'frozen', 'open'])
  })

  test('stays when a second one says the same, and not when the first one says it twice', () => {
    assert.deepEqual(after([anna, frozen, 0], [anna, frozen, 1]).ends, ['held', 'yours-already'])
    const both = after([anna, frozen, 0], [ben, frozen, 1])
    assert.deepEqual(both.ends, ['held', 'done'])
    assert.equal(both.mode(10_000), 'frozen')
    assert.equal(effective(both.now, minutes(2)).distrustSince?.toISOString(), frozen.distrustSince)
  })

  test('by the account of one operator is no more than an hour of a day, however often it is tried', () => {
    const again = after([anna, frozen, 0], [anna, passes, 61], [anna, frozen, 125], [anna, passes, 700])
    assert.deepEqual(again.ends, ['held', 'asked', 'asked', 'asked'])
    assert.deepEqual([again.mode(61), again.mode(126), again.mode(701)], ['open', 'open', 'open'])
    assert.equal(after([anna, frozen, 0], [anna, frozen, 24 * 60 + 1]).mode(24 * 60 + 2), 'frozen')
    // What she closed rightly does not count against her.
    const right = after([anna, frozen, 0], [ben, frozen, 1], [anna, opened, 5], [ben, opened, 6])
    assert.equal(right.mode(7), 'open')
    const once = next(right.now, { setting: frozen, by: anna, at: minutes(8), holdMinutes: 60 })
    assert.equal(once.end, 'held')
  })

  test('distrusts nothing that has not happened yet', () => {
    const late = { mode: 'frozen', distrustSince: minutes(5).toISOString() } as const
    assert.deepEqual(after([anna, late, 0]).ends, ['in-the-future'])
  })
})

suite('opening it again', () => {
  test('needs two, and neither one of them nor what she takes back is enough', () => {
    const closed = [
      [anna, frozen, 0],
      [ben, frozen, 1],
    ] as const
    assert.equal(after(...closed, [ben, opened, 2]).mode(3), 'frozen')
    assert.equal(after(...closed, [ben, opened, 2], [ben, opened, 3]).mode(4), 'frozen')
    assert.equal(after(...closed, [ben, opened, 2], [carl, passes, 3]).mode(4), 'frozen')
    assert.equal(after(...closed, [ben, opened, 2], [carl, opened, 63]).mode(64), 'frozen')
    assert.equal(after(...closed, [ben, opened, 2], [carl, opened, 3]).mode(4), 'open')
    assert.equal(after([anna, frozen, 0], [anna, 'no more', 1]).mode(2), 'frozen')
    assert.equal(after([anna, frozen, 0], [anna, opened, 1]).mode(2), 'frozen')
  })

  test('ends what one person closed alone as well, by two', () => {
    const { mode, ends } = after([anna, frozen, 0], [ben, opened, 1], [carl, opened, 2])
    assert.deepEqual(ends, ['held', 'asked', 'done'])
    assert.equal(mode(3), 'open')
  })

  test('cannot be kept from two by a third who says something else all the time', () => {
    const { mode } = after(
      [anna, frozen, 0],
      [ben, frozen, 1],
      [ben, opened, 2],
      [carl, passes, 3],
      [carl, frozen, 4],
      [carl, 'no more', 5],
      [anna, opened, 6],
    )
    assert.equal(mode(7), 'open')
  })

  test('never happens by one account alone, whatever it says and whenever', () => {
    const what = fc.constantFrom<LockdownSetting | 'no more'>(frozen, passes, opened, 'no more')
    const one = fc.tuple(fc.constant(carl), what, fc.integer({ min: 2, max: 5_000 }))
    fc.assert(
      fc.property(fc.array(one), (said) => {
        const inOrder = said.toSorted(([, , a], [, , b]) => a - b)
        const { mode } = after([anna, frozen, 0], [ben, frozen, 1], ...inOrder)
        assert.equal(mode(5_001), 'frozen')
      }),
    )
  })
})
