import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { CampaignForecast } from '@keyturn/contract'
import type { Count } from '../run/store.ts'
import { progressOf, type Seen } from './progress.ts'

const at = new Date('2026-12-01T10:20:00Z')
const hour = (text: string) => new Date(`2026-${text}:00:00Z`)

const count = (over: Partial<Count>): Count => ({
  segment: 'on-site',
  way: 'must-change',
  wave: 1,
  day: '2026-11-30',
  state: 'written',
  why: null,
  accounts: 1,
  back: 0,
  ...over,
})
const forecast: CampaignForecast = {
  people: 100,
  waves: [
    { number: 1, day: '2026-11-30', people: 60, parts: [] },
    { number: 2, day: '2026-12-01', people: 40, parts: [] },
  ],
  hours: [
    {
      from: '2026-12-01T08:00:00.000Z',
      calls: 10,
      callsHigh: 15,
      waitMinutes: 1,
      lockedOut: 0,
      lockedOutHigh: 1,
    },
    {
      from: '2026-12-01T10:00:00.000Z',
      calls: 6,
      callsHigh: 9,
      waitMinutes: 1,
      lockedOut: 0,
      lockedOutHigh: 1,
    },
  ],
  calls: 16,
  waitMinutes: 1,
  worst: { callsPerHour: 15, waitMinutes: 2, lockedOut: 1 },
  ends: null,
  endsHigh: null,
  runs: 20,
  assumed: { enrolled: 0.5, measured: true, selfService: 0.8, stumble: 0.1, absent: 0.1, size: 60 },
}
const seen = (over: Partial<Seen>): Seen => ({
  at,
  counts: [],
  done: [],
  failed: [],
  calls: [],
  forecast,
  ...over,
})

suite('how far a mass reset is', () => {
  test('people in waves and what is done by hand are counted apart', () => {
    const counts = [
      count({ accounts: 50, back: 30 }),
      count({ accounts: 5, state: 'exempt' }),
      count({ accounts: 3, state: 'failed', why: 'refused' }),
      count({ accounts: 42, state: 'waiting', wave: 2, day: '2026-12-01' }),
      count({ accounts: 4, wave: null, day: null, segment: 'service', way: 'manual', state: 'waiting' }),
      count({ accounts: 2, wave: null, day: null, segment: 'privileged', way: 'manual', state: 'written' }),
    ]
    const { people, byHand, waves } = progressOf(seen({ counts }))
    assert.deepEqual(people, { accounts: 100, done: 55, back: 30, failed: 3, exempt: 5 })
    assert.deepEqual(byHand, { accounts: 6, done: 2 })
    assert.deepEqual(waves, [
      { number: 1, day: '2026-11-30', planned: 60, accounts: 58, done: 55, back: 30 },
      { number: 2, day: '2026-12-01', planned: 40, accounts: 42, done: 0, back: 0 },
    ])
  })

  test('what is left falls by what was done, and ends at what failed and waits', () => {
    const counts = [
      count({ accounts: 7 }),
      count({ accounts: 2, state: 'exempt' }),
      count({ accounts: 3, state: 'waiting' }),
    ]
    const done = [
      { at: hour('11-30T08'), accounts: 4 },
      { at: hour('11-30T09'), accounts: 3 },
    ]
    assert.deepEqual(progressOf(seen({ counts, done })).left, [
      { at: '2026-11-30T08:00:00.000Z', accounts: 6 },
      { at: '2026-11-30T09:00:00.000Z', accounts: 3 },
    ])
  })

  test('of a year, each day has one point, its last', () => {
    const done = Array.from({ length: 24 * 30 }, (_, i) => ({
      at: new Date(Date.parse('2026-10-01T01:00:00Z') + i * 3_600_000),
      accounts: 1,
    }))
    const { left } = progressOf(seen({ counts: [count({ accounts: done.length })], done }))
    assert.equal(left.length, 31)
    assert.equal(left.at(-1)?.accounts, 0)
    assert.equal(left[0]?.at, '2026-10-01T23:00:00.000Z')
  })

  test('the help desk stands beside its forecast; only hours that are over and were counted are summed', () => {
    const calls = [
      { from: hour('12-01T08'), calls: 14 },
      { from: hour('12-01T10'), calls: 2 },
      { from: hour('11-29T08'), calls: 1 },
    ]
    const { desk, calls: summed } = progressOf(seen({ calls }))
    assert.equal(desk.length, 25)
    const by = new Map(desk.map((one) => [one.from, one]))
    assert.deepEqual(by.get('2026-12-01T08:00:00.000Z'), {
      from: '2026-12-01T08:00:00.000Z',
      expected: 10,
      expectedHigh: 15,
      counted: 14,
    })
    assert.equal(by.get('2026-12-01T09:00:00.000Z')?.counted, null)
    assert.deepEqual(summed, { expected: 10, counted: 15 })
  })

  test('failures are told by reason, with names', () => {
    const counts = [
      count({ state: 'failed', why: 'gone', accounts: 1 }),
      count({ state: 'failed', why: 'refused', accounts: 2 }),
      count({ state: 'failed', why: 'refused', accounts: 1, wave: 2 }),
    ]
    const failed = [
      { why: 'gone', name: 'ada' },
      { why: 'refused', name: 'bob' },
    ]
    assert.deepEqual(progressOf(seen({ counts, failed })).failures, [
      { why: 'gone', accounts: 1, names: ['ada'] },
      { why: 'refused', accounts: 3, names: ['bob'] },
    ])
  })

  test('before anything is frozen there is the plan alone', () => {
    const { people, left, waves } = progressOf(seen({}))
    assert.equal(people.accounts, 0)
    assert.deepEqual(left, [])
    assert.deepEqual(
      waves.map(({ planned, accounts }) => ({ planned, accounts })),
      [
        { planned: 60, accounts: 0 },
        { planned: 40, accounts: 0 },
      ],
    )
  })
})
