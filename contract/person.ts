import { z } from 'zod'
import { factorName, identifier, instant, password, passwordPolicy, passwordProblem } from './common.ts'

export const signIn = z.strictObject({ identifier, password: z.string().min(1).max(256) })

/** `prove` comes when the person has enrolled factors: before changing them she proves one. */
export const me = z.object({
  name: z.string(),
  displayName: z.string(),
  /** Her password must be changed before she can use it elsewhere (must-change or expired). */
  mustChange: z.boolean(),
  mustProve: z.boolean(),
  factors: z.array(
    z.object({
      id: z.string(),
      factor: factorName,
      name: z.string(),
      enrolled: instant,
      lastUsed: instant.nullable(),
    }),
  ),
  recoveryCodesLeft: z.int(),
})
export type Me = z.infer<typeof me>

/** The seed is shown once, as an `otpauth://` URI (Google's Key URI format) for the QR code and as base32 for typing. */
export const totpOffer = z.object({ id: z.string(), uri: z.string(), seed: z.string() })
export const confirmTotp = z.strictObject({
  id: z.string().max(64),
  code: z
    .string()
    .trim()
    .regex(/^\d{6,8}$/),
  name: z.string().trim().min(1).max(60),
})
export const recoveryCodes = z.object({ codes: z.array(z.string()) })

export const changePassword = z.strictObject({
  oldPassword: z.string().min(1).max(256),
  newPassword: password,
})
export const changed = z.discriminatedUnion('changed', [
  z.object({ changed: z.literal(true), at: instant }),
  z.object({ changed: z.literal(false), problems: z.array(passwordProblem) }),
])

/** What a line of "your recent activity" may be about: the types of the audit log that name an account. */
export const activityType = z.enum([
  'reset.started',
  'reset.proved',
  'reset.not-proved',
  'reset.refused',
  'reset.setting',
  'reset.done',
  'reset.rejected',
  'reset.unknown',
  'reset.settled',
  'reset.interrupted',
  'unlock.setting',
  'unlock.done',
  'unlock.rejected',
  'password.changing',
  'password.changed',
  'password.rejected',
  'password.unknown',
  'password.must-change',
  'person.signed-in',
  'person.not-signed-in',
  'person.proved',
  'person.not-proved',
  'factor.enrolled',
  'factor.removed',
  'factor.codes-issued',
  'device.launched',
  'device.sealed',
  'device.fetched',
  'device.refreshed',
  'device.not-refreshed',
  'notice.sent',
  'notice.failed',
])
export type ActivityType = z.infer<typeof activityType>

/** One line of "your recent activity": from the audit log, about this account only. */
export const activity = z.object({
  entries: z.array(
    z.object({
      at: instant,
      type: z.string(),
      outcome: z.string(),
      address: z.string(),
      device: z.string().nullable(),
    }),
  ),
})
export type Activity = z.infer<typeof activity>
export const policyAnswer = z.object({ policy: passwordPolicy })
