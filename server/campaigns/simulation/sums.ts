import type { CampaignForecast } from '@keyturn/contract'
import type { DeskRun } from './desk.ts'

const hourMs = 3_600_000
/** One run in ten is worse. */
const high = 0.9
/** Below this an hour is not worth a line. */
const least = 0.05

type Hour = CampaignForecast['hours'][number]

/** Means and high values over many runs, hour by hour. Memory is hours times runs. */
export function summed(hours: number, runs: number) {
  const calls = new Int32Array(hours * runs)
  const open = new Int32Array(hours * runs)
  const waited = new Float64Array(hours)
  const ends: number[] = []

  function lineOf(hour: number, firstHour: number): Hour {
    const of = (all: Int32Array) => all.subarray(hour * runs, (hour + 1) * runs)
    const [meanCalls, highCalls] = meanAndHigh(of(calls))
    const [lockedOut, lockedOutHigh] = meanAndHigh(of(open))
    const callers = meanCalls * runs
    return {
      from: new Date((firstHour + hour) * hourMs).toISOString(),
      calls: meanCalls,
      callsHigh: highCalls,
      waitMinutes: callers === 0 ? 0 : (waited[hour] ?? 0) / callers,
      lockedOut,
      lockedOutHigh,
    }
  }

  return {
    add(called: Int32Array, run: DeskRun): void {
      const at = ends.length
      ends.push(run.last)
      for (let hour = 0; hour < hours; hour++) {
        calls[hour * runs + at] = called[hour] ?? 0
        open[hour * runs + at] = run.open[hour] ?? 0
        waited[hour] = (waited[hour] ?? 0) + (run.waited[hour] ?? 0)
      }
    },
    result(firstHour: number) {
      const all = Array.from({ length: hours }, (_, hour) => lineOf(hour, firstHour))
      const lines = all.filter((line) => line.calls >= least || line.lockedOut >= least)
      const total = all.reduce((sum, line) => sum + line.calls, 0)
      const most = (of: (line: Hour) => number) => lines.reduce((found, line) => Math.max(found, of(line)), 0)
      return {
        hours: lines,
        calls: total,
        waitMinutes: total === 0 ? 0 : waited.reduce((sum, one) => sum + one, 0) / (total * runs),
        worst: {
          callsPerHour: most((line) => line.callsHigh),
          // Of hours in which hardly anybody calls one long wait says nothing.
          waitMinutes: most((line) => (line.calls >= 1 ? line.waitMinutes : 0)),
          lockedOut: most((line) => line.lockedOutHigh),
        },
        last: [quantile(Float64Array.from(ends), 0.5), quantile(Float64Array.from(ends), high)],
      }
    },
  }
}

function meanAndHigh(values: Int32Array): readonly [mean: number, high: number] {
  let sum = 0
  for (const value of values) sum += value
  // Most hours are nobody's.
  return sum === 0 ? [0, 0] : [sum / values.length, quantile(values, high)]
}

function quantile(values: Int32Array | Float64Array, share: number): number {
  const sorted = values.toSorted()
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}
