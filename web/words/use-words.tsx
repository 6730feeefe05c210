import { createContext, use, useState, type ReactNode } from 'react'
import { loadWords, rememberLanguage, type Language } from './language.ts'
import type { Words } from './words.ts'

interface Speaking {
  readonly words: Words
  readonly language: Language
  /** For dates and times: the browser's own variant of the language (`en-GB`), where it has one. */
  readonly locale: string
  readonly setLanguage: (language: Language) => Promise<void>
}

const Context = createContext<Speaking | undefined>(undefined)

export function WordsProvider(props: {
  readonly language: Language
  readonly words: Words
  readonly children: ReactNode
}) {
  const [now, setNow] = useState({ language: props.language, words: props.words })
  const setLanguage = async (language: Language) => {
    setNow({ language, words: await loadWords(language) })
    rememberLanguage(language)
  }
  const locale = navigator.languages.find((tag) => tag.startsWith(now.language)) ?? now.language
  return <Context value={{ ...now, locale, setLanguage }}>{props.children}</Context>
}

export function useWords(): Speaking {
  const speaking = use(Context)
  if (speaking === undefined) throw new Error('useWords outside of WordsProvider')
  return speaking
}
