import { z } from 'zod'
import { base64url, instant, sid } from '../common.ts'

/** What of it can be wanted, and set: as the agent's `logons set` takes it. */
export const policyKey = z.enum(['caching', 'mostAccounts', 'expiresAfterDays'])
export type PolicyKey = z.infer<typeof policyKey>

/**
 * What came of one wish. `restart`: the daemon keeps log-ons so when it is started anew. `not-offered`: it has no such setting.
 * `overridden`: something else there says otherwise. `refused`: the daemon's own check does not take the file.
 */
export const policyOutcome = z.enum([
  'set',
  'restart',
  'unchanged',
  'not-offered',
  'overridden',
  'refused',
  'not-understood',
])
export type PolicyOutcome = z.infer<typeof policyOutcome>

const outcomes = z.partialRecord(policyKey, policyOutcome)

/** What a device made of an order to keep log-ons so. */
export const keptReport = z.strictObject({ order: base64url.length(22), outcomes })

/** null: no limit. What is not there, nobody wants. */
export const wantedPolicy = z.strictObject({
  caching: z.boolean().optional(),
  mostAccounts: z.int().min(1).max(9_999).nullable().optional(),
  expiresAfterDays: z.int().min(1).max(9_999).nullable().optional(),
})

/** How it stands with what is wanted of one device. */
export const keeping = z.object({
  wanted: wantedPolicy,
  /** When it was last ordered to; null: never, or it does not take such orders. `outcomes` null: it has not told yet. */
  ordered: z.object({ at: instant, outcomes: outcomes.nullable() }).nullable(),
  /** Whom it would let in no more off-line if all were as it is wanted. `only`: no other computer keeps her log-on. */
  wouldLose: z.array(z.object({ account: sid, name: z.string(), only: z.boolean() })),
})
