import type { AccountId } from '#kernel'
import { createChallenges } from '../challenges/challenges.ts'
import type { Factor, Proof } from '../factor.ts'
import { createCardEnrolment, type SmartCardDeps } from './enrolment.ts'
import { cardSeconds, isFor } from './tickets.ts'

const nobody = '00000000-0000-0000-0000-000000000000' as AccountId
const nonceBytes = 16

/**
 * A card that was had, and unlocked by its PIN. The listener checks card and certificate, and finds whose it is; here
 * it has to be hers, enrolled, and shown for this attempt.
 */
export function createSmartCard(deps: SmartCardDeps): Factor {
  const { store, tickets, clock, random, url } = deps
  const challenges = createChallenges<string>('smart-card', { store: deps.challengeStore, clock })

  return {
    name: 'smart-card',
    kind: 'possession',
    worksOffline: true,
    enrolment: createCardEnrolment(deps),

    async challenge(asking) {
      const nonce = Buffer.from(random(nonceBytes)).toString('base64url')
      const { expires } = await challenges.begin(asking, nonce, cardSeconds)
      return { kind: 'card', url, ticket: tickets.ticket({ attempt: asking.attempt, nonce }, expires) }
    },

    async prove(asking, answer): Promise<Proof> {
      const begun = await challenges.take(asking)
      const has = await store.cards(asking.account ?? nobody)
      const shown = tickets.readAnswer(answer.reveal(), clock())
      if (has.length === 0) return { proved: false, why: 'not-enrolled' }
      const isMeant = begun !== undefined && isFor(shown, asking.attempt, begun.data)
      const card = has.find(({ account, key }) => account === shown?.account && key === shown.key)
      if (!isMeant || card === undefined) return { proved: false, why: 'wrong' }
      const used = await store.use(card.account, card.id, clock())
      return used ? { proved: true } : { proved: false, why: 'wrong' }
    },

    async enrolled(account) {
      const has = await store.cards(account)
      return has.map(({ id, name, enrolled, lastUsed }) => ({
        id,
        factor: 'smart-card',
        name,
        enrolled,
        lastUsed,
      }))
    },

    readyAmong: (accounts) => store.among(accounts.map(({ id }) => id)),
    remove: (account, id) => store.remove(account, id),
    boundSince: (since) => store.boundSince(since),
    rename: (account, id, name) => store.rename(account, id, name),
  }
}
