import type { AccountId, Clock, Random } from '#kernel'
import { createChallenges } from '../challenges/challenges.ts'
import type { ChallengeStore } from '../challenges/store.ts'
import type { Enrolment } from '../factor.ts'
import type { CardStore } from './store.ts'
import { isFor, type Tickets } from './tickets.ts'

export interface SmartCardDeps {
  readonly store: CardStore
  readonly challengeStore: ChallengeStore
  readonly tickets: Tickets
  readonly clock: Clock
  readonly random: Random
  /** Of the listener. */
  readonly url: string
}

/** One for each place of work, and the one that is about to expire. */
const maxCards = 5
const offerSeconds = 600

interface Offer {
  readonly id: string
  readonly nonce: string
}

const attemptOf = (account: AccountId) => `enrol:${account}`

/** The person shows her card once; what it says has to name the account that she is signed in with. */
export function createCardEnrolment(deps: SmartCardDeps): Enrolment {
  const { store, tickets, clock, random, url } = deps
  /** null: it was accepted. */
  const offers = createChallenges<Offer | null>('smart-card', { store: deps.challengeStore, clock })
  const place = (account: AccountId) => ({ attempt: attemptOf(account), account })
  const randomText = () => Buffer.from(random(16)).toString('base64url')

  return {
    most: maxCards,

    async offer({ id: account }) {
      const offer = { id: randomText(), nonce: randomText() }
      const { expires } = await offers.begin(place(account), offer, offerSeconds)
      const ticket = tickets.ticket({ attempt: attemptOf(account), nonce: offer.nonce }, expires)
      return { kind: 'card', id: offer.id, url, ticket }
    },

    async confirm(account, id, answer) {
      const offer = (await offers.find(place(account)))?.data
      if (offer?.id !== id) return 'unknown'
      const shown = tickets.readAnswer(answer.reveal(), clock())
      if (!isFor(shown, attemptOf(account), offer.nonce) || shown.account !== account) return 'wrong'
      return {
        facts: { fingerprint: shown.key },
        async enrol(name) {
          if (!(await offers.change(place(account), offer, null))) return false
          return store.add({ id, account, name, key: shown.key, enrolled: clock(), lastUsed: null })
        },
      }
    },
  }
}
