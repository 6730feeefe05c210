import { pictureOf } from './picture.ts'
import type { Screen } from './screen.ts'
import { wordsIn, type Language } from './words/index.ts'

/** Lines of text, and a picture for cameras. */
export function createConsole(language: Language, write: (line: string) => void): Screen {
  const say = wordsIn(language)
  return {
    show(message) {
      write(say(message))
      if (message.what === 'challenge') write(pictureOf(message.picture))
    },
  }
}
