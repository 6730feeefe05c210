import { z } from 'zod'
import { instant } from './common.ts'

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
