/** UTC, ISO 8601 with milliseconds, as `toISOString` writes it: the text order is the order in time. */
export type Instant = string

export function after(at: Date, seconds: number): Instant {
  return new Date(at.getTime() + seconds * 1000).toISOString()
}

export function laterOf(one: Instant, other: Instant): Instant {
  return one > other ? one : other
}

export function secondsSince(then: Instant, at: Date): number {
  return (at.getTime() - Date.parse(then)) / 1000
}
