import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common'
import { dictionary as english } from '@zxcvbn-ts/language-en'
import { dictionary as german } from '@zxcvbn-ts/language-de'
import type { Strength } from '@keyturn/contract'

/**
 * Guesses, as a power of ten. What is guessed at is a stolen copy of the directory: one graphics card tries some 10^11
 * NT hashes a second, so a thousand times more than zxcvbn's own words mean.
 */
const from: readonly (readonly [power: number, strength: Strength])[] = [
  [15, 'strong'],
  [12, 'good'],
  [9, 'fair'],
  [6, 'weak'],
  [0, 'very-weak'],
]

/** The time grows with the cube of the length, and what is strong so far is strong. */
const looksAt = 40

/** Takes some hundred milliseconds and about 50 MB: made once, in a thread of its own. */
export function createEstimator(): (password: string, words: readonly string[]) => Strength {
  const zxcvbn = new ZxcvbnFactory({
    dictionary: { ...common, ...english, ...named(german) },
    graphs: adjacencyGraphs,
    maxLength: looksAt,
    l33tMaxSubstitutions: 8,
  })
  return (password, words) => {
    const { guessesLog10 } = zxcvbn.check(password.slice(0, looksAt), [...words])
    return from.find(([power]) => guessesLog10 >= power)?.[1] ?? 'very-weak'
  }
}

/** Their German package, older than the others, names its lists without the language. */
function named(lists: typeof german): Record<string, (string | number)[]> {
  return Object.fromEntries(Object.entries(lists).map(([name, words]) => [`${name}-de`, words]))
}
