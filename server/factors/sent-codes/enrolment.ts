import { timingSafeEqual } from 'node:crypto'
import type { FactorName } from '@keyturn/contract'
import { Fault, type AccountId, type Clock, type Random } from '#kernel'
import type { Challenges } from '../challenges/challenges.ts'
import type { Confirmed, Enrolment } from '../factor.ts'
import type { Seal } from '../sealing/seal.ts'
import type { Channel } from './channel.ts'
import { codeMinutes, makeCode, readCode, spaced } from './code.ts'
import type { Delivery } from './delivery.ts'
import { targetPlace, type TargetStore } from './store.ts'

/** A target that was named, and not yet shown to be hers. */
export interface OfferedTarget {
  readonly id: string
  /** base64. */
  readonly sealedTarget: string
  readonly tag: string
  readonly triesLeft: number
}

export interface CodeEnrolmentDeps {
  readonly store: Pick<TargetStore, 'add'>
  readonly offers: Challenges<OfferedTarget>
  readonly delivery: Delivery
  readonly seal: Pick<Seal, 'seal' | 'open' | 'tag'>
  readonly clock: Clock
  readonly random: Random
}

const tries = 5

/** A person names where codes reach her, and shows it with one that was sent there. */
export function createCodeEnrolment(channel: Channel, deps: CodeEnrolmentDeps): Enrolment {
  const { offers, delivery, seal, random } = deps
  const { factor } = channel
  const tagOf = (id: string, code: string) =>
    Buffer.from(seal.tag('offered-code', `${factor}\0${id}\0${code}`))

  return {
    most: channel.most,

    async offer(account, wish, where) {
      const target = channel.read(wish ?? '')
      if (target === undefined) throw new Fault('request.invalid', `wish is nothing that ${factor} can go to`)
      if (!channel.mayAdd(account, target))
        throw new Fault('factor.refused', `${factor} may not go to this target`)
      const id = Buffer.from(random(16)).toString('base64url')
      const code = makeCode(random).reveal()
      const sealedTarget = Buffer.from(
        seal.seal(Buffer.from(target), targetPlace(factor, account.id, id)),
      ).toString('base64')
      const data = { id, sealedTarget, tag: tagOf(id, code).toString(), triesLeft: tries }
      await offers.begin(offerOf(factor, account.id), data, codeMinutes * 60)
      await delivery.send({ ...where, account: account.id }, spaced(code), target)
      return { kind: 'sent', id, to: channel.mask(target) }
    },

    async confirm(account, id, answer) {
      const at = offerOf(factor, account)
      const offer = await offers.find(at)
      if (offer === undefined || offer.data.id !== id || offer.data.triesLeft === 0) return 'unknown'
      const counted = { ...offer.data, triesLeft: offer.data.triesLeft - 1 }
      // Of two at once, one is looked at: otherwise a thousand at once are a thousand guesses.
      if (!(await offers.change(at, offer.data, counted))) return 'wrong'
      const code = readCode(answer.reveal())
      const isRight = timingSafeEqual(Buffer.from(counted.tag), tagOf(id, code ?? ''))
      return code !== undefined && isRight ? confirmed(channel, deps, account, counted) : 'wrong'
    },
  }
}

function confirmed(
  channel: Channel,
  { store, offers, seal, clock }: CodeEnrolmentDeps,
  account: AccountId,
  offered: OfferedTarget,
): Confirmed | 'unknown' {
  const { id } = offered
  const { factor } = channel
  const sealedTarget = Buffer.from(offered.sealedTarget, 'base64')
  const target = seal.open(sealedTarget, targetPlace(factor, account, id))
  if (target === undefined) return 'unknown'
  return {
    facts: { to: channel.mask(Buffer.from(target).toString()) },
    async enrol(name) {
      const at = offerOf(factor, account)
      // Nothing is offered any more: of two at once, one changes it.
      if (!(await offers.change(at, offered, { ...offered, triesLeft: 0, id: '' }))) return false
      await store.add({ id, account, name, sealedTarget, enrolled: clock(), lastUsed: null })
      return true
    },
  }
}

/** One at a time, apart from what is proved in any session. */
const offerOf = (factor: FactorName, account: AccountId) => ({ attempt: `offer ${account}`, account })
