import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { campaignPlan } from '../plan/schema.ts'
import { forecastAnew, forecastOf } from './forecast.ts'
import type { Outcome } from '../plan/planner.ts'

const plan = campaignPlan.parse({
  campaign: 'friday',
  trigger: 'ransomware',
  t0: '2026-11-27T18:00:00+01:00',
  operators: ['carol', 'otto'],
  scope: [{ domain: 'all' }],
  ways: { 'on-site': 'random-reset' },
  waves: { start: '2026-11-30', size: 'auto', offices: { timeZones: { Pune: 'Asia/Kolkata' } } },
  helpDesk: { agents: 4 },
  people: { enrolled: 0.5 },
})
const people: Outcome['people'] = new Map([
  [
    'on-site',
    new Map([
      ['', 900],
      ['Pune', 300],
    ]),
  ],
  ['hybrid', new Map([['', 800]])],
])
const nobody = {
  directory: { census: { domainSid: () => assert.fail() } },
  policy: { coverage: () => assert.fail() },
} as unknown as Parameters<typeof forecastOf>[2]

suite('a forecast of the same people in other waves', () => {
  test('nobody is lost or made, whatever their size, and larger waves end no later', async () => {
    const first = await forecastOf(plan, { people } as Outcome, { ...nobody, seed: 1, size: undefined })
    assert.equal(first.people, 2_000)
    const [small, large] = [forecastAnew(plan, first, 100), forecastAnew(plan, first, 2_000)]
    for (const tried of [small, large]) {
      assert.equal(tried.people, 2_000)
      assert.equal(
        tried.waves.reduce((all, wave) => all + wave.people, 0),
        2_000,
      )
    }
    assert.equal(small.waves.length, 20)
    assert.equal(small.assumed.size, 100)
    assert.equal(large.waves.length, 1)
    assert.ok(large.worst.callsPerHour > small.worst.callsPerHour)
    assert.deepEqual({ ...small.assumed, size: 0 }, { ...first.assumed, size: 0 })
  })

  test('of a forecast that was tried, another one can be made', () => {
    const once = forecastAnew(plan, forecastAnew(plan, forecastAnew(plan, aForecast(), 7), 700), 70)
    assert.deepEqual(once, forecastAnew(plan, aForecast(), 70))
  })
})

function aForecast() {
  const parts = [...people].flatMap(([segment, offices]) =>
    [...offices].map(([office, some]) => ({ segment, office, people: some })),
  )
  return {
    people: 2_000,
    waves: [{ number: 1, day: '2026-11-30', people: 2_000, parts }],
    hours: [],
    calls: 0,
    waitMinutes: 0,
    worst: { callsPerHour: 0, waitMinutes: 0, lockedOut: 0 },
    ends: null,
    endsHigh: null,
    runs: 1,
    assumed: { enrolled: 0.5, measured: false, selfService: 0.85, stumble: 0.08, absent: 0.1, size: 2_000 },
  }
}
