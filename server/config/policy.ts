import { factorName } from '@keyturn/contract'
import { z } from 'zod'

/** How many different ones of these factors, and what they come to together. */
const need = z
  .strictObject({
    factors: z.array(factorName).min(1),
    different: z.int().min(1).default(1),
    required: z.array(factorName).optional(),
    kinds: z.int().min(1).max(3).optional(),
    weight: z.number().min(0).max(100).optional(),
  })
  .refine(
    ({ factors, different }) => different <= new Set(factors).size,
    'asks for more factors than it lists',
  )
  .refine(
    ({ factors, required = [] }) => required.every((factor) => factors.includes(factor)),
    'requires a factor that it does not list',
  )

/** A change of a password that is known may ask for nothing besides it. */
const changeNeed = z.union([z.literal('password'), need]).transform((written) => {
  return written === 'password' ? { factors: [], different: 0 } : written
})

const usual = { factors: ['totp', 'recovery-code'], different: 1 } as const

const written = z.strictObject({
  reset: need.prefault({ ...usual, factors: [...usual.factors] }),
  unlock: need.prefault({ ...usual, factors: [...usual.factors] }),
  why: need.optional(),
  change: changeNeed.prefault('password'),
  enrol: need.prefault({ ...usual, factors: [...usual.factors] }),
  'help-desk': need.prefault({ ...usual, factors: [...usual.factors] }),
  groups: z
    .array(
      z.strictObject({
        group: z.string().min(1),
        reset: need.optional(),
        unlock: need.optional(),
        why: need.optional(),
        change: changeNeed.optional(),
        enrol: need.optional(),
        'help-desk': need.optional(),
      }),
    )
    .default([]),
  admins: z.array(z.string().min(1)).default([]),
  weights: z.partialRecord(factorName, z.number().min(0).max(100)).default({}),
  airGapped: z.boolean().default(false),
})

/** Where nothing is said of `why`, whoever may unlock the account may know that it is locked. */
export const policySettings = written.transform(({ groups, ...rest }) => ({
  ...rest,
  why: rest.why ?? rest.unlock,
  groups: groups.map((rule) => ({ ...rule, why: rule.why ?? rule.unlock })),
}))
