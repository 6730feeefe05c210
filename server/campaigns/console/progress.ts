import type { CampaignForecast, CampaignProgress } from '@keyturn/contract'
import type { Count } from '../run/store.ts'
import type { CallsInHour, DoneInHour, Failed } from './store.ts'

export interface Seen {
  readonly at: Date
  readonly counts: readonly Count[]
  readonly done: readonly DoneInHour[]
  readonly failed: readonly Failed[]
  readonly calls: readonly CallsInHour[]
  readonly forecast: CampaignForecast | null
}

export type Progress = Omit<CampaignProgress, 'campaign' | 'state' | 'stragglers' | 'pace'>

/** More points than a chart has room for. */
const mostPoints = 500
const hourMs = 3_600_000
const deskHours = 12
const doneStates: ReadonlySet<Count['state']> = new Set([
  'written',
  'verified',
  'overdue',
  'enforced',
  'exempt',
])

/** Pure: what a console shows, from what was counted. Times in UTC. */
export function progressOf({ at, counts, done, failed, calls, forecast }: Seen): Progress {
  const people = counts.filter(({ wave }) => wave !== null)
  const byHand = counts.filter(({ wave }) => wave === null)
  const exempt = sum(people.filter(({ state }) => state === 'exempt'))
  return {
    at: at.toISOString(),
    people: {
      accounts: sum(people),
      done: sum(people.filter(isDone)),
      back: people.reduce((all, { back }) => all + back, 0),
      failed: sum(people.filter(({ state }) => state === 'failed')),
      exempt,
    },
    byHand: { accounts: sum(byHand), done: sum(byHand.filter(isDone)) },
    left: leftOf(sum(people) - exempt, done),
    waves: wavesOf(people, forecast),
    desk: deskOf(at, calls, forecast),
    calls: callsOf(at, calls, forecast),
    failures: failuresOf(counts, failed),
  }
}

const isDone = ({ state }: Count) => doneStates.has(state)
const sum = (all: readonly { readonly accounts: number }[]) =>
  all.reduce((to, { accounts }) => to + accounts, 0)

function leftOf(all: number, done: readonly DoneInHour[]): CampaignProgress['left'] {
  let left = all
  const points = done.map(({ at, accounts }) => ({ at: at.toISOString(), accounts: (left -= accounts) }))
  if (points.length <= mostPoints) return points
  return points.filter(({ at }, i) => at.slice(0, 10) !== points[i + 1]?.at.slice(0, 10))
}

function wavesOf(people: readonly Count[], forecast: CampaignForecast | null): CampaignProgress['waves'] {
  const planned = new Map(forecast?.waves.map((wave) => [wave.number, wave]))
  const counted = Map.groupBy(people, ({ wave }) => wave ?? 0)
  const numbers = [...new Set([...planned.keys(), ...counted.keys()])].toSorted((a, b) => a - b)
  return numbers.map((number) => {
    const some = counted.get(number) ?? []
    const plan = planned.get(number)
    return {
      number,
      day: some[0]?.day ?? plan?.day ?? '',
      planned: plan?.people ?? 0,
      accounts: sum(some),
      done: sum(some.filter(isDone)),
      back: some.reduce((all, { back }) => all + back, 0),
    }
  })
}

/** Hours as the forecast has them: whole ones since 1970. */
const hourOf = (at: Date | string | number) => Math.floor(new Date(at).getTime() / hourMs)

function deskOf(
  at: Date,
  calls: readonly CallsInHour[],
  forecast: CampaignForecast | null,
): CampaignProgress['desk'] {
  const expected = new Map(forecast?.hours.map((hour) => [hourOf(hour.from), hour]))
  const counted = new Map(calls.map((hour) => [hourOf(hour.from), hour.calls]))
  return Array.from({ length: 2 * deskHours + 1 }, (_, i) => hourOf(at) - deskHours + i).map((hour) => ({
    from: new Date(hour * hourMs).toISOString(),
    expected: expected.get(hour)?.calls ?? 0,
    expectedHigh: expected.get(hour)?.callsHigh ?? 0,
    counted: counted.get(hour) ?? null,
  }))
}

function callsOf(
  at: Date,
  calls: readonly CallsInHour[],
  forecast: CampaignForecast | null,
): CampaignProgress['calls'] {
  const expected = new Map(forecast?.hours.map((hour) => [hourOf(hour.from), hour.calls]))
  const over = calls.filter(({ from }) => hourOf(from) < hourOf(at))
  return {
    expected: over.reduce((all, { from }) => all + (expected.get(hourOf(from)) ?? 0), 0),
    counted: over.reduce((all, hour) => all + hour.calls, 0),
  }
}

function failuresOf(counts: readonly Count[], failed: readonly Failed[]): CampaignProgress['failures'] {
  const names = Map.groupBy(failed, ({ why }) => why)
  const reasons = Map.groupBy(
    counts.filter(({ state }) => state === 'failed'),
    ({ why }) => why ?? '',
  )
  return [...reasons].map(([why, some]) => ({
    why,
    accounts: sum(some),
    names: (names.get(why) ?? []).map(({ name }) => name),
  }))
}
