/**
 * When to check in. Pure. Plain JavaScript, as `watch.mjs` is.
 *
 * @typedef {import('./resident.ts').Schedule} Schedule
 * @typedef {import('./resident.ts').ScheduleEvent} ScheduleEvent
 */

/** At most one a minute, however restless the links are: that is all that an idle computer is to be woken. */
const leastMs = 60_000
/** Addresses, routes and name servers come one after the other. */
const settleMs = 3_000
const mostFailedMs = 15 * 60_000

/**
 * @param {number} now
 * @returns {Schedule}
 */
export function begin(now) {
  return { due: now + settleMs, begun: now - leastMs, failed: 0 }
}

/**
 * @param {Schedule} schedule
 * @param {ScheduleEvent} event
 * @param {number} now
 * @returns {Schedule}
 */
export function next(schedule, event, now) {
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
    case 'failed': {
      // One, two, four, eight, fifteen minutes: without a link there is a change when one comes.
      const waitMs = Math.min(leastMs * 2 ** failed, mostFailedMs)
      return { begun, failed: failed + 1, due: Math.max(now, begun + waitMs) }
    }
  }
}
