import { de } from './de.ts'
import { en } from './en.ts'
import type { Words } from './words.ts'

export const languages: Readonly<Record<string, Words>> = { de, en }

/** By the first part of a language tag (RFC 5646): `de-AT` is German. English where there are no words. */
export function wordsFor(language: string): { readonly language: string; readonly words: Words } {
  const [primary = ''] = language.toLowerCase().split('-')
  const words = Object.hasOwn(languages, primary) ? languages[primary] : undefined
  return words === undefined ? { language: 'en', words: en } : { language: primary, words }
}
