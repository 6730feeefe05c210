/** The console's sentences, one file for each language. */
import { de } from './de.ts'
import { en } from './en.ts'
import type { ConsoleWords } from './words.ts'

export type { AnsweredFactor, ConsoleWords, TypedFactor } from './words.ts'

const languages = { en, de }

export function consoleWords(language: keyof typeof languages): ConsoleWords {
  return languages[language]
}
