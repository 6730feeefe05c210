/** The agent's sentences, one file for each language; a missing one does not compile. */
import type { Message } from '../screen.ts'
import { de, dePrompts } from './de.ts'
import { en, enPrompts } from './en.ts'
import type { Prompts, Words } from './words.ts'

const languages = { en, de }
const prompts = { en: enPrompts, de: dePrompts }
export type Language = keyof typeof languages

export function isLanguage(text: string): text is Language {
  return text in languages
}

export function promptsIn(language: Language): Prompts {
  return prompts[language]
}

export function wordsIn(language: Language): (message: Message) => string {
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  const time = (at: Date | null) => (at === null ? '–' : format.format(at))
  const words: Words = languages[language]
  return (message) => {
    // The table has a function for each `what`, taking just that message.
    const say = words[message.what] as (message: Message, at: typeof time) => string
    return say(message, time)
  }
}
