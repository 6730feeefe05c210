import type { Suggestion } from '@keyturn/contract'
import { Fault, secret, type AccountId, type Random } from '#kernel'
import type { Passwords } from '../passwords.ts'
import { wordsIn } from './lists.ts'

export interface SuggestionsDeps {
  readonly passwords: Pick<Passwords, 'policyFor' | 'check'>
  readonly random: Random
}

export interface Suggestions {
  /**
   * Words by lot, each with a capital, as `Gewicht-Beweis-Hase-Strom`: at least four, more where the policy wants it
   * longer. It keeps every rule of the account that can be told without the DC, and is kept nowhere.
   *
   * @throws {Fault} `directory.unavailable`
   */
  suggest(account: AccountId, language: string): Promise<Suggestion>
}

/** Each about 12.9 bits. */
const fewestWords = 4
/** A rule may stand against a word, hardly against so many. */
const draws = 30

export function createSuggestions({ passwords, random }: SuggestionsDeps): Suggestions {
  function draw(list: readonly string[], minLength: number): Suggestion {
    const words: string[] = []
    while (words.length < fewestWords || words.join('-').length < minLength) {
      const word = list[drawBelow(list.length, random)] ?? ''
      words.push(word.charAt(0).toUpperCase() + word.slice(1))
    }
    return { password: words.join('-'), bits: Math.floor(words.length * Math.log2(list.length)) }
  }

  return {
    async suggest(account, language) {
      const list = wordsIn(language)
      const { minLength } = await passwords.policyFor(account)
      for (let drawn = 0; drawn < draws; drawn++) {
        const suggestion = draw(list, minLength)
        const problems = await passwords.check(account, secret(suggestion.password))
        if (problems.length === 0) return suggestion
      }
      throw new Fault('internal', `no rule of account ${account} is kept by ${draws} suggestions`)
    },
  }
}

/** A number from 0 to `n` - 1, each as likely: what lies beyond the last multiple of `n` is drawn again. */
function drawBelow(n: number, random: Random): number {
  const limit = 0x1_0000 - (0x1_0000 % n)
  for (;;) {
    const [high = 0, low = 0] = random(2)
    const drawn = high * 256 + low
    if (drawn < limit) return drawn % n
  }
}
