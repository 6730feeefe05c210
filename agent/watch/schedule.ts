/** When to check in. Pure; times are milliseconds of a clock that nobody sets. */
export interface Schedule {
  readonly due: number
  /** Since when the last one runs, or ran. */
  readonly begun: number
  /** How often in turn the server was not reached. */
  readonly failed: number
}

export type ScheduleEvent =
  /** Something about the links of this computer is other than before. */
  | { readonly type: 'link-changed' }
  /** It was time, and there is no address to ask anybody from: nothing was begun. */
  | { readonly type: 'no-link' }
  | { readonly type: 'begun' }
  | { readonly type: 'reached'; readonly nextSeconds: number }
  | { readonly type: 'failed' }

/** At most one a minute, however restless the links are: that is all that an idle computer is to be woken. */
const leastMs = 60_000
/** Addresses, routes and name servers come one after the other. */
const settleMs = 3_000
const mostFailedMs = 15 * 60_000

export function begin(now: number): Schedule {
  return { due: now + settleMs, begun: now - leastMs, failed: 0 }
}

export function next(schedule: Schedule, event: ScheduleEvent, now: number): Schedule {
  const { begun, failed } = schedule
  const soonest = begun + leastMs
  switch (event.type) {
    case 'link-changed':
      return { ...schedule, due: Math.max(now + settleMs, soonest), failed: 0 }
    case 'no-link':
      return { ...schedule, due: now + leastMs }
    case 'begun':
      return { ...schedule, begun: now, due: Infinity }
    case 'reached':
      return { begun, failed: 0, due: Math.max(now + event.nextSeconds * 1000, soonest) }
    case 'failed':
      // One, two, four, eight, fifteen minutes: without a link there is a change when one comes.
      return {
        begun,
        failed: failed + 1,
        due: Math.max(now, begun + Math.min(leastMs * 2 ** failed, mostFailedMs)),
      }
  }
}
