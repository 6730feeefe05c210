import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { nextDay } from '../simulation/calendar.ts'
import { lastOverdueDay, workingDaysAfter } from './days.ts'

const usual = {
  days: ['mon', 'tue', 'wed', 'thu', 'fri'] as ('mon' | 'fri')[],
  freezes: ['2026-12-24', '2026-12-25'],
}

suite('a deadline', () => {
  test('counts working days, and neither weekends nor frozen days', () => {
    assert.equal(workingDaysAfter('2026-11-30', 5, usual), '2026-12-07')
    assert.equal(workingDaysAfter('2026-12-23', 1, usual), '2026-12-28')
  })

  test('is over on the day after it, and for nobody before', () => {
    // Written on Monday the 30th, five days: through Monday the 7th.
    assert.ok(lastOverdueDay('2026-12-07', 5, usual) < '2026-11-30')
    assert.equal(lastOverdueDay('2026-12-08', 5, usual), '2026-11-30')
  })

  test('is never over before its last working day has passed, whenever it was written', () => {
    fc.assert(
      fc.property(fc.nat({ max: 400 }), fc.integer({ min: 1, max: 60 }), (offset, afterDays) => {
        const today = nextDay('2026-11-30', offset)
        const last = lastOverdueDay(today, afterDays, usual)
        assert.ok(workingDaysAfter(last, afterDays, usual) < today)
        assert.ok(workingDaysAfter(nextDay(last), afterDays, usual) >= today)
      }),
      { numRuns: 200 },
    )
  })
})
