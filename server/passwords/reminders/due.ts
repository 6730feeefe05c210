/** A calendar day where the people are: `2026-12-05`. */
export type Day = string

const dayMs = 86_400_000

/** What the clock on their wall shows. */
export function wallClock(now: Date, timeZone: string): { readonly day: Day; readonly time: string } {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now)
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? ''
  return { day: `${of('year')}-${of('month')}-${of('day')}`, time: `${of('hour')}:${of('minute')}` }
}

export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs)
}

/**
 * Which of the chosen days this reminder is for: the nearest that has been reached. So a day on which no server ran is
 * made up for on the next. undefined: it is too early.
 */
export function reachedOf(chosen: readonly number[], daysLeft: number): number | undefined {
  const reached = chosen.filter((days) => daysLeft <= days)
  return reached.length === 0 ? undefined : Math.min(...reached)
}
