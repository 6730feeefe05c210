import { challengeOf } from './challenges.ts'
import type { ChallengeOrders } from './orders.ts'
import type { Held, LaunchOrders, OneDeviceOrders } from '../orders.ts'

/** One door for a reset, which need not know whether its device has a network. */
export function joinOrders(launches: LaunchOrders, challenges: ChallengeOrders): OneDeviceOrders {
  const isAnswer = (order: string) => challengeOf(order) !== undefined
  const of = (order: string) => (isAnswer(order) ? challenges : launches)
  const orderIn = (held: Held) => held.split('.')[0] ?? ''
  return {
    answerTo: (challenge) => challenges.answerTo(challenge),
    learner: (order, account) => challenges.learner(order, account),
    claim: (launch, reset) => launches.claim(launch, reset),
    hold: (order, account, password) => of(order).hold(order, account, password),
    release: (held, written, origin) => of(orderIn(held)).release(held, written, origin),
    discard: (held) => of(orderIn(held)).discard(held),
    // A device without a network waits for nothing.
    end: async (order, reset) => (isAnswer(order) ? undefined : launches.end(order, reset)),
    giveBack: async (order, reset) => (isAnswer(order) ? undefined : launches.giveBack(order, reset)),
    refreshOf: (order, held) => of(order).refreshOf(order, held),
  }
}
