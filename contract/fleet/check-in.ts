import { z } from 'zod'
import { base64url, instant, sid } from '../common.ts'
import { keptReport } from './keeping.ts'

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
 * this very request; every order that comes back is signed over it. `canFollow`: there is a way to a DC now, so that a password
 * would not be fetched in vain.
 */
export const checkIn = z.strictObject({
  nonce: base64url.length(43),
  canFollow: z.boolean(),
  policy: cachePolicy,
  /** Its administrator lets the server say how it keeps log-ons. */
  obeysPolicy: z.boolean().default(false),
  /** Of an order that it has just obeyed. */
  kept: keptReport.optional(),
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
      z.object({ kind: z.literal('keep'), ...signedOrder }),
    ]),
  ),
  /** What is to be done about accounts in an incident; before everything else. A server that knows of none says nothing. */
  incidents: z.array(z.object(signedOrder)).default([]),
  /** A password waits that was not given, for the device cannot follow just now. */
  waiting: z.boolean(),
  /** When to come again, if no link comes up before. */
  nextSeconds: z.int().positive(),
})
export type IncidentOffer = z.infer<typeof checkedIn>['incidents'][number]
export type DeviceOrder = z.infer<typeof checkedIn>['orders'][number]

/** `refused`: the device did not obey the order; why is in its own log. */
export const forgetReport = z.strictObject({
  order: base64url.length(22),
  outcome: z.enum(['gone', 'was-not-there', 'still-there', 'refused']),
})
export type ForgetOutcome = z.infer<typeof forgetReport>['outcome']
