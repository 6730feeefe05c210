import type { Factor } from '../factor.ts'
import { catalogue } from './catalogue.ts'
import { createAnswerHash } from './hash.ts'
import { createQuestions, type QuestionsDeps } from './questions.ts'

export interface QuestionSettings {
  /** So many are asked. */
  readonly ask: number
  /** The organisation's own, all of which everybody answers; left out: the product's. */
  readonly list?: readonly { readonly id: string; readonly text: string }[] | undefined
}

export function openQuestions(
  { ask, list }: QuestionSettings,
  deps: Omit<QuestionsDeps, 'hash' | 'questions' | 'ask'>,
): Factor {
  const questions = list?.map(({ id, text }) => ({ id, texts: { en: text } })) ?? catalogue
  return createQuestions({ ...deps, hash: createAnswerHash(), questions, ask })
}
