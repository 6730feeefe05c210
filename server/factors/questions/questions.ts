import { timingSafeEqual } from 'node:crypto'
import type { AccountId } from '#kernel'
import { createChallenges } from '../challenges/challenges.ts'
import type { Factor, Proof } from '../factor.ts'
import { readAnswers } from './answers.ts'
import { textOf, type Asked } from './catalogue.ts'
import { createQuestionEnrolment, type QuestionEnrolmentDeps } from './enrolment.ts'
import { hashAnswer } from './hash.ts'
import type { AnswerStore } from './store.ts'

export interface QuestionsDeps extends QuestionEnrolmentDeps {
  readonly store: AnswerStore
  /** So many of them are asked, and all must be right. */
  readonly ask: number
}

interface Begun {
  readonly asked: readonly string[]
  readonly used: boolean
}

const answerSeconds = 15 * 60

/**
 * What she once answered. Everybody who enrols answers all questions, and which are asked depends on nothing but the
 * name that was typed: so a stranger sees the same for whoever exists, in whichever spelling, and whoever asks again
 * finds no easier ones. OWASP ASVS 5.0 6.4.2 forbids this factor; the policy never takes it alone.
 */
export function createQuestions(deps: QuestionsDeps): Factor {
  const { store, clock, random, questions } = deps
  const challenges = createChallenges<Begun>('questions', { ...deps, store: deps.challengeStore })
  const nobody = '00000000-0000-0000-0000-000000000000' as AccountId
  const idle = { salt: random(16), hash: random(32) }
  const all = questions.map(({ id }) => id)
  const hasAll = (hashes: ReadonlyMap<string, unknown> | undefined) => all.every((id) => hashes?.has(id))

  return {
    name: 'questions',
    kind: 'knowledge',
    worksOffline: true,
    enrolment: createQuestionEnrolment(deps),

    async challenge(asking) {
      const chosen = chosenFor(deps, asking.subject)
      await challenges.begin(asking, { asked: chosen.map(({ id }) => id), used: false }, answerSeconds)
      const shown = chosen.map((one) => ({ id: one.id, text: textOf(one, asking.languages) }))
      return { kind: 'questions', questions: shown }
    },

    async prove(asking, answer): Promise<Proof> {
      const account = asking.account ?? nobody
      const [set, begun] = await Promise.all([store.find(account), challenges.find(asking)])
      const answers = readAnswers(answer.reveal())
      // Without a challenge as many are hashed, and compared with nothing.
      const asked = begun?.data.asked ?? all.slice(0, deps.ask)
      const matches = await Promise.all(
        asked.map(async (id) => {
          const answer = answers.get(id)
          const given = await hashAnswer(deps, { account, id, answer: answer ?? '' }, set?.salt ?? idle.salt)
          return timingSafeEqual(given, set?.hashes.get(id) ?? idle.hash) && answer !== undefined
        }),
      )
      if (!hasAll(set?.hashes)) return { proved: false, why: 'not-enrolled' }
      // Which one was wrong is told to nobody: it would leave one question less to guess.
      if (begun === undefined || !matches.every(Boolean)) return { proved: false, why: 'wrong' }
      const { data } = begun
      if (data.used || !(await challenges.change(asking, data, { ...data, used: true })))
        return { proved: false, why: 'reused' }
      await store.used(account, clock())
      return { proved: true }
    },

    /** Of an account that has not answered a question that was added since, nothing can be proved. */
    async enrolled(account) {
      const set = await store.find(account)
      if (set === undefined || !hasAll(set.hashes)) return []
      const { id, name, enrolled, lastUsed } = set
      return [{ id, factor: 'questions', name, enrolled, lastUsed }]
    },

    readyAmong: (accounts) => store.among(accounts.map(idOf), all),
    boundSince: (since) => store.boundSince(since),
    remove: (account, id) => store.remove(account, id),
    rename: (account, id, name) => store.rename(account, id, name),
  }
}

const idOf = ({ id }: { readonly id: AccountId }) => id

/** By the typed name alone: in the same order whoever it is, and in no order that one could guess. */
function chosenFor({ seal, questions, ask }: QuestionsDeps, subject: string): readonly Asked[] {
  return questions
    .map((question) => ({ question, rank: seal.tag('question', `${subject}\0${question.id}`) }))
    .toSorted((one, other) => (one.rank < other.rank ? -1 : 1))
    .slice(0, ask)
    .map(({ question }) => question)
}
