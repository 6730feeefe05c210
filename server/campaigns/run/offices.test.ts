import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { openOffices } from './offices.ts'

const waves = {
  start: '2026-11-30',
  size: 'auto' as const,
  hours: '08:00-17:00',
  days: ['mon' as const, 'tue' as const, 'wed' as const, 'thu' as const, 'fri' as const],
  timeZone: 'Europe/Berlin',
  offices: {
    attribute: 'physicalDeliveryOfficeName',
    timeZones: { Pune: 'Asia/Kolkata', Auckland: 'Pacific/Auckland', Lisboa: 'Europe/Lisbon' },
  },
  freezes: ['2026-12-24'],
}
const open = (at: string) => openOffices({ waves }, new Date(at)).map(({ office, day }) => `${office} ${day}`)

suite('whose turn it is', () => {
  test('is told by the clock of each office', () => {
    assert.deepEqual(open('2026-11-30T07:30:00Z'), [' 2026-11-30', 'Pune 2026-11-30'])
    assert.deepEqual(open('2026-11-30T08:30:00Z'), [' 2026-11-30', 'Pune 2026-11-30', 'Lisboa 2026-11-30'])
  })

  test('comes in the morning of a day that has not begun in UTC', () => {
    assert.deepEqual(open('2026-11-30T20:00:00Z'), ['Auckland 2026-12-01'])
  })

  test('is nobody’s at night, at weekends, and on days on which nothing begins', () => {
    assert.deepEqual(open('2026-11-30T17:30:00Z'), [])
    assert.deepEqual(open('2026-11-28T10:00:00Z'), [])
    assert.deepEqual(open('2026-12-24T10:00:00Z'), [])
  })
})
