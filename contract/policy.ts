import { z } from 'zod'
import { factorName, identifier } from './common.ts'

export const policyPurpose = z.enum(['reset', 'unlock', 'why', 'change', 'enrol', 'help-desk'])
export type PolicyPurposeName = z.infer<typeof policyPurpose>

/** Why somebody could not do it today. */
export const cannotWhy = z.enum([
  'protected',
  'disabled',
  'expired',
  'frozen',
  'nothing-enrolled',
  'not-enough',
])
export type CannotWhyCode = z.infer<typeof cannotWhy>

const need = z.object({
  factors: z.array(factorName),
  different: z.int(),
  required: z.array(factorName),
  kinds: z.int(),
  weight: z.number(),
})

/** `ready`: what could be proved today, whether or not the rule takes it. Without `need` no proof helps. */
export const standing = z.discriminatedUnion('can', [
  z.object({ can: z.literal(true), need, ready: z.array(factorName) }),
  z.object({ can: z.literal(false), why: cannotWhy, need: need.optional(), ready: z.array(factorName) }),
])
export type StandingAnswer = z.infer<typeof standing>

const standings = z.record(policyPurpose, standing)

/** What I could do today, for the person herself. */
export const readiness = z.object({ purposes: standings })
export type Readiness = z.infer<typeof readiness>

export const explainPolicy = z.strictObject({ account: identifier })
export const policyExplanation = z.discriminatedUnion('found', [
  z.object({
    found: z.literal(true),
    name: z.string(),
    displayName: z.string(),
    purposes: standings,
    /** The groups whose rules took part in it; none: no rule names her. */
    rules: z.record(policyPurpose, z.array(z.string())),
  }),
  z.object({ found: z.literal(false), why: z.enum(['unknown', 'ambiguous']) }),
])

export const coverPolicy = z.strictObject({
  group: z.string().trim().min(1).max(1024),
  purpose: policyPurpose.default('reset'),
})
export const policyCoverage = z.discriminatedUnion('found', [
  z.object({
    found: z.literal(true),
    people: z.int(),
    can: z.int(),
    ready: z.partialRecord(factorName, z.int()),
    cannot: z.array(
      z.object({ name: z.string(), displayName: z.string(), why: cannotWhy, ready: z.array(factorName) }),
    ),
  }),
  z.object({ found: z.literal(false) }),
])
