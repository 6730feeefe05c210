import type { PathAttempt, RouteBody } from '@keyturn/contract'
import type { Origin } from '#kernel'
import type { Report } from './state.ts'

/** One request of a device: who asks, and from where. */
export interface By {
  readonly device: string
  readonly origin: Origin
}

type Outcome = RouteBody<'device.report'>['outcome']

/** What is kept of a report. */
export function reportOf(outcome: Outcome): Report {
  return outcome.refreshed ? { refreshed: true, path: outcome.path } : { refreshed: false, why: outcome.why }
}

/** What the audit log says of it. */
export function factsOf(outcome: Outcome) {
  const attempts = attemptsOf(outcome.attempts ?? [])
  return outcome.refreshed
    ? { path: outcome.path, tookMs: outcome.tookMs, ...attempts }
    : { why: outcome.why, tried: outcome.tried.join(' '), ...attempts }
}

/** `direct:no-way-to-dc vpn:done`: neither a path nor what it came to has a colon or a gap in it. */
function attemptsOf(attempts: readonly PathAttempt[]) {
  return attempts.length > 0 && { attempts: attempts.map(({ path, came }) => `${path}:${came}`).join(' ') }
}
