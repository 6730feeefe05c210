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

/** At most so many lines in one request: the command sends a longer list in pieces. */
export const importFactors = z.strictObject({
  dryRun: z.boolean().default(true),
  lines: z
    .array(
      z.strictObject({
        line: z.int().min(1),
        account: identifier,
        factor: z.string().max(40),
        value: z.string().min(1).max(320),
        name: z.string().trim().max(60).default(''),
      }),
    )
    .min(1)
    .max(100),
})
export const factorsImported = z.object({
  ends: z.array(
    z.object({
      line: z.int(),
      end: z.enum([
        'done',
        'ready',
        'there',
        'full',
        'invalid',
        'unknown',
        'ambiguous',
        'protected',
        'no-such-factor',
      ]),
    }),
  ),
})
