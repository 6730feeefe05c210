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

/** What the rules need to know of an account. */
interface Known {
  readonly policy: EffectivePolicy
  readonly attributes: ReadonlyMap<string, readonly string[]>
}

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
  check(account: AccountId, candidate: Secret, known?: Known): Promise<readonly PasswordProblem[]>
  /** By these names `check` wants its `attributes`. */
  readonly reads: readonly string[]
  /** The same, with the strength, for somebody who is still typing. Nothing is kept. */
  judge(account: AccountId, candidate: Secret): Promise<Judgement>
}

export interface PasswordsDeps {
  readonly directory: Pick<Directory, 'policyFor' | 'attributesOf'>
  readonly strengths: Pick<Strengths, 'estimate' | 'warm'>
  readonly house: HouseRules
  readonly breached: Pick<BreachedList, 'contains'>
}

export function createPasswords({ directory, strengths, house, breached }: PasswordsDeps): Passwords {
  const ofTheHouse = createBannedWords(serverWords(house), house.besides)

  const reads = house.bansOwnWords ? ownAttributes : []

  async function know(account: AccountId): Promise<Known> {
    const [policy, found] = await Promise.all([
      directory.policyFor(account),
      reads.length === 0 ? [] : directory.attributesOf(account, reads),
    ])
    return { policy, attributes: new Map(Array.from(found, ([name, { values }]) => [name, values])) }
  }

  async function judge(account: AccountId, candidate: Secret, known?: Known): Promise<Judgement> {
    const { policy, attributes } = known ?? (await know(account))
    const own = ownWordsOf(attributes)
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
    judge: (account, candidate) => judge(account, candidate),
    reads,
    check: async (account, candidate, known) => (await judge(account, candidate, known)).problems,
    async policyFor(account) {
      strengths.warm()
      const { policy, attributes } = await know(account)
      const { besides, leastStrength, lifetimes } = house
      const words = [...publicWords(house), ...ownWordsOf(attributes)]
      return { ...policy, house: { words, besides, leastStrength, lifetimes: [...lifetimes] } }
    },
  }
}

/** None where `attributes` has none: where they are not banned, they are not read. */
function ownWordsOf(attributes: Known['attributes']): readonly BannedWord[] {
  return ownWords(
    ownAttributes.flatMap((attribute) =>
      (attributes.get(attribute) ?? []).map((value) => ({ attribute, value })),
    ),
  )
}

function hitsOf(all: readonly BannedWords[], password: string) {
  return [...new Set(all.flatMap((words) => words.hits(password)))]
}

/** What cannot be told in time is not held against her: the other rules stand, and so do the DC's. */
function isTooWeak(strength: Strength | null, least: Strength | null): boolean {
  if (strength === null || least === null) return false
  return strengthOrder.indexOf(strength) < strengthOrder.indexOf(least)
}
