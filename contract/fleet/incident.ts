import { z } from 'zod'
import { base64url, identifier, instant, sid } from '../common.ts'

/** What a computer does about an account in an incident, in this order. */
export const incidentDeed = z.enum(['forget', 'end-sessions', 'lock-sessions', 'drop-tickets'])
export type IncidentDeed = z.infer<typeof incidentDeed>

/**
 * What became of one deed. `was-not-there`: nothing to do. `left`: some of it is still there. `impossible`: this computer has
 * no way to do it. `found` and `left` count log-ons, sessions and processes, or stores of tickets.
 */
const deedReport = z.strictObject({
  deed: incidentDeed,
  outcome: z.enum(['done', 'was-not-there', 'left', 'impossible']),
  found: z.int().nonnegative(),
  left: z.int().nonnegative(),
  /** Whether the computer's own session manager was asked, or processes were looked for. */
  by: z.enum(['cache', 'logind', 'processes', 'files']),
})
export type DeedReport = z.infer<typeof deedReport>

/** `refused`: the computer did not obey; `why` is one of its own words. */
export const incidentReport = z.strictObject({
  order: base64url.length(22),
  refused: z.string().max(60).nullable(),
  deeds: z.array(deedReport).max(4),
})

/** `accounts`: SIDs are taken as well. `table`: a CSV with a column `account`, Base64. */
export const orderIncident = z.strictObject({
  of: z.union([
    z.strictObject({ accounts: z.array(identifier).min(1).max(1_000) }),
    z.strictObject({ group: identifier }),
    z.strictObject({ table: z.base64().max(4_000_000) }),
    z.strictObject({ campaign: z.string().max(64) }),
  ]),
  deeds: z.array(incidentDeed).min(1).max(4),
  /** `known`: those that keep a log-on of it, are assigned to it, or never told of any. */
  devices: z.union([z.array(z.string().max(64)).min(1).max(1_000), z.enum(['known', 'all'])]),
  by: z.string().min(1).max(200),
})
export const incidentOrdered = z.discriminatedUnion('ordered', [
  z.object({
    ordered: z.literal(true),
    batch: z.string(),
    accounts: z.int(),
    devices: z.int(),
    orders: z.int(),
    /** Protected accounts are named, too: their sessions matter most. Those are not there. */
    unknown: z.array(z.string()),
  }),
  z.object({
    ordered: z.literal(false),
    why: z.enum([
      'nobody',
      'unknown-device',
      'too-many',
      'unknown-group',
      'unknown-campaign',
      'table-refused',
    ]),
    unknown: z.array(z.string()),
  }),
])
export type IncidentOrdered = z.infer<typeof incidentOrdered>

/** One order for one computer and one account; without `batch` of the last ninety days. */
export const incidentQuery = z.object({
  batch: z.string().max(64).optional(),
  after: z.string().max(64).default(''),
  limit: z.coerce.number().int().min(1).max(1_000).default(500),
})
export const incidentPage = z.object({
  orders: z.array(
    z.object({
      order: z.string(),
      batch: z.string(),
      device: z.string(),
      name: z.string(),
      /** When the computer was last heard of. */
      lastSeen: instant.nullable(),
      account: sid,
      ordered: instant,
      given: instant.nullable(),
      /** null: until it reports, whoever sits there keeps the session that he has. */
      reported: instant.nullable(),
      refused: z.string().nullable(),
      deeds: z.array(deedReport),
    }),
  ),
  next: z.string().nullable(),
})
export type IncidentOrderView = z.infer<typeof incidentPage>['orders'][number]
