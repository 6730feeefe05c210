import { z } from 'zod'
import { factorName, identifier, instant } from './common.ts'

/** What an administrator does with the factors of others: on the server's local socket only. */
export const ofAccount = z.strictObject({ account: identifier })
export const factorsOfAccount = z.object({
  name: z.string(),
  displayName: z.string(),
  factors: z.array(
    z.object({
      id: z.string(),
      factor: factorName,
      name: z.string(),
      enrolled: instant,
      lastUsed: instant.nullable(),
      own: z.boolean(),
    }),
  ),
})
export const removeFactorOf = z.strictObject({ account: identifier, id: z.string().min(1).max(64) })
/** `done: false`: there was nothing to do. */
export const done = z.object({ done: z.boolean() })

export const unenrol = z.strictObject({
  since: instant,
  group: z.string().trim().min(1).max(1024).optional(),
  dryRun: z.boolean().default(true),
})
export const unenrolled = z.object({ accounts: z.int(), factors: z.partialRecord(factorName, z.int()) })
