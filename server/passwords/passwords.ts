import type { Judgement, PasswordProblem, Strength } from '@keyturn/contract'
import { checkPassword } from '@keyturn/protocols/ad'
import {
  createBannedWords,
  ownAttributes,
  ownWords,
  type BannedWord,
  type BannedWords,
} from '@keyturn/protocols/banned-words'
import type { Directory, EffectivePolicy } from '#directory'
import type { AccountId, Secret } from '#kernel'
import type { BreachedList } from './breached/index.ts'
import { publicWords, serverWords, strengthOrder, type HouseRules } from './house.ts'
import type { Strengths } from './strength/strengths.ts'

export interface Passwords {
  /**
   * AD's policy, with what the organisation asks beyond it.
   *
   * @throws {Fault} `directory.unavailable`
   */
  policyFor(account: AccountId): Promise<EffectivePolicy>
  /**
   * Every rule that is broken as far as can be told without the DC. Empty: worth asking the DC. History and age are
   * only known to the DC.
   *
   * @throws {Fault} `directory.unavailable`, `breached.unavailable`
   */
  check(account: AccountId, candidate: Secret): Promise<readonly PasswordProblem[]>
  /** The same, with the strength, for somebody who is still typing. Nothing is kept. */
  judge(account: AccountId, candidate: Secret): Promise<Judgement>
}

export interface PasswordsDeps {
  readonly directory: Pick<Directory, 'policyFor' | 'attributesOf'>
  readonly strengths: Pick<Strengths, 'estimate'>
  readonly house: HouseRules
  readonly breached: Pick<BreachedList, 'contains'>
}

export function createPasswords({ directory, strengths, house, breached }: PasswordsDeps): Passwords {
  const ofTheHouse = createBannedWords(serverWords(house), house.besides)

  async function ownWordsOf(account: AccountId): Promise<readonly BannedWord[]> {
    if (!house.bansOwnWords) return []
    const found = await directory.attributesOf(account, ownAttributes)
    return ownWords(
      ownAttributes.flatMap((attribute) =>
        (found.get(attribute)?.values ?? []).map((value) => ({ attribute, value })),
      ),
    )
  }

  async function judge(account: AccountId, candidate: Secret): Promise<Judgement> {
    const [policy, own] = await Promise.all([directory.policyFor(account), ownWordsOf(account)])
    const words = [...policy.forbiddenWords, house.organisation, ...own.map(({ word }) => word)]
    const strength = await strengths.estimate(candidate, words)
    const password = candidate.reveal()
    const problems: readonly PasswordProblem[] = [
      ...checkPassword(password, policy),
      ...hitsOf([ofTheHouse, createBannedWords(own, house.besides)], password),
      ...(isTooWeak(strength, house.leastStrength) ? (['too-weak'] as const) : []),
      ...(breached.contains(candidate) ? (['breached'] as const) : []),
    ]
    return { problems: [...problems], strength }
  }

  return {
    judge,
    check: async (account, candidate) => (await judge(account, candidate)).problems,
    async policyFor(account) {
      const [policy, own] = await Promise.all([directory.policyFor(account), ownWordsOf(account)])
      const { besides, leastStrength, lifetimes } = house
      const words = [...publicWords(house), ...own]
      return { ...policy, house: { words, besides, leastStrength, lifetimes: [...lifetimes] } }
    },
  }
}

function hitsOf(all: readonly BannedWords[], password: string) {
  return [...new Set(all.flatMap((words) => words.hits(password)))]
}

/** What cannot be told in time is not held against her: the other rules stand, and so do the DC's. */
function isTooWeak(strength: Strength | null, least: Strength | null): boolean {
  if (strength === null || least === null) return false
  return strengthOrder.indexOf(strength) < strengthOrder.indexOf(least)
}
