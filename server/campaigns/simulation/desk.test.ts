import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { nextDay, spanOn } from './calendar.ts'
import { openDesk, runDesk, type DeskSettings } from './desk.ts'
import { meanWaitMinutes } from './erlang.ts'
import { createNumbers } from './random.ts'

const allDays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const always: DeskSettings = {
  agents: 14,
  minutesPerCall: 3,
  hours: '00:00-24:00',
  days: allDays,
  timeZone: 'UTC',
}
const hourOf = (time: string) => Date.parse(time) / 3_600_000
const first = hourOf('2026-11-30T00:00:00Z')

/** A desk that has this many calls in each of these hours, counted from the midnight of 30 November. */
function run(
  settings: DeskSettings,
  callsIn: readonly (readonly [hour: number, calls: number])[],
  hours = 240,
) {
  const calls = new Int32Array(hours)
  for (const [hour, count] of callsIn) calls[hour] = count
  const desk = openDesk(settings, '2026-11-30', Date.parse('2027-02-01T00:00:00Z'))
  return runDesk(calls, first, desk, createNumbers(3))
}

suite('a help desk', () => {
  test('lets callers wait as long as Erlang says, if they come evenly for long', () => {
    const numbers = createNumbers(11)
    for (const callsPerHour of [150, 200, 240]) {
      const hours = 4_000
      // A Poisson number each hour, as the limit of a binomial one.
      const calls = Int32Array.from({ length: hours }, () => numbers.binomial(1e6, callsPerHour / 1e6))
      const desk = openDesk(always, '2026-11-30', Date.parse('2027-12-01T00:00:00Z'))
      const { waited } = runDesk(calls, first, desk, numbers)
      const mean = waited.reduce((sum, one) => sum + one, 0) / calls.reduce((sum, one) => sum + one, 0)
      const expected = meanWaitMinutes({ agents: 14, callsPerHour, minutesPerCall: 3 })
      assert.ok(
        Math.abs(mean / expected - 1) < 0.12,
        `${callsPerHour}: ${mean} instead of ${expected} minutes`,
      )
    }
  })

  const office: DeskSettings = { ...always, agents: 2, hours: '08:00-18:00', days: allDays.slice(0, 5) }

  test('serves nobody before it opens: who cannot log on at night is locked out until then', () => {
    const { open, last, waited } = run(office, [[2, 10]])
    assert.deepEqual([open[1], open[2], open[7]], [0, 10, 10])
    assert.ok(last > Date.parse('2026-11-30T08:00:00Z') && last < Date.parse('2026-11-30T10:00:00Z'))
    // Nobody holds the line all night: what counts is the wait after the opening.
    assert.ok((waited[2] ?? 0) < 10 * 60)
  })

  test('that cannot keep up leaves people locked out over the weekend', () => {
    const friday = 4 * 24 + 17
    const { open, last } = run(office, [[friday, 200]])
    assert.ok((open[friday + 30] ?? 0) > 50, 'on Saturday')
    assert.equal(open[friday + 2], open[friday + 40], 'nobody is served on a weekend')
    assert.ok(last > Date.parse('2026-12-07T08:00:00Z'))
  })

  test('that is not done within the forecast says so', () => {
    assert.equal(run({ ...office, agents: 1, minutesPerCall: 240 }, [[10, 100]]).last, Infinity)
  })
})

suite('days and hours', () => {
  test('are those of a time zone, also on the day on which its clocks change', () => {
    const at = (day: string, timeZone: string) => {
      const { from, to } = spanOn(day, { hours: '08:00-17:00', timeZone })
      return [new Date(from).toISOString(), new Date(to).toISOString()]
    }
    assert.deepEqual(at('2026-07-01', 'Europe/Berlin'), [
      '2026-07-01T06:00:00.000Z',
      '2026-07-01T15:00:00.000Z',
    ])
    assert.deepEqual(at('2026-12-01', 'Asia/Kolkata'), [
      '2026-12-01T02:30:00.000Z',
      '2026-12-01T11:30:00.000Z',
    ])
    const spring = spanOn('2026-03-29', { hours: '01:00-04:00', timeZone: 'Europe/Berlin' })
    assert.equal(spring.to - spring.from, 2 * 3_600_000)
    const autumn = spanOn('2026-10-25', { hours: '01:00-04:00', timeZone: 'Europe/Berlin' })
    assert.equal(autumn.to - autumn.from, 4 * 3_600_000)
    const whole = spanOn('2026-12-31', { hours: '00:00-24:00', timeZone: 'America/New_York' })
    assert.equal(new Date(whole.to).toISOString(), '2027-01-01T05:00:00.000Z')
  })

  test('follow each other over the end of a year', () => {
    assert.equal(nextDay('2026-12-31'), '2027-01-01')
    assert.equal(nextDay('2028-02-28'), '2028-02-29')
  })
})
