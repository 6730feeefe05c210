import { z } from 'zod'
import { factorName, identifier, instant, label } from './common.ts'

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
        name: label.default(''),
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

const tokenSerial = z.string().trim().min(1).max(64)

/** The command reads the list, and sends it in pieces: key and password of a container stay with it. */
export const importTokens = z.strictObject({
  dryRun: z.boolean().default(true),
  /** The name of the file. */
  from: z.string().trim().min(1).max(200),
  tokens: z
    .array(
      z.strictObject({
        serial: z.string().max(200),
        seed: z.base64().min(1).max(256),
        type: z.enum(['hotp', 'totp']),
        algorithm: z.enum(['SHA1', 'SHA256', 'SHA512']),
        digits: z.union([z.literal(6), z.literal(7), z.literal(8)]),
        counter: z.int().min(0).default(0),
        periodSeconds: z.int().min(1).max(3600).default(30),
        drift: z.int().default(0),
        manufacturer: z.string().max(200).nullable(),
        model: z.string().max(200).nullable(),
      }),
    )
    .min(1)
    .max(100),
})
/** One for each, in their order. `known`: it stays as it is. */
export const tokensImported = z.object({ states: z.array(z.enum(['new', 'known', 'bad-serial'])) })

export const tokens = z.object({
  tokens: z.array(
    z.object({
      serial: z.string(),
      type: z.enum(['hotp', 'totp']),
      state: z.enum(['free', 'assigned', 'revoked']),
      account: z.string().nullable(),
      manufacturer: z.string().nullable(),
      model: z.string().nullable(),
      imported: instant,
      importedFrom: z.string(),
      lastUsed: instant.nullable(),
    }),
  ),
})
export const assignToken = z.strictObject({ serial: tokenSerial, account: identifier })
export const tokenAssigned = z.object({
  end: z.enum(['done', 'unknown', 'not-free', 'unreadable', 'full']),
})
export const ofToken = z.strictObject({ serial: tokenSerial })
