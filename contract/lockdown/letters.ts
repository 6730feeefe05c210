import { z } from 'zod'
import { identifier, instant } from '../common.ts'

/** As it is printed outside and on the control sheet: run, and number in it. */
export const letterNumber = z.string().regex(/^\d{1,6}-\d{1,5}$/, 'write it as it is printed: 3-0017')

export const mostLetters = 1_000

/** `table`: a CSV with a column `account`, Base64. `why`: what the control sheet and the log say of it. */
export const makeLetters = z.strictObject({
  of: z.union([
    z.strictObject({ group: identifier }),
    z.strictObject({ unit: z.string().max(1_000) }),
    z.strictObject({ table: z.base64().max(4_000_000) }),
  ]),
  by: z.string().min(1).max(200),
  why: z.string().min(1).max(400),
  /** From handing over. */
  hours: z.int().min(1).max(168).default(24),
  language: z.enum(['en', 'de']).default('en'),
})
/** Whoever gets no letter, and why. */
const leftOut = z.object({
  account: z.string(),
  why: z.enum(['unknown', 'ambiguous', 'protected', 'disabled', 'expired', 'line-refused']),
})
/** `letters` and `sheet` are PDF, Base64: this answer is the only place where a pass is ever seen. */
export const lettersMade = z.discriminatedUnion('made', [
  z.object({
    made: z.literal(true),
    run: z.int(),
    count: z.int(),
    voided: z.int(),
    letters: z.string(),
    sheet: z.string(),
    leftOut: z.array(leftOut),
  }),
  z.object({
    made: z.literal(false),
    why: z.enum(['unknown-group', 'nobody', 'too-many', 'table-refused']),
    leftOut: z.array(leftOut),
  }),
])
export type LettersMade = z.infer<typeof lettersMade>

export const handLetter = z.strictObject({
  number: letterNumber,
  by: z.string().min(1).max(200),
  /** What was seen of the person: an identity card, her face known to two. */
  why: z.string().min(1).max(400),
})
/** `void`: another letter replaced it. `ended`: the account is gone, disabled, or protected by now. */
export const letterHanded = z.discriminatedUnion('handed', [
  z.object({ handed: z.literal(true), account: z.string(), expires: instant }),
  z.object({ handed: z.literal(false), why: z.enum(['unknown', 'handed-before', 'void', 'ended']) }),
])

export const letters = z.object({
  letters: z.array(
    z.object({
      number: z.string(),
      account: z.string(),
      state: z.enum(['printed', 'handed', 'void']),
      made: instant,
      madeBy: z.string(),
      handed: instant.nullable(),
      handedBy: z.string().nullable(),
    }),
  ),
})
export type Letters = z.infer<typeof letters>
