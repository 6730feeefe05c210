import { z } from 'zod'
import { factorName, identifier, instant, password, passwordPolicy, passwordProblem } from './common.ts'
import { challenge } from './factor.ts'

export const signIn = z.strictObject({ identifier, password: z.string().min(1).max(256) })

/** `mustProve`: she has enrolled factors, and proves as much as the policy asks for before she changes them. */
export const me = z.object({
  name: z.string(),
  displayName: z.string(),
  /** Her password must be changed before she can use it elsewhere (must-change or expired). */
  mustChange: z.boolean(),
  mustProve: z.boolean(),
  /** The policy asks for a proof besides the old password before she changes it. */
  mustProveToChange: z.boolean(),
  /** What she proved since she signed in. */
  proved: z.array(factorName),
  factors: z.array(
    z.object({
      id: z.string(),
      factor: factorName,
      name: z.string(),
      enrolled: instant,
      lastUsed: instant.nullable(),
      /** It is hers to name and to remove; others come from the directory or the help desk. */
      own: z.boolean(),
    }),
  ),
  /** Of these, what counts for nothing just now; left out: all count. */
  unusable: z.array(factorName).optional(),
  recoveryCodesLeft: z.int(),
  /** Her factors count for nothing until the help desk has looked at it. */
  frozen: z.boolean(),
  /** Until when she must have enrolled enough to reset her password herself; null: she need not, or has. */
  enrolBy: instant.nullable(),
  /** What she may enrol now: the organisation takes it, and she has not as many as can be. */
  enrollable: z.array(factorName),
  /** Only in the answer to a proof that was right so far and needs one more answer. */
  challenge: challenge.optional(),
})
export type Me = z.infer<typeof me>

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
  'reset.challenged',
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
  'why.told',
  'password.changing',
  'password.changed',
  'password.rejected',
  'password.unknown',
  'password.must-change',
  'password.randomising',
  'entra.flagging',
  'entra.pass-making',
  'account.disabling',
  'password.aging',
  'password.rotating',
  'password.rotated',
  'password.tier-setting',
  'password.tier-set',
  'password.tier-failed',
  'person.signed-in',
  'person.not-signed-in',
  'person.challenged',
  'person.proved',
  'person.not-proved',
  'factor.enrolled',
  'factor.removed',
  'factor.frozen',
  'factor.thawed',
  'factor.codes-issued',
  'factor.pass-issued',
  'factor.pass-revoked',
  'approval.asked',
  'approval.given',
  'approval.refused',
  'campaign.approved',
  'campaign.withdrawn',
  'lockdown.wished',
  'lockdown.withdrawn',
  'letter.made',
  'letter.handed',
  'device.incident-ordered',
  'device.incident-given',
  'device.incident-done',
  'device.launched',
  'device.sealed',
  'device.fetched',
  'device.assigned',
  'device.unassigned',
  'device.order-made',
  'device.order-given',
  'device.order-dropped',
  'device.forgot',
  'device.answered',
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
      /** Of `device.not-refreshed`: one code of `notRefreshedWhy`. */
      why: z.string().optional(),
    }),
  ),
})
export type Activity = z.infer<typeof activity>
export const policyAnswer = z.object({ policy: passwordPolicy })
