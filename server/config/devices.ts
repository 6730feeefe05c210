import { z } from 'zod'

/** The computers in front of people, all of them together. */
export const deviceSettings = z.strictObject({
  /** How often a computer comes whose link never changes. */
  checkInMinutes: z.int().min(1).max(1_440).default(15),
  /**
   * A person's other computers learn her new password when they next reach the server. It costs that the password is kept
   * for so many hours, sealed to each of them.
   */
  follow: z
    .strictObject({
      enabled: z.boolean().default(false),
      hours: z
        .int()
        .min(1)
        .max(14 * 24)
        .default(72),
      /** Also computers that `keyturn device assign` gave to nobody: any of them learns the password of whom it names. */
      dangerouslyWhoeverIsCached: z.boolean().default(false),
    })
    .prefault({}),
  /** How computers shall keep log-ons; `keyturn device logons --drift` shows those that do otherwise. null: no limit. */
  logons: z
    .strictObject({
      caching: z.boolean().optional(),
      mostAccounts: z.int().min(0).max(10_000).nullable().optional(),
      expiresAfterDays: z.int().min(0).max(9_999).nullable().optional(),
    })
    .prefault({}),
})
