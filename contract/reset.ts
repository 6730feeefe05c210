import { z } from 'zod'
import { factorName, identifier, instant, password, passwordPolicy, passwordProblem } from './common.ts'
import { challenge } from './factor.ts'
import { triedResources } from './fleet/resources.ts'

/** `why`: she asks why she cannot log on. */
export const purpose = z.enum(['reset', 'unlock', 'why'])
export type Purpose = z.infer<typeof purpose>

export const launchId = z.string().regex(/^[A-Za-z0-9_-]{22}$/)

/** What a computer without a network shows, in its one spelling (protocols/challenge). */
export const deviceChallenge = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{24}$/)

/**
 * `launch` ties the reset to the computer in front of the person, which then learns the new password. So does
 * `deviceChallenge`, where that computer has no network; a launch goes first.
 */
export const startReset = z.strictObject({
  purpose,
  identifier,
  launch: launchId.optional(),
  deviceChallenge: deviceChallenge.optional(),
})
/** What she was told leads to it: what she has proved goes along. */
export const goOn = z.strictObject({ purpose: z.enum(['reset', 'unlock']) })
export const choosePassword = z.strictObject({ password })

/**
 * How the computer in front of the person stands. `why` is one code of `notRefreshedWhy`.
 * `none`: the reset was not started at a computer that Keyturn knows.
 */
export const refreshView = z.discriminatedUnion('state', [
  z.object({ state: z.literal('none') }),
  z.object({ state: z.literal('waiting'), device: z.string() }),
  /** What she types at her computer without a network; null: not there yet, or not any more. */
  z.object({ state: z.literal('response'), device: z.string(), response: z.string().nullable() }),
  /** `resources`: what answered from there afterwards; not there: nothing was tried, or it is not told yet. */
  z.object({
    state: z.literal('refreshed'),
    device: z.string(),
    resources: triedResources.optional(),
  }),
  z.object({ state: z.literal('not-refreshed'), device: z.string(), why: z.string() }),
])
export type RefreshView = z.infer<typeof refreshView>

/** Why somebody cannot log on, as the server sees it. Each `what` has its words and its next step in web/words. */
export const hindrance = z.discriminatedUnion('what', [
  z.object({
    what: z.enum(['disabled', 'expired', 'locked', 'must-change', 'password-expired', 'smart-card']),
  }),
  /** Not at this hour (logonHours). `from`: the next one that is allowed; null: none is. */
  z.object({ what: z.literal('hours'), from: instant.nullable() }),
  /** Only at these computers (userWorkstations). `here`: the one in front of her, which is none of them; null: not known. */
  z.object({ what: z.literal('computers'), names: z.array(z.string()), here: z.string().nullable() }),
  /** This computer of hers takes an older password when no domain controller is in reach (stale), or none at all. */
  z.object({ what: z.enum(['stale', 'not-kept']), device: z.string(), here: z.boolean() }),
])
export type Hindrance = z.infer<typeof hindrance>

/**
 * What a reset looks like from outside. Until the first proof succeeded it is the same for every name that
 * anyone types: the factors are those of the policy, not those this account enrolled.
 */
export const resetView = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('proving'),
    purpose,
    /** Ways still open, best first. */
    factors: z.array(factorName),
    /** Ways that were proved; empty until the first one succeeded. */
    proved: z.array(factorName),
    /** The last answer was wrong. Never says why. */
    wrong: z.boolean(),
    /** Only in the answer to a proof that was right so far and needs one more answer. */
    challenge: challenge.optional(),
    expires: instant,
    device: z.string().optional(),
  }),
  z.object({
    state: z.literal('choosing'),
    purpose,
    account: z.object({ name: z.string(), displayName: z.string() }),
    policy: passwordPolicy,
    /** Why the last password was not taken; empty before the first one. */
    problems: z.array(passwordProblem),
    /** The first of two writes happened and the second did not: the old password is gone, a new one must be chosen. */
    interrupted: z.boolean(),
    locked: z.boolean(),
    expires: instant,
    device: z.string().optional(),
    /** The challenge is not one that a known computer made for this account, or it was answered before. */
    challengeUnknown: z.literal(true).optional(),
  }),
  z.object({
    state: z.literal('told'),
    purpose,
    account: z.object({ name: z.string(), displayName: z.string() }),
    /** What matters most first; none: the directory knows no reason. */
    hindrances: z.array(hindrance),
    /** What she may do here and now by `reset.go-on`. */
    onward: z.array(z.enum(['reset', 'unlock'])),
    expires: instant,
  }),
  /** The write was sent and no answer came: neither changed nor unchanged until it was read back. Ask again. */
  z.object({ state: z.literal('setting'), purpose }),
  z.object({
    state: z.literal('done'),
    purpose,
    at: instant,
    /** Where notices went, masked: `a•••@corp.example`. */
    notified: z.array(z.string()),
    refresh: refreshView,
  }),
  z.object({
    state: z.literal('refused'),
    purpose,
    why: z.enum(['late', 'too-many-tries', 'cancelled', 'not-allowed']),
  }),
])
export type ResetView = z.infer<typeof resetView>
