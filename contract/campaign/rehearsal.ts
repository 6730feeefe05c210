import { z } from 'zod'
import { instant } from '../common.ts'
import { askPlanShape, campaignProblem } from './planning.ts'

const pso = z.object({
  name: z.string(),
  precedence: z.int(),
  minLength: z.int(),
  complexity: z.boolean(),
  history: z.int(),
  minAgeDays: z.number(),
  maxAgeDays: z.number().nullable(),
  /** DNs. */
  appliesTo: z.array(z.string()),
})

const account = z.object({
  dn: z.string(),
  name: z.string(),
  kind: z.enum(['user', 'managed', 'computer', 'trust', 'unreadable']),
  /** What is true of it. */
  is: z.array(
    z.enum([
      'disabled',
      'never-expires',
      'admin-count',
      'protected',
      'own',
      'service-principal',
      'person',
      'synchronised',
    ]),
  ),
  /** Of the plan's scope; else the plan names it. */
  inScope: z.boolean(),
  /** Places in `groups`. */
  groups: z.array(z.int()),
  /** Those that the plan names. */
  attributes: z.record(z.string(), z.array(z.string())),
})

/**
 * The form of what a plan is about: names, units, groups, policies. No password, no hash, no key, no mail address, no
 * telephone number; nothing that a service account may not read anyway.
 */
export const directoryShape = z.object({
  format: z.literal('keyturn-shape/1'),
  at: instant,
  domain: z.object({ dn: z.string(), dns: z.string() }),
  /** Which the plan names, and those that a policy applies to. */
  groups: z.array(z.object({ dn: z.string(), name: z.string() })),
  psos: z.array(pso),
  /** Of the scope, and whom the plan names. */
  accounts: z.array(account),
})
export type DirectoryShape = z.infer<typeof directoryShape>
export type ShapedAccount = z.infer<typeof account>

export const askShape = z.strictObject(askPlanShape)
export const shapeRead = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), shape: directoryShape }),
  z.object({ ok: z.literal(false), problems: z.array(campaignProblem) }),
])
