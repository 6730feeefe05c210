import { wantedPolicy } from '@keyturn/contract'
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
  /**
   * How computers shall keep log-ons; `keyturn device logons --drift` shows those that do otherwise, and those are ordered to
   * whose own administrator lets them be. null: no limit.
   */
  logons: wantedPolicy.prefault({}),
  /** What is wanted otherwise of some: those by whose names they go, `*` for any letters. The first group that has it counts. */
  groups: z
    .array(
      z.strictObject({
        names: z
          .array(z.string().regex(/^[A-Za-z0-9 ._*-]{1,64}$/, 'write names of computers, as "LT-*"'))
          .min(1),
        logons: wantedPolicy,
      }),
    )
    .max(200)
    .default([]),
})
