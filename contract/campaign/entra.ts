import { z } from 'zod'
import { instant } from '../common.ts'
import { get, post } from '../routing/shape.ts'

/** Where the passwords are that people sign in to Entra ID with. */
export const entraSignIn = z.enum(['password-hash-sync', 'pass-through', 'federated'])

const checked = z.object({
  configured: z.literal(true),
  tenant: z.string(),
  clientId: z.string(),
  signIn: entraSignIn,
  /** null: it proves itself with a secret. */
  certificateEnds: instant.nullable(),
  /** Why there is no token; null: there is one. */
  noToken: z.string().nullable(),
  may: z.array(
    z.object({
      purpose: z.enum(['read', 'flag', 'revoke', 'pass', 'features']),
      permission: z.string(),
      /** null: it cannot be told. */
      granted: z.boolean().nullable(),
    }),
  ),
  /** Why no user could be read; null: one was. */
  noUsers: z.string().nullable(),
  /** null: it may not be read. */
  features: z
    .object({ passwordHashSync: z.boolean(), writeback: z.boolean(), forceChange: z.boolean() })
    .nullable(),
})
export const entraChecked = z.discriminatedUnion('configured', [
  z.object({ configured: z.literal(false) }),
  checked,
])
export type EntraChecked = z.infer<typeof checked>

export const makeEntraPass = z.strictObject({
  account: z.string().trim().min(1).max(320),
  /** As Microsoft's policy for such passes allows. */
  minutes: z.int().min(10).max(43_200).default(60),
  by: z.string().trim().min(1).max(80),
})
export const entraPass = z.discriminatedUnion('made', [
  z.object({ made: z.literal(true), account: z.string(), pass: z.string(), from: instant, minutes: z.int() }),
  z.object({
    made: z.literal(false),
    /** `unknown`: one may have been made that nobody has seen, and that ends by itself. */
    why: z.enum([
      'not-configured',
      'unknown-account',
      'protected',
      'absent',
      'mismatch',
      'refused',
      'unavailable',
      'unknown',
    ]),
    /** What the service said, in its codes. */
    said: z.string().nullable(),
  }),
])
export type EntraPass = z.infer<typeof entraPass>

/** Entra ID, for whoever is at the server. */
export const entraRoutes = {
  'admin.entra-check': get('/api/admin/entra', 'local', entraChecked),
  'admin.entra-pass': post('/api/admin/entra/passes', 'local', makeEntraPass, entraPass),
} as const
