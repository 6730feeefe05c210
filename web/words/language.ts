import type { Words } from './words.ts'

/** One entry for each language; its words are loaded only by those who read it. */
const languages = {
  en: { name: 'English', load: async (): Promise<Words> => (await import('./en.ts')).en },
  de: { name: 'Deutsch', load: async (): Promise<Words> => (await import('./de.ts')).de },
} as const

export type Language = keyof typeof languages

export const languageNames: readonly (readonly [Language, string])[] = [
  ['en', languages.en.name],
  ['de', languages.de.name],
]

const remembered = 'keyturn.language'

/** What the person chose here before, else the browser's first language that there is, else English. */
export function preferredLanguage(): Language {
  const wanted = [stored(), ...navigator.languages].map((tag) => tag?.slice(0, 2).toLowerCase())
  return wanted.find(isLanguage) ?? 'en'
}

export async function loadWords(language: Language): Promise<Words> {
  const words = await languages[language].load()
  document.documentElement.lang = language
  return words
}

export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(remembered, language)
  } catch {
    // A locked-down browser may forbid storage: then the choice holds until the page is closed.
  }
}

function stored(): string | undefined {
  try {
    return localStorage.getItem(remembered) ?? undefined
  } catch {
    return undefined
  }
}

function isLanguage(tag: string | undefined): tag is Language {
  return tag !== undefined && Object.hasOwn(languages, tag)
}
