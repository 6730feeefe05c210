import { z } from 'zod'
import { identifier, instant, sid } from '../common.ts'
import { notRefreshedWhy } from '../device.ts'
import { cachePolicy } from './check-in.ts'
import { keeping, policyKey } from './keeping.ts'

/**
 * How one cached log-on stands. `missing`: the computer is assigned to her and keeps none. `disabled`: the account is
 * disabled, expired or gone, and the computer lets it in all the same. `unknown`: the computer or the directory does not say.
 */
export const logonState = z.enum(['current', 'stale', 'missing', 'disabled', 'unknown'])
export type LogonState = z.infer<typeof logonState>

export const fleetQuery = z.object({
  /** Devices after this one: `next` of the page before. */
  after: z.string().max(64).default(''),
  /** So many devices are looked at for one page. */
  limit: z.coerce.number().int().min(1).max(500).default(200),
  /** Only what concerns this account. */
  account: identifier.optional(),
})
export const fleetPage = z.object({
  devices: z.array(
    z.object({
      device: z.string(),
      name: z.string(),
      lastSeen: instant.nullable(),
      /** When it last told of its log-ons; null: never, its agent does not check in. */
      told: instant.nullable(),
      policy: cachePolicy.nullable(),
      /** What of the policy is not as the configuration wants it. */
      drift: z.array(policyKey),
      keeping,
      logons: z.array(
        z.object({
          account: sid,
          /** sAMAccountName; the SID where the account is gone. */
          name: z.string(),
          state: logonState,
          takes: instant.nullable(),
          newest: instant.nullable(),
          answeredByDc: instant.nullable(),
          assigned: z.boolean(),
          /** A password waits for it, or an order to forget. */
          ordered: z.array(z.enum(['follow', 'forget'])),
          /** What the computer said last of refreshing it; `why` null: it was refreshed. null: it never said anything. */
          last: z.object({ at: instant, why: notRefreshedWhy.nullable() }).nullable().default(null),
        }),
      ),
    }),
  ),
  next: z.string().nullable(),
})
export type FleetDevice = z.infer<typeof fleetPage>['devices'][number]

/** `account`: also the SID of one that is gone. `devices`: ids; else those that keep a log-on of it as far as is known. */
export const orderForget = z.strictObject({
  account: identifier,
  devices: z.union([z.array(z.string().max(64)).min(1).max(10_000), z.enum(['known', 'all'])]),
})
export const forgetOrdered = z.discriminatedUnion('ordered', [
  z.object({ ordered: z.literal(true), account: sid, devices: z.int() }),
  z.object({ ordered: z.literal(false), why: z.enum(['unknown-account', 'unknown-device']) }),
])

/** Whose computer it is: its person's other resets follow her there, if following is on. */
export const assignDevice = z.strictObject({
  device: z.string().max(64),
  account: identifier,
  assigned: z.boolean(),
})
export const deviceAssigned = z.object({
  end: z.enum(['done', 'nothing-to-do', 'unknown-account', 'unknown-device', 'protected']),
})
