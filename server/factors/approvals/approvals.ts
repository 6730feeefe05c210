import type { Clock, Random } from '#kernel'
import { createChallenges } from '../challenges/challenges.ts'
import type { ChallengeStore } from '../challenges/store.ts'
import type { Asking, Factor, Proof } from '../factor.ts'
import { createRequests, type Begun, type RequestsDeps } from './requests.ts'
import type { ApprovalStore } from './store.ts'

export interface ApprovalsDeps extends Omit<RequestsDeps, 'challenges' | 'store'> {
  readonly store: ApprovalStore
  readonly challengeStore: ChallengeStore
  readonly clock: Clock
  readonly random: Random
}

const requestMinutes = 60

/**
 * Another person's word. Whoever is asked signs in, proves a factor of her own, and sees the number that the one who
 * asks sees as well; an approval counts in the attempt that asked for it, once.
 *
 *     challenge ──▶ number, sealed job ──▶ waiting (for everybody)
 *                        └──▶ (later) approver found ──▶ asked ──▶ approved ──▶ used
 *                                                           └───▶ refused: to the one who asks, still waiting
 *
 * Before `jobs.start`.
 */
export function createApprovals(deps: ApprovalsDeps): Factor {
  const { approvers, store, clock, random } = deps
  const { factor } = approvers
  const challenges = createChallenges<Begun>(factor, { ...deps, store: deps.challengeStore })
  const request = createRequests({ ...deps, challenges })
  const begunIn = async (asking: Asking) => {
    const begun = await challenges.find(asking)
    const state = await store.stateOf(begun?.data.id ?? '', clock())
    return { begun, state }
  }

  return {
    name: factor,
    kind: 'vouching',
    worksOffline: true,

    async challenge(asking, { whom } = {}) {
      const id = Buffer.from(random(16)).toString('base64url')
      const number = twoDigits(random)
      const { expires } = await challenges.begin(asking, { id, reached: null }, requestMinutes * 60)
      const { account, attempt, origin } = asking
      await request({
        id,
        number,
        account,
        attempt,
        whom: whom ?? null,
        asked: clock().toISOString(),
        expires: expires.toISOString(),
        origin,
      })
      return { kind: 'waiting', number, expires: expires.toISOString() }
    },

    // A refusal looks like no answer: that there is somebody to refuse would tell that the account exists.
    ready: async (asking) => (await begunIn(asking)).state === 'approved',

    async prove(asking): Promise<Proof> {
      const { begun, state } = await begunIn(asking)
      if (asking.account === null || begun?.data.reached === false)
        return { proved: false, why: 'not-enrolled' }
      if (begun === undefined || state === 'refused') return { proved: false, why: 'wrong' }
      if (state === 'used') return { proved: false, why: 'reused' }
      if (state !== 'approved') return { proved: false, why: 'waiting' }
      return (await store.use(begun.data.id, clock())) ? { proved: true } : { proved: false, why: 'reused' }
    },

    async enrolled(account) {
      const standing = await approvers.standing(account)
      const own = { enrolled: new Date(0), lastUsed: null, own: false }
      return standing === undefined ? [] : [{ id: factor, factor, name: standing.name, ...own }]
    },

    readyAmong: (accounts) => approvers.among(accounts),
    boundSince: async () => [],
    remove: async () => false,
  }
}

/** So that an approver with two requests does not confirm the wrong one; it is no secret. */
const twoDigits = (random: Random) => String(Buffer.from(random(4)).readUInt32BE() % 100).padStart(2, '0')
