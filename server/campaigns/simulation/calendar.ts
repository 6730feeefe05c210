/** A day as `2026-11-30`, whatever the zone. */
export type Day = string

/** Milliseconds since 1970. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** When people work, or a help desk is open. */
export interface Opening {
  /** `08:00-17:00`; the end may be 24:00. */
  readonly hours: string
  /** mon, tue, … */
  readonly days: readonly string[]
  readonly timeZone: string
}

const dayMs = 86_400_000
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

export function nextDay(day: Day, by = 1): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + by * dayMs).toISOString().slice(0, 10)
}

export function isOpenOn(day: Day, { days }: Pick<Opening, 'days'>): boolean {
  return days.includes(weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? '')
}

/** That day's hours; in a night in which clocks are changed they are an hour longer or shorter. */
export function spanOn(day: Day, { hours, timeZone }: Pick<Opening, 'hours' | 'timeZone'>): Span {
  return { from: instantOf(day, hours.slice(0, 5), timeZone), to: instantOf(day, hours.slice(6), timeZone) }
}

/** The instant at which clocks of that zone show that time. One that a clock skips is the one after the gap. */
function instantOf(day: Day, time: string, timeZone: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  const shown = Date.parse(`${day}T00:00:00Z`) + (hour * 60 + minute) * 60_000
  const first = shown - offsetAt(shown, timeZone)
  return shown - offsetAt(first, timeZone)
}

const formats = new Map<string, Intl.DateTimeFormat>()

function offsetAt(instant: number, timeZone: string): number {
  const known = formats.get(timeZone) ?? formatOf(timeZone)
  formats.set(timeZone, known)
  const parts = new Map(known.formatToParts(instant).map(({ type, value }) => [type, Number(value)]))
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
  return (
    Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) -
    Math.floor(instant / 1000) * 1000
  )
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
}
