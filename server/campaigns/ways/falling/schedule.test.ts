import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { CampaignForecast } from '@keyturn/contract'
import type { CampaignPlan } from '../../plan/schema.ts'
import { cutoffOf, dueBy, isOpenAt, nameOf } from './schedule.ts'

const plan = {
  ways: { 'on-site': 'falling-maximum-age', 'remote-password-vpn': 'random-reset' },
  waves: { start: '2026-11-30', hours: '08:00-17:00', timeZone: 'UTC', freezes: ['2026-12-02'] },
} as unknown as Pick<CampaignPlan, 'waves' | 'ways'>
const wave = (day: string, people: number) => ({
  number: 1,
  day,
  people: people + 100,
  parts: [
    { segment: 'on-site', office: '', people },
    { segment: 'remote-password-vpn', office: '', people: 100 },
  ],
})
const forecast = { waves: [wave('2026-11-30', 20), wave('2026-12-01', 30)] } as unknown as CampaignForecast
const due = (at: string, of: CampaignForecast | null = forecast) => dueBy(plan, of, new Date(at))

suite('people are asked in the order of the age of their passwords', () => {
  test('as many as the waves of this way have by now, and everybody with the last', () => {
    assert.equal(due('2026-11-30T07:59:00Z'), 0)
    assert.equal(due('2026-11-30T08:00:00Z'), 20)
    assert.equal(due('2026-12-01T07:00:00Z'), 20)
    assert.equal(due('2026-12-01T08:00:00Z'), Infinity)
    assert.equal(due('2026-11-29T08:00:00Z', null), 0)
    assert.equal(due('2026-11-30T08:00:00Z', null), Infinity)
  })

  test('and never one whose password is of after T0', () => {
    const t0 = new Date('2026-11-27T18:00:00Z')
    const old = new Date('2026-03-01T00:00:00Z')
    assert.equal(cutoffOf(t0, old, 0), null)
    assert.deepEqual(cutoffOf(t0, old, 20), new Date('2026-03-01T00:00:01Z'))
    assert.equal(cutoffOf(t0, undefined, Infinity), t0)
    assert.equal(cutoffOf(t0, undefined, 20), t0)
    assert.equal(cutoffOf(t0, new Date('2026-11-28T00:00:00Z'), 20), t0)
    // Must-change already, and all before her.
    assert.equal(cutoffOf(t0, null, 20), null)
  })

  test('nor at night, nor on frozen days', () => {
    const open = (at: string) => isOpenAt(plan, new Date(at))
    assert.deepEqual(['2026-12-01T03:00:00Z', '2026-12-01T10:00:00Z', '2026-12-02T10:00:00Z'].map(open), [
      false,
      true,
      false,
    ])
  })
})

test('a PSO says whose it is in the 64 letters of a CN', () => {
  const name = nameOf('x'.repeat(63), '1f0c3d2a-0000-4000-8000-000000000000', 12)
  assert.match(name, /^keyturn-x{40}-1f0c3d2a-12$/)
  assert.ok(name.length <= 64)
})
