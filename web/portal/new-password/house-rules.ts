import type { PasswordPolicy, PasswordProblem, Strength } from '@keyturn/contract'
import { builtInWords, createBannedWords } from '@keyturn/protocols/banned-words'
import type { Judged } from './use-judgement.ts'

export type House = NonNullable<PasswordPolicy['house']>

export const strengths: readonly Strength[] = ['very-weak', 'weak', 'fair', 'good', 'strong']

/** The server's own check, run in the page with the words that it may know. */
export function createPageCheck(house: House | undefined): (password: string) => readonly PasswordProblem[] {
  if (house === undefined) return () => []
  const banned = createBannedWords([...house.words, ...builtInWords], house.besides)
  return (password) => banned.hits(password)
}

/** One line of the list of rules. undefined: not known yet. */
export interface HouseRule {
  readonly rule: 'own' | 'banned' | 'strength'
  readonly met: boolean | undefined
}

/** The rules of the house as lines to tick off, and what stands against the password now, in the server's codes. */
export function houseRules(house: House, found: readonly PasswordProblem[], judged: Judged) {
  const answer = typeof judged === 'object' ? judged : undefined
  const problems = [...new Set([...found, ...(answer?.problems ?? [])])]
  const has = (start: string) => problems.some((problem) => problem.startsWith(start))
  const known = (broken: boolean) => (broken ? false : answer === undefined ? undefined : true)
  const rules: HouseRule[] = [
    ...(house.words.some(({ kind }) => kind.startsWith('own-'))
      ? [{ rule: 'own', met: !has('own-') } as const]
      : []),
    { rule: 'banned', met: known(has('banned-')) },
    ...(house.leastStrength === null
      ? []
      : [{ rule: 'strength', met: known(problems.includes('too-weak')) } as const]),
  ]
  return { rules, problems }
}

/** Days that a password of this length lives; null: until it is changed. */
export function daysOf(password: string, { maxAgeDays, house }: PasswordPolicy): number | null {
  const tier = house?.lifetimes.find(({ atLeast }) => password.length >= atLeast)
  return tier?.maxAgeDays ?? (maxAgeDays === null ? null : Math.floor(maxAgeDays))
}
