import { Fault, type AccountId, type Clock, type Random } from '#kernel'
import { createChallenges } from '../challenges/challenges.ts'
import type { ChallengeStore } from '../challenges/store.ts'
import type { Enrolment } from '../factor.ts'
import { areAnswers, readAnswers, type Answers } from './answers.ts'
import type { Hash } from '../hashing/argon.ts'
import type { Seal } from '../sealing/seal.ts'
import { textOf, type Asked } from './catalogue.ts'
import { hashAnswer } from './hash.ts'
import type { AnswerStore } from './store.ts'

export interface QuestionEnrolmentDeps {
  readonly store: Pick<AnswerStore, 'replace'>
  readonly challengeStore: ChallengeStore
  readonly hash: Hash
  readonly seal: Pick<Seal, 'tag'>
  readonly clock: Clock
  readonly random: Random
  readonly questions: readonly Asked[]
}

/** What was offered. The names are kept as the account had them then. */
interface Offered {
  readonly id: string
  readonly names: readonly string[]
}

const offerSeconds = 10 * 60

/** All questions are answered at once. To change an answer she removes them, and begins anew. */
export function createQuestionEnrolment(deps: QuestionEnrolmentDeps): Enrolment {
  const { questions, random } = deps
  const offers = createChallenges<Offered>('questions', { ...deps, store: deps.challengeStore })

  return {
    most: 1,

    async offer(account, _, { languages }) {
      const id = Buffer.from(random(16)).toString('base64url')
      const names = [account.sAMAccountName, account.displayName]
      await offers.begin(offerOf(account.id), { id, names }, offerSeconds)
      const shown = questions.map((one) => ({ id: one.id, text: textOf(one, languages) }))
      return { kind: 'questions', id, least: questions.length, questions: shown }
    },

    async confirm(account, id, answer) {
      const offered = await offers.find(offerOf(account))
      if (offered === undefined || offered.data.id !== id) return 'unknown'
      const answers = readAnswers(answer.reveal())
      if (!areAnswers(answers, questions, offered.data.names)) {
        throw new Fault(
          'request.invalid',
          'an answer is missing, too short, a name, in its question, or there twice',
        )
      }
      return {
        facts: { questions: questions.length },
        async enrol(name) {
          const taken = await offers.take(offerOf(account))
          if (taken?.data.id !== id) return false
          await keep(deps, { account, id, name, answers })
          return true
        },
      }
    },
  }
}

interface Kept {
  readonly account: AccountId
  readonly id: string
  readonly name: string
  readonly answers: Answers
}

async function keep(deps: QuestionEnrolmentDeps, { account, id, name, answers }: Kept): Promise<void> {
  const { store, random, clock, questions } = deps
  const salt = random(16)
  const hashes = await Promise.all(
    questions.map(async ({ id: question }) => {
      const one = { account, id: question, answer: answers.get(question) ?? '' }
      return [question, await hashAnswer(deps, one, salt)] as const
    }),
  )
  await store.replace(account, { id, name, salt, enrolled: clock(), hashes: new Map(hashes) })
}

/** One at a time, apart from what is proved in any session. */
const offerOf = (account: AccountId) => ({ attempt: `offer ${account}`, account })
