import type { CampaignForecast, PlannedCampaign } from '@keyturn/contract'
import { printable } from '../output.ts'
import { count, doubtLines, headLines } from './plan-lines.ts'

type Simulated = PlannedCampaign & { readonly forecast: CampaignForecast }

/** A forecast as a chart and a table: a line for each day. */
export function forecastLines(plan: Simulated): readonly string[] {
  const { forecast } = plan
  return [
    ...headLines(plan),
    ...assumedLines(forecast),
    '',
    ...dayLines(forecast),
    '',
    ...sumLines(forecast),
    ...openLines(plan),
    ...doubtLines(plan),
  ].map(printable)
}

function assumedLines({ people, waves, runs, assumed }: CampaignForecast): readonly string[] {
  const { enrolled, measured, selfService, stumble, absent, size } = assumed
  return [
    `${count(people)} people in ${waves.length} waves of at most ${count(size)}; mean of ${runs} runs`,
    `assumed: ${percent(enrolled)} enrolled${measured ? ' (as measured now)' : ''}, ${percent(selfService)} of them need no call; ` +
      `${percent(stumble)} call at a must-change; ${percent(absent)} are away`,
  ]
}

interface DaySum {
  readonly day: string
  calls: number
  busiest: number
  /** Weighted by calls until the end. */
  waited: number
  lockedOut: number
}

const barWidth = 40

function dayLines({ hours, waves }: CampaignForecast): readonly string[] {
  const peopleOn = new Map(waves.map(({ day, people }) => [day, people]))
  const days = byDay(hours, [...peopleOn.keys()])
  const most = Math.max(1, ...days.map(({ calls }) => calls))
  const head = `${'day'.padEnd(12)}${['people', 'calls', 'busiest/h', 'wait min', 'locked out'].map((name) => name.padStart(11)).join('')}`
  return [
    head,
    ...days.map(({ day, calls, busiest, waited, lockedOut }) => {
      const numbers = [
        count(peopleOn.get(day) ?? 0),
        count(calls),
        count(busiest),
        (calls < 0.5 ? 0 : waited / calls).toFixed(1),
        count(lockedOut),
      ]
      const bar = '#'.repeat(Math.round((calls / most) * barWidth))
      return `${day.padEnd(12)}${numbers.map((text) => text.padStart(11)).join('')}  ${bar}`.trimEnd()
    }),
  ]
}

/** Days of UTC, as all times here. */
function byDay(hours: CampaignForecast['hours'], waveDays: readonly string[]): readonly DaySum[] {
  const days = new Map<string, DaySum>()
  const of = (day: string) => {
    const known = days.get(day) ?? { day, calls: 0, busiest: 0, waited: 0, lockedOut: 0 }
    days.set(day, known)
    return known
  }
  for (const day of waveDays) of(day)
  for (const { from, calls, callsHigh, waitMinutes, lockedOutHigh } of hours) {
    const sum = of(from.slice(0, 10))
    sum.calls += calls
    sum.waited += calls * waitMinutes
    sum.busiest = Math.max(sum.busiest, callsHigh)
    sum.lockedOut = Math.max(sum.lockedOut, lockedOutHigh)
  }
  // A day on which nobody is asked and hardly anybody calls is no line.
  const told = [...days.values()].filter(
    ({ day, calls, lockedOut }) => waveDays.includes(day) || calls >= 0.5 || lockedOut >= 0.5,
  )
  return told.toSorted((a, b) => (a.day < b.day ? -1 : 1))
}

function sumLines({ calls, waitMinutes, worst, ends, endsHigh }: CampaignForecast): readonly string[] {
  return [
    `${count(calls)} calls, ${waitMinutes.toFixed(1)} minutes of waiting on average, ${worst.waitMinutes.toFixed(1)} in the worst hour`,
    `at worst ${count(worst.callsPerHour)} calls an hour, and ${count(worst.lockedOut)} people locked out at once`,
    ends === null
      ? 'it does not end: the help desk cannot bear it, or waves of this size take longer than two years'
      : `the last caller is served on ${ends.slice(0, 10)}; in one of ten runs not before ${endsHigh?.slice(0, 10) ?? 'the end of the forecast'}`,
    'times are UTC; columns "busiest/h" and "locked out": one run in ten is worse',
  ]
}

function openLines({ undecided }: PlannedCampaign): readonly string[] {
  if (undecided.accounts === 0) return []
  return [`${count(undecided.accounts)} undecided accounts are in no wave: keyturn campaign plan says which`]
}

const percent = (share: number) => `${Math.round(share * 100)} %`
