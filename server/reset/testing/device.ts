import type { Held } from '#devices'
import type { ResetDeps } from '../resets.ts'

interface Surroundings {
  /** Which reset has claimed which launch. */
  readonly claims: Map<string, string>
  readonly released: string[]
  /** What was done, in its order. */
  readonly order: string[]
  at(what: string): Promise<void>
}

/** One laptop, LAPTOP-7, and what it was given. */
export function aDevice(world: Surroundings): ResetDeps['devices'] {
  return {
    async claim(claimed, reset) {
      const by = world.claims.get(claimed) ?? reset
      world.claims.set(claimed, by)
      return by === reset ? { device: 'LAPTOP-7' } : undefined
    },
    answerTo: (challenge) => (challenge === 'mistyped' ? undefined : `challenge:${challenge}`),
    learner: async (order) => (order === 'challenge:unknown' ? undefined : 'LAPTOP-9'),
    hold: async (launch, account) => {
      if (launch === null) return undefined
      await world.at('hold')
      return `${launch} for ${account.sAMAccountName}` as Held
    },
    release: async (held) => {
      await world.at('release')
      world.order.push('release')
      world.released.push(held)
    },
    discard: async () => void world.order.push('discard'),
    end: async () => void world.order.push('end'),
    async giveBack(claimed, reset) {
      world.order.push('give-back')
      if (world.claims.get(claimed) === reset) world.claims.delete(claimed)
    },
    refreshOf: async () => ({ state: 'waiting', device: 'LAPTOP-7' }),
  }
}
