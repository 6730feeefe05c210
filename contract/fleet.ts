import { z } from 'zod'
import { base64url, identifier, instant, sid } from './common.ts'

/** How a computer keeps log-ons: as the agent's `logons get` says it, in one vocabulary for all caches. */
export const cachePolicy = z.strictObject({
  caching: z.boolean(),
  /** null: for everybody. */
  mostAccounts: z.int().nonnegative().nullable(),
  /** null: for ever. */
  expiresAfterDays: z.int().nonnegative().nullable(),
})

/**
 * What a device tells when it has a link: how it keeps log-ons, and whose. `nonce`: 32 random bytes, base64url, made for
 * this very request; every order that comes back is signed over it. `canFollow`: a DC is in reach, so that a password would
 * not be fetched in vain.
 */
export const checkIn = z.strictObject({
  nonce: base64url.length(43),
  canFollow: z.boolean(),
  policy: cachePolicy,
  logons: z
    .array(
      z.strictObject({
        account: sid,
        /** `pwdLastSet` of the password that the cache takes; null: not known. */
        passwordLastSet: instant.nullable(),
        /** When a DC last answered a log-on of this account there; null: the cache does not know. */
        answeredByDc: instant.nullable(),
      }),
    )
    .max(200),
})

/** The exact bytes (protocols/refresh), base64url; `sealed` is HPKE `enc ‖ ciphertext`. */
const signedOrder = { order: base64url.length(22), text: base64url, signature: base64url }
export const checkedIn = z.object({
  orders: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('follow'), ...signedOrder, sealed: base64url }),
      z.object({ kind: z.literal('forget'), ...signedOrder }),
    ]),
  ),
  /** When to come again, if no link comes up before. */
  nextSeconds: z.int().positive(),
})
export type DeviceOrder = z.infer<typeof checkedIn>['orders'][number]

/** `refused`: the device did not obey the order; why is in its own log. */
export const forgetReport = z.strictObject({
  order: base64url.length(22),
  outcome: z.enum(['gone', 'was-not-there', 'still-there', 'refused']),
})
export type ForgetOutcome = z.infer<typeof forgetReport>['outcome']

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
      drift: z.array(z.enum(['caching', 'mostAccounts', 'expiresAfterDays'])),
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
