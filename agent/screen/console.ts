import type { Screen } from './screen.ts'
import { wordsIn, type Language } from './words/index.ts'

/** Lines of text. */
export function createConsole(language: Language, write: (line: string) => void): Screen {
  const say = wordsIn(language)
  return { show: (message) => write(say(message)) }
}
