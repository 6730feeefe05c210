import { z } from 'zod'

/** What a person types to say who she is: sAMAccountName, DOMAIN\name, UPN or mail. */
export const identifier = z.string().trim().min(1).max(320)

/**
 * What somebody calls a factor of hers. The help desk reads it on a terminal: nothing that orders it about, breaks its line or
 * lets text run backwards.
 */
export const label = z
  .string()
  .trim()
  .max(60)
  .regex(/^[^\p{Cc}\u2028-\u202e\u2066-\u2069]*$/u)

/** AD takes 256 characters at most (MS-SAMR 3.1.1.7.1); the longest that is looked at at all. */
export const password = z.string().min(1).max(256)

export const sid = z.string().regex(/^S-1-\d+(-\d+){1,15}$/)
/** What is not JSON. */
export const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array)
export const instant = z.iso.datetime()
export const base64url = z.string().regex(/^[A-Za-z0-9_-]*$/)

/** A public key of 32 bytes (Ed25519 or X25519), raw, base64url. */
export const publicKey = base64url.length(43)

/** Every way to prove who you are, in the order in which a page offers them: quickest and strongest first. */
export const factorName = z.enum([
  'passkey',
  'smart-card',
  'totp',
  'token',
  'access-pass',
  'recovery-code',
  'radius',
  'mail-code',
  'sms-code',
  'manager-approval',
  'colleague-approval',
  'questions',
])
export type FactorName = z.infer<typeof factorName>

/** Kinds of words that a new password may not be built on (`banned-…`) or not contain (`own-…`). */
export const bannedKind = z.enum([
  'banned-word',
  'banned-organisation',
  'banned-calendar',
  'banned-keyboard',
  'own-name',
  'own-address',
  'own-workplace',
  'own-number',
])
export type BannedKind = z.infer<typeof bannedKind>

/** How hard a password is to guess, for somebody who tries it on a stolen copy of the directory. */
export const strength = z.enum(['very-weak', 'weak', 'fair', 'good', 'strong'])
export type Strength = z.infer<typeof strength>

/**
 * The password policy that is effective for one account (domain policy or PSO), as the person may see it.
 * Lengths in characters, ages in days. `history` is only known by the DC to be broken.
 */
export const passwordPolicy = z.object({
  source: z.enum(['domain', 'pso']),
  minLength: z.int(),
  complexity: z.boolean(),
  history: z.int(),
  minAgeDays: z.number(),
  maxAgeDays: z.number().nullable(),
  /** Words that complexity forbids in the password (MS-SAMR 3.1.1.7.2): the account name and the parts of the display name. */
  forbiddenWords: z.array(z.string()),
  /** What the organisation asks beyond AD; none where it asks nothing. */
  house: z
    .object({
      /** The person's own data and the organisation's name. The organisation's list of words stays on the server. */
      words: z.array(z.object({ kind: bannedKind, word: z.string() })),
      /** So many characters must be left when banned words are taken away. */
      besides: z.int(),
      leastStrength: strength.nullable(),
      /** How long a password lives by its length, longest first; a shorter one lives for `maxAgeDays` of AD. */
      lifetimes: z.array(z.object({ atLeast: z.int(), maxAgeDays: z.int() })),
    })
    .optional(),
})
export type PasswordPolicy = z.infer<typeof passwordPolicy>

/** Why a password was not taken, by our own check or by the DC. `rejected-by-dc`: the DC gave no reason. */
export const passwordProblem = z.enum([
  'too-short',
  'too-long',
  'too-simple',
  'contains-name',
  'in-history',
  'too-young',
  'unsupported-character',
  'same-as-old',
  'wrong-old-password',
  'rejected-by-dc',
  ...bannedKind.options,
  'too-weak',
  'breached',
])
export type PasswordProblem = z.infer<typeof passwordProblem>

export const empty = z.strictObject({})
export const nothing = z.object({})
