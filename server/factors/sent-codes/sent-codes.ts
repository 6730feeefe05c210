import { timingSafeEqual } from 'node:crypto'
import type { Directory } from '#directory'
import type { Audit } from '#audit'
import type { Clock, Log, Random } from '#kernel'
import type { Jobs } from '#storage'
import { createChallenges } from '../challenges/challenges.ts'
import type { ChallengeStore } from '../challenges/store.ts'
import type { Asking, Factor, Proof } from '../factor.ts'
import type { Seal } from '../sealing/seal.ts'
import type { FloodGate } from '../tries/floods.ts'
import type { Channel } from './channel.ts'
import { codeMinutes, makeCode, readCode, spaced } from './code.ts'
import { createDelivery, type SentCode } from './delivery.ts'
import { createPreEnrolment } from './pre-enrolment.ts'
import { createCodeEnrolment, type OfferedTarget } from './enrolment.ts'
import type { TargetStore } from './store.ts'
import { createTargets } from './targets.ts'

export interface SentCodesDeps {
  readonly store: TargetStore
  readonly challengeStore: ChallengeStore
  readonly gate: FloodGate
  readonly directory: Pick<Directory, 'read' | 'attributesOf' | 'peopleIn'>
  readonly jobs: Pick<Jobs, 'handle' | 'send'>
  readonly audit: Audit
  readonly seal: Seal
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

/**
 * A code that is sent to her and typed within ten minutes, in the same attempt and once.
 *
 *     challenge ──▶ code made, its tag kept, a sealed job left ──▶ the same answer for everybody
 *                                    └──▶ (later) targets looked up ──▶ one sealed job each ──▶ channel
 *
 * Before `jobs.start`.
 */
export function createSentCodes(channel: Channel, deps: SentCodesDeps): Factor {
  const { store, seal, clock, random } = deps
  const { factor } = channel
  const challenges = createChallenges<SentCode>(factor, { ...deps, store: deps.challengeStore })
  const offers = createChallenges<OfferedTarget>(factor, { ...deps, store: deps.challengeStore })
  const targets = createTargets(channel, deps)
  const delivery = createDelivery(channel, { ...deps, targets, challenges })
  const tagOf = ({ attempt }: Asking, code: string) => seal.tag('sent-code', `${factor}\0${attempt}\0${code}`)
  const idleTag = seal.tag('sent-code', 'idle')

  return {
    name: factor,
    kind: 'possession',
    worksOffline: channel.worksOffline,

    async challenge(asking) {
      const code = makeCode(random).reveal()
      const data = { tag: tagOf(asking, code), reached: null, used: false }
      const { expires } = await challenges.begin(asking, data, codeMinutes * 60)
      await delivery.send(asking, spaced(code))
      return { kind: 'sent', expires: expires.toISOString() }
    },

    async prove(asking, answer): Promise<Proof> {
      const begun = await challenges.find(asking)
      const code = readCode(answer.reveal())
      const isRight = timingSafeEqual(
        Buffer.from(begun?.data.tag ?? idleTag),
        Buffer.from(tagOf(asking, code ?? '')),
      )
      if (asking.account === null || begun?.data.reached === false)
        return { proved: false, why: 'not-enrolled' }
      if (begun === undefined || code === undefined || !isRight) return { proved: false, why: 'wrong' }
      const { data } = begun
      if (data.used || !(await challenges.change(asking, data, { ...data, used: true })))
        return { proved: false, why: 'reused' }
      await store.used(asking.account, clock())
      return { proved: true }
    },

    enrolled: (account) => targets.listed(account),
    readyAmong: (accounts) => targets.among(accounts),
    boundSince: (since) => store.boundSince(since),
    remove: (account, id) => store.remove(account, id),
    rename: (account, id, name) => store.rename(account, id, name),
    preEnrol: createPreEnrolment(channel, deps),
    ...(channel.most > 0 && { enrolment: createCodeEnrolment(channel, { ...deps, offers, delivery }) }),
  }
}
