import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { hourMs, spreadOf } from './arrivals.ts'
import { createNumbers } from './random.ts'
import { simulate, type Simulated } from './simulate.ts'
import { wavesOf, type Crowd } from './waves.ts'

const working = { hours: '08:00-17:00', days: ['mon', 'tue', 'wed', 'thu', 'fri'] }
const wish: Simulated = {
  people: [
    { segment: 'on-site', office: '', timeZone: 'Europe/Berlin', people: 2_000, way: 'must-change' },
    {
      segment: 'remote-password-vpn',
      office: 'Lisboa',
      timeZone: 'Europe/Lisbon',
      people: 500,
      way: 'random-reset',
    },
  ],
  start: '2026-11-30',
  size: 'auto',
  freezes: [],
  working,
  desk: { ...working, agents: 6, minutesPerCall: 8, timeZone: 'Europe/Berlin', waitMinutes: 10 },
  enrolled: 0.6,
  selfService: 0.85,
  stumble: 0.08,
  absent: 0.1,
  seed: 1,
}

suite('a forecast', () => {
  test('is the same for the same seed, and near the other ones', () => {
    const one = simulate(wish)
    assert.deepEqual(simulate(wish), one)
    const other = simulate({ ...wish, seed: 2 })
    assert.notEqual(other.calls, one.calls)
    assert.ok(Math.abs(other.calls / one.calls - 1) < 0.05)
  })

  test('has the calls that its shares say', () => {
    const expected = 2_000 * 0.08 + 500 * (1 - 0.6 * 0.85)
    assert.ok(Math.abs(simulate(wish).calls / expected - 1) < 0.03)
  })

  test('with waves of its own choice keeps the wait that was asked for; all at once does not', () => {
    const auto = simulate(wish)
    assert.ok(auto.worst.waitMinutes < 1.6 * wish.desk.waitMinutes, `${auto.worst.waitMinutes} minutes`)
    const atOnce = simulate({ ...wish, size: 2_500 })
    assert.equal(atOnce.waves.length, 1)
    assert.ok(atOnce.worst.waitMinutes > 3 * auto.worst.waitMinutes)
    assert.ok(atOnce.worst.lockedOut > 3 * auto.worst.lockedOut)
  })

  test('says when it never ends', () => {
    const { ends } = simulate({ ...wish, size: 4 })
    assert.equal(ends, null)
  })

  test('of nobody is empty', () => {
    const none = simulate({ ...wish, people: [] })
    assert.deepEqual([none.people, none.waves, none.hours, none.calls], [0, [], [], 0])
  })

  test('leaves out what is done by hand', () => {
    const byHand = simulate({
      ...wish,
      people: wish.people.map((one) => ({ ...one, way: 'manual' as const })),
    })
    assert.equal(byHand.people, 0)
  })

  test('with more enrolled people has fewer calls', () => {
    const calls = [0, 0.5, 1].map((enrolled) => simulate({ ...wish, enrolled }).calls)
    assert.ok(calls[0] !== undefined && calls[1] !== undefined && calls[2] !== undefined)
    assert.ok(calls[0] > calls[1] && calls[1] > calls[2])
  })

  test('of a million people is there in ten seconds', () => {
    const million = wish.people.map((one) => ({ ...one, people: one.people * 400 }))
    const began = process.cpuUsage()
    const forecast = simulate({ ...wish, people: million, desk: { ...wish.desk, agents: 300 } })
    assert.equal(forecast.people, 1_000_000)
    // Of the processor and not of the clock: others use this machine as well.
    const { user, system } = process.cpuUsage(began)
    assert.ok(user + system < 10_000_000, `${user + system} µs`)
  })
})

suite('two offices in two time zones', () => {
  const coming = { absent: 0, working }
  const hoursOf = (timeZone: string, day = '2026-11-30') =>
    spreadOf({ timeZone, overDays: 1 }, day, coming).map(({ hour, share }) => ({
      at: new Date(hour * hourMs).toISOString(),
      share,
    }))

  test('come when it is morning where they are', () => {
    // India has half hours: a day from 8:00 there begins at 2:30 of UTC, in the hour from 2:00.
    for (const [timeZone, first] of [
      ['Europe/Berlin', '07:00'],
      ['Europe/Lisbon', '08:00'],
      ['Asia/Kolkata', '02:00'],
      ['America/New_York', '13:00'],
    ] as const) {
      const [one, two] = hoursOf(timeZone)
      assert.deepEqual([one?.at, one?.share], [`2026-11-30T${first}:00.000Z`, 0.4], timeZone)
      assert.equal(two?.share, 0.25)
    }
    // In summer an hour earlier; a wave's day is the office's own, also where it is the day before by UTC.
    assert.equal(hoursOf('Europe/Berlin', '2026-07-01')[0]?.at, '2026-07-01T06:00:00.000Z')
    assert.equal(hoursOf('Pacific/Auckland')[0]?.at, '2026-11-29T19:00:00.000Z')
  })

  test('share the day of the help desk: their calls fall in different hours, and fewer in the busiest', () => {
    const crowd = { segment: 'on-site', people: 1_000, way: 'random-reset' } as const
    const both = (zone: string) =>
      simulate({
        ...wish,
        people: [
          { ...crowd, office: 'Berlin', timeZone: 'Europe/Berlin' },
          { ...crowd, office: 'Other', timeZone: zone },
        ],
        size: 2_000,
        absent: 0,
        desk: { ...wish.desk, hours: '00:00-24:00', agents: 200 },
      })
    const [same, apart] = [both('Europe/Berlin'), both('America/New_York')]
    const callsIn = ({ hours }: typeof same, hour: string) =>
      hours.find(({ from }) => from === `2026-11-30T${hour}:00:00.000Z`)?.calls ?? 0
    const all = 2_000 * (1 - 0.6 * 0.85)
    const near = (calls: number, expected: number) =>
      assert.ok(Math.abs(calls / expected - 1) < 0.1, `${calls}, not ${expected}`)
    near(callsIn(same, '07'), all * 0.4)
    assert.equal(callsIn(same, '17'), 0)
    near(callsIn(apart, '07'), (all / 2) * 0.4)
    // The rest of Berlin's afternoon lies beside New York's morning.
    near(callsIn(apart, '13'), (all / 2) * (0.4 + 0.25 / 6))
    assert.ok(callsIn(apart, '20') > 0)
    near(same.calls, apart.calls)
    assert.ok(apart.worst.callsPerHour < 0.7 * same.worst.callsPerHour)
  })

  test('so waves that are as large as the help desk can bear are larger for them', () => {
    const crowd = { segment: 'on-site', people: 1_000, way: 'must-change' } as const
    const auto = (zone: string) =>
      simulate({
        ...wish,
        people: [
          { ...crowd, office: 'Berlin', timeZone: 'Europe/Berlin' },
          { ...crowd, office: 'Other', timeZone: zone },
        ],
        desk: { ...wish.desk, hours: '00:00-24:00', agents: 2 },
      }).largestWave
    const [same, apart] = [auto('Europe/Berlin'), auto('America/New_York')]
    assert.ok(apart > 1.3 * same, `${apart} people a wave, and ${same} of one zone`)
  })
})

suite('waves', () => {
  /** People of one segment get their passwords in one way, so all of them call as often. */
  const callsOf = { 'on-site': 0.08, hybrid: 0, 'remote-password-vpn': 0.6 }
  const crowd = fc.record({
    segment: fc.constantFrom(...(Object.keys(callsOf) as (keyof typeof callsOf)[])),
    people: fc.nat({ max: 500 }),
  })
  const crowds: fc.Arbitrary<readonly Crowd[]> = fc.array(crowd, { maxLength: 8 }).map((all) =>
    all.map((one, i) => ({
      ...one,
      calls: callsOf[one.segment],
      office: `${i}`,
      timeZone: 'UTC',
      overDays: 1,
    })),
  )
  const settings = { start: '2026-12-21', days: working.days, freezes: ['2026-12-24', '2026-12-25'] }
  const limits = fc.oneof(
    fc.integer({ min: 20, max: 300 }).map((people) => ({ people })),
    fc.integer({ min: 15, max: 100 }).map((calls) => ({ calls })),
  )

  test('take everybody once, never more than the limit, and never on a day on which nothing begins', () => {
    fc.assert(
      fc.property(crowds, limits, (all, limit) => {
        const { waves, left } = wavesOf(all, { ...settings, limit })
        assert.equal(left, 0)
        for (const crowd of all) {
          const parts = waves.flatMap((wave) => wave.parts).filter(({ office }) => office === crowd.office)
          assert.equal(
            parts.reduce((sum, { people }) => sum + people, 0),
            crowd.people,
          )
        }
        for (const { day, parts } of waves) {
          const cost = ({ people, calls }: Crowd) => ('people' in limit ? people : people * calls)
          const most = 'people' in limit ? limit.people : limit.calls
          assert.ok(parts.reduce((sum, part) => sum + cost(part), 0) <= most + 1e-6)
          assert.ok(!settings.freezes.includes(day) && ![0, 6].includes(new Date(day).getUTCDay()))
        }
      }),
    )
  })
})

suite('random numbers', () => {
  test('are even, and binomial on both sides of the approximation', () => {
    const numbers = createNumbers(5)
    const mean = (count: number, draw: () => number) => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += draw()
      return sum / count
    }
    assert.ok(Math.abs(mean(100_000, () => numbers.uniform()) - 0.5) < 0.005)
    assert.ok(Math.abs(mean(100_000, () => numbers.exponential(8)) - 8) < 0.15)
    for (const [count, probability] of [
      [10, 0.3],
      [50, 0.9],
      [300, 0.6],
      [100_000, 0.2],
    ] as const) {
      const found = mean(20_000, () => numbers.binomial(count, probability))
      const deviation = Math.sqrt((count * probability * (1 - probability)) / 20_000)
      assert.ok(Math.abs(found - count * probability) < 5 * deviation, `${count} × ${probability}: ${found}`)
    }
    assert.deepEqual([numbers.binomial(5, 0), numbers.binomial(5, 1), numbers.binomial(0, 0.5)], [0, 5, 0])
  })
})
