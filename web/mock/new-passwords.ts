import type { Judgement, RouteBody, Strength, Suggestion } from '@keyturn/contract'
import { checkPassword } from '@keyturn/protocols/ad'
import { builtInWords, createBannedWords } from '@keyturn/protocols/banned-words'
import { policy } from './stories.ts'
import type { Visit } from './visit.ts'

/** The page does not know this word: the house's list stays on the server. */
const listed = [{ kind: 'banned-word', word: 'Falcon' }] as const
const words = createBannedWords([...policy.house.words, ...listed, ...builtInWords], policy.house.besides)

const byLength: readonly (readonly [number, Strength])[] = [
  [20, 'strong'],
  [16, 'good'],
  [12, 'fair'],
  [8, 'weak'],
]
const suggested: Readonly<Record<string, readonly string[]>> = {
  en: ['Wound-Catalyst-Fox-Yippee', 'Absolve-Frame-Voicing-Zips'],
  de: ['Gewicht-Beweis-Hase-Strom', 'Zebra-Abfall-Geweih-Zusage'],
}

export function createNewPasswords() {
  let asked = 0
  const judge = ({ body: { password } }: Visit<RouteBody<'password.judge'>>): Judgement => {
    const strength = byLength.find(([length]) => password.length >= length)?.[1] ?? 'very-weak'
    const isWeak = strength === 'weak' || strength === 'very-weak'
    const problems = [...checkPassword(password, policy), ...words.hits(password)]
    return { problems: [...problems, ...(isWeak ? (['too-weak'] as const) : [])], strength }
  }
  const suggest = ({ body }: Visit<RouteBody<'password.suggest'>>): Suggestion => {
    const list = suggested[body.language] ?? []
    return { password: list[asked++ % list.length] ?? '', bits: 51 }
  }
  return {
    'password.judge': judge,
    'password.judge-in-reset': judge,
    'password.suggest': suggest,
    'password.suggest-in-reset': suggest,
  }
}
