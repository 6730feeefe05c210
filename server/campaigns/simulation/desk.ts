import { isOpenOn, nextDay, spanOn, type Day, type Opening, type Span } from './calendar.ts'
import type { Numbers } from './random.ts'

export interface DeskSettings extends Opening {
  readonly agents: number
  readonly minutesPerCall: number
}

/** What one run of a desk came to, by the hour in which somebody called or still waited. */
export interface DeskRun {
  /** Minutes while the desk is open that the callers of that hour waited, together. */
  readonly waited: Float64Array
  /** At the end of that hour: called, and not yet served. */
  readonly open: Int32Array
  /** When the last one was served, in milliseconds since 1970; Infinity: after the last hour. */
  readonly last: number
}

/** Hours of the desk, and one clock that runs only while it is open. */
export interface Desk {
  readonly settings: DeskSettings
  readonly spans: readonly Span[]
}

export function openDesk(settings: DeskSettings, from: Day, until: number): Desk {
  const spans: Span[] = []
  for (let day = nextDay(from, -1); ; day = nextDay(day)) {
    const span = spanOn(day, settings)
    if (span.from >= until) return { settings, spans }
    if (isOpenOn(day, settings)) spans.push(span)
  }
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/**
 * One run: first come, first served, by the first free agent, each call an exponential time (M/M/c, but with calls as
 * they come). Who calls while nobody answers waits for the opening. A call that runs into the evening is finished on the
 * next morning, which loses a call a day at most for each agent.
 */
export function runDesk(
  calls: Int32Array,
  firstHour: number,
  { settings, spans }: Desk,
  numbers: Numbers,
): DeskRun {
  const { agents, minutesPerCall } = settings
  const free = new Float64Array(agents)
  const waited = new Float64Array(calls.length)
  const change = new Int32Array(calls.length + 1)
  const end = (firstHour + calls.length) * hourMs
  const toDesk = createDeskClock(spans)
  const toTime = createTimeOf(spans)
  let last = 0
  for (const [hour, count] of calls.entries()) {
    if (count === 0) continue
    change[hour] = (change[hour] ?? 0) + count
    let into = 0
    for (let left = count; left > 0; left--) {
      // The next of `left` even times, in order (Devroye 1986, V.3).
      into = 1 - (1 - into) * numbers.uniform() ** (1 / left)
      const came = toDesk((firstHour + hour + into) * hourMs)
      const begins = Math.max(came, free[0] ?? 0)
      const ends = begins + numbers.exponential(minutesPerCall)
      replaceFirst(free, ends)
      waited[hour] = (waited[hour] ?? 0) + begins - came
      const servedAt = toTime(ends)
      if (servedAt > last) last = servedAt
      const served = Math.min(calls.length, Math.floor(servedAt / hourMs) - firstHour)
      change[served] = (change[served] ?? 0) - 1
    }
  }
  return { waited, open: added(change, calls.length), last: last > end ? Infinity : last }
}

function added(change: Int32Array, length: number): Int32Array {
  const open = new Int32Array(length)
  let sum = 0
  for (let i = 0; i < length; i++) {
    sum += change[i] ?? 0
    open[i] = sum
  }
  return open
}

/** A heap of the times at which agents are free, its least in front. */
function replaceFirst(heap: Float64Array, value: number): void {
  let at = 0
  for (;;) {
    const left = 2 * at + 1
    if (left >= heap.length) break
    const right = left + 1
    const least = right < heap.length && (heap[right] ?? 0) < (heap[left] ?? 0) ? right : left
    if ((heap[least] ?? 0) >= value) break
    heap[at] = heap[least] ?? 0
    at = least
  }
  heap[at] = value
}

/** Open minutes until a time. Times come in order, so it walks on from the span before. */
function createDeskClock(spans: readonly Span[]): (time: number) => number {
  let at = 0
  let before = 0
  return (time) => {
    for (let span = spans[at]; span !== undefined && time >= span.to; span = spans[at]) {
      before += span.to - span.from
      at++
    }
    const span = spans[at]
    return (before + (span === undefined ? 0 : Math.max(0, time - span.from))) / minuteMs
  }
}

/** The time at which so many open minutes are over; Infinity: beyond the last span. They come in any order. */
function createTimeOf(spans: readonly Span[]): (minutes: number) => number {
  const starts = new Float64Array(spans.length)
  let sum = 0
  spans.forEach(({ from, to }, i) => {
    starts[i] = sum
    sum += to - from
  })
  return (minutes) => {
    const wanted = minutes * minuteMs
    if (wanted >= sum) return Infinity
    let [low, high] = [0, spans.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= wanted) low = middle
      else high = middle - 1
    }
    return (spans[low]?.from ?? 0) + wanted - (starts[low] ?? 0)
  }
}
