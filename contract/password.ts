import { z } from 'zod'
import { password, passwordProblem, strength } from './common.ts'

/** A password that is being typed. It is looked at and forgotten: nothing is counted, kept or sent to a DC. */
export const judgePassword = z.strictObject({ password })

/** What the page cannot find out by itself, because it needs long lists. */
export const judgement = z.object({
  /** As `passwordProblem` says; not those that only the DC knows. */
  problems: z.array(passwordProblem),
  /** null: could not be told in time. */
  strength: strength.nullable(),
})
export type Judgement = z.infer<typeof judgement>

/** A language tag (RFC 5646) of the page; English where there is no list of words. */
export const askSuggestion = z.strictObject({ language: z.string().max(35) })
/** It keeps the account's own rules. `bits`: of chance in it, when everything else about it is known. */
export const suggestion = z.object({ password: z.string(), bits: z.number() })
export type Suggestion = z.infer<typeof suggestion>
