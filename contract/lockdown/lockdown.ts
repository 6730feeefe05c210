import { z } from 'zod'
import { factorName, identifier, instant } from '../common.ts'
import { challenge } from '../factor.ts'
import { cannotWhy } from '../policy.ts'

/**
 * What people can do for themselves. `open`: as ever. `passes-only`: nothing but a reset or an unlock by an access pass.
 * `frozen`: nothing.
 */
export const selfService = z.enum(['open', 'passes-only', 'frozen'])
export type SelfService = z.infer<typeof selfService>

/** What two operators say together. `distrustSince`: what was bound to an account later proves nothing. */
export const lockdownSetting = z.strictObject({
  mode: selfService,
  distrustSince: instant.nullable(),
})
export type LockdownSetting = z.infer<typeof lockdownSetting>

const wish = z.object({
  setting: lockdownSetting,
  by: z.string(),
  at: instant,
  /** A second person has so long to say the same. */
  until: instant,
})
export type LockdownWish = z.infer<typeof wish>

const standing = {
  /** What holds now: a closure by one person is in it. */
  mode: selfService,
  /** Until when it is closed by one person's word alone; null: it is not. */
  heldUntil: instant.nullable(),
  /** What two people said last. */
  setting: lockdownSetting,
  since: instant.nullable(),
  wishes: z.array(wish),
}

/** By names, for the terminal. */
export const lockdownStatus = z.object({ ...standing, operators: z.array(z.string()) })
export type LockdownStatus = z.infer<typeof lockdownStatus>

/** For an operator; each wish says whether it is hers. */
export const ownLockdown = z.object({
  ...standing,
  wishes: z.array(wish.extend({ mine: z.boolean() })),
  passes: z.boolean(),
})
export type OwnLockdown = z.infer<typeof ownLockdown>

export const wishLockdown = z.strictObject({
  setting: lockdownSetting,
  factor: factorName,
  answer: z.string().min(1).max(4096),
})
/**
 * `held`: closed at once, by one person, for a while. `asked`: a second one is needed before anything changes. `done`: two
 * have said it. `factor-distrusted`: it would not count under what she asks for, so that she could not take it back.
 */
export const lockdownWished = z.discriminatedUnion('end', [
  z.object({ end: z.enum(['held', 'asked', 'done']), mode: selfService }),
  z.object({
    end: z.enum(['as-it-is', 'yours-already', 'no-passes', 'in-the-future', 'factor-distrusted']),
    mode: selfService,
  }),
  z.object({ end: z.literal('one-more-answer'), mode: selfService, challenge }),
])
export type LockdownWished = z.infer<typeof lockdownWished>
export const lockdownWithdrawn = z.object({ withdrawn: z.boolean(), mode: selfService })

export const askLockdownReport = z.strictObject({ group: identifier, since: instant })
/** Of everybody in a group, who could reset if nothing counted that was bound since then. */
export const lockdownReport = z.discriminatedUnion('found', [
  z.object({ found: z.literal(false) }),
  z.object({
    found: z.literal(true),
    people: z.int(),
    /** Today, and without what was bound since then. */
    can: z.int(),
    canThen: z.int(),
    /** Who loses the way by it, and who has none anyway, at most as many as are listed. */
    cannot: z.array(z.object({ account: z.string(), why: cannotWhy, loses: z.boolean() })),
    left: z.int(),
  }),
])
export type LockdownReport = z.infer<typeof lockdownReport>
