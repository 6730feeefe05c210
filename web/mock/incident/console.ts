import type { CampaignForecast, CampaignProgress } from '@keyturn/contract'

const hourMs = 3_600_000
const begun = Date.parse('2026-11-30T07:00:00Z')
const hours = [620, 410, 180, 90, 60, 40, 30, 20]

/** A mass reset in its second day, with a busy telephone. */
export function progressOf(campaign: string): CampaignProgress {
  let left = 2_995
  const at = (hour: number) => new Date(begun + hour * hourMs).toISOString()
  return {
    campaign,
    state: 'running',
    pace: { writesPerMinute: 600, dcs: [{ dc: 'dc1.corp.example', writes: 350 }] },
    at: at(27.4),
    people: { accounts: 3_000, done: 1_455, back: 1_230, failed: 6, exempt: 5 },
    byHand: { accounts: 31, done: 27 },
    left: hours.map((accounts, i) => ({ at: at(i + 1), accounts: (left -= accounts) })),
    waves: [
      { number: 1, day: '2026-11-30', planned: 1_500, accounts: 1_500, done: 1_455, back: 1_230 },
      { number: 2, day: '2026-12-01', planned: 1_000, accounts: 1_000, done: 0, back: 0 },
      { number: 3, day: '2026-12-02', planned: 500, accounts: 500, done: 0, back: 0 },
    ],
    desk: Array.from({ length: 25 }, (_, i) => {
      const isOpen = i % 24 < 9
      const expected = isOpen ? 40 * Math.exp(-i / 4) : 0
      return {
        from: at(i),
        expected,
        expectedHigh: expected * 1.5,
        counted: i < 12 && isOpen ? 60 - 6 * i : null,
      }
    }),
    calls: { expected: 150.4, counted: 341 },
    failures: [
      { why: 'refused', accounts: 5, names: ['zoë.müller', 'anna.berger'] },
      { why: 'gone', accounts: 1, names: ['temp-4711'] },
    ],
    stragglers: ['ada.king', 'josé.garcía', 'li.wei', 'otto.normal'],
  }
}

export function forecastOf(people: number, size: number): CampaignForecast {
  const waves = Array.from({ length: Math.ceil(people / size) }, (_, i) => ({
    number: i + 1,
    day: new Date(begun + i * 24 * hourMs).toISOString().slice(0, 10),
    people: Math.min(size, people - i * size),
    parts: [],
  }))
  const calls = people * 0.4
  return {
    people,
    waves,
    hours: waves.map((wave, i) => ({
      from: new Date(begun + i * 24 * hourMs).toISOString(),
      calls: wave.people * 0.4,
      callsHigh: wave.people * 0.5,
      waitMinutes: wave.people / 200,
      lockedOut: wave.people / 20,
      lockedOutHigh: wave.people / 10,
    })),
    calls,
    waitMinutes: size / 300,
    worst: { callsPerHour: size * 0.2, waitMinutes: size / 60, lockedOut: size / 10 },
    // A help desk drowns in too many at once.
    ends: size > 4_000 ? null : new Date(begun + waves.length * 24 * hourMs).toISOString(),
    endsHigh: null,
    runs: 20,
    assumed: { enrolled: 0.6, measured: true, selfService: 0.85, stumble: 0.08, absent: 0.1, size },
  }
}
