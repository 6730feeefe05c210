import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import type { ScheduleEvent } from './resident.ts'
import { begin, next } from './schedule.mjs'

const minute = 60_000

suite('when to check in', () => {
  test('soon after a start, and a moment after a link came', () => {
    const started = begin(0)
    assert.equal(started.due, 3_000)
    const resting = next(
      next(started, { type: 'begun' }, 3_000),
      { type: 'reached', nextSeconds: 900 },
      4_000,
    )
    assert.equal(resting.due, 904_000)
    assert.equal(next(resting, { type: 'link-changed' }, 500_000).due, 503_000)
  })

  test('less and less often while the server is away, until a link changes', () => {
    let now = 0
    let schedule = begin(now)
    const waited: number[] = []
    for (let i = 0; i < 6; i++) {
      now = schedule.due
      schedule = next(schedule, { type: 'begun' }, now)
      schedule = next(schedule, { type: 'failed' }, now + 5_000)
      waited.push((schedule.due - now) / minute)
    }
    assert.deepEqual(waited, [1, 2, 4, 8, 15, 15])
    assert.equal(next(schedule, { type: 'link-changed' }, now + 2 * minute).due, now + 2 * minute + 3_000)
  })

  test('as soon as there is a link, where it was time before and there was none', () => {
    const waiting = next(begin(0), { type: 'no-link' }, 3_000)
    assert.equal(waiting.due, 63_000)
    assert.equal(next(waiting, { type: 'link-changed' }, 10_000).due, 13_000)
  })

  test('at most once a minute, whatever happens', () => {
    const event = fc.oneof(
      fc.constant<ScheduleEvent>({ type: 'link-changed' }),
      fc.constant<ScheduleEvent>({ type: 'failed' }),
      fc
        .integer({ min: 1, max: 900 })
        .map((nextSeconds): ScheduleEvent => ({ type: 'reached', nextSeconds })),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(event, fc.nat(200_000))), (events) => {
        let [now, last] = [0, -Infinity]
        let schedule = begin(now)
        for (const [what, passes] of events) {
          now += passes
          if (now >= schedule.due) {
            assert.ok(now - last >= minute, `${now - last} ms after the one before`)
            last = now
            schedule = next(schedule, { type: 'begun' }, now)
          }
          schedule = next(schedule, what, now)
        }
      }),
    )
  })
})
