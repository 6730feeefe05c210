import { z } from 'zod'
import { identifier, instant } from './common.ts'

/** These routes answer on the server's local socket only, whose file permissions are the permission. */
export const makeDeviceKey = z.strictObject({
  uses: z.int().min(1).max(10_000).default(1),
  validHours: z
    .number()
    .positive()
    .max(24 * 30)
    .default(24),
})
export const deviceKey = z.object({ key: z.string(), expires: instant })

export const devices = z.object({
  devices: z.array(
    z.object({
      device: z.string(),
      name: z.string(),
      system: z.enum(['linux', 'windows']),
      enrolled: instant,
      lastSeen: instant.nullable(),
    }),
  ),
})

/** `removed: false`: there is no device of that id. */
export const deviceRemoved = z.discriminatedUnion('removed', [
  z.object({ removed: z.literal(true), name: z.string() }),
  z.object({ removed: z.literal(false) }),
])

/** A page of the audit log as written: entries are the exact leaf bytes (JSON), oldest first. */
export const auditPage = z.object({
  entries: z.array(z.string()),
  next: z.int().nullable(),
})
/** A signed note (C2SP signed-note) over a C2SP checkpoint, and the verifier key to check it with. */
export const auditCheckpoint = z.object({ checkpoint: z.string(), verifierKey: z.string() })

/** Who gives or takes it: nobody has an account of AD at the local socket, so it is the name of the one who says so. */
const by = z.string().trim().min(1).max(80)

/** `why`: how the help desk knew the person, for those who ask later. */
export const issuePass = z.strictObject({
  account: identifier,
  by,
  why: z.string().trim().min(1).max(200),
  minutes: z
    .int()
    .min(10)
    .max(30 * 24 * 60)
    .default(60),
  length: z.int().min(8).max(48).default(12),
  once: z.boolean().default(false),
})
/** `pass` is shown this once. */
export const passIssued = z.discriminatedUnion('issued', [
  z.object({ issued: z.literal(true), account: z.string(), pass: z.string(), expires: instant }),
  z.object({ issued: z.literal(false), why: z.enum(['unknown', 'ambiguous', 'protected', 'oneself']) }),
])
export const revokePass = z.strictObject({ account: identifier, by })
export const passRevoked = z.object({ revoked: z.boolean() })

export const passes = z.object({
  passes: z.array(
    z.object({
      account: z.string(),
      once: z.boolean(),
      issued: instant,
      expires: instant,
      lastUsed: instant.nullable(),
    }),
  ),
})
