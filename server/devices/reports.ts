import type { RouteBody } from '@keyturn/contract'
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
  return outcome.refreshed
    ? { path: outcome.path, tookMs: outcome.tookMs }
    : { why: outcome.why, tried: outcome.tried.join(' ') }
}
