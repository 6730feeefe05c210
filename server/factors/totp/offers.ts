import { Secret as Seed, TOTP } from 'otpauth'
import type { AccountId, Clock, Random, Secret } from '#kernel'
import type { Seal } from '../sealing/seal.ts'
import { appKind, matchingStep, stepAt } from './code.ts'
import { seedBytes, seedPlace } from './seed.ts'
import type { Offer, OfferStore } from './store.ts'

/** An offer whose code was right, ready to be enrolled. `step`: used up by that code. */
interface Confirmed {
  readonly offer: Offer
  readonly step: number
}

/** Seeds that were shown and count for nothing until a right code confirmed that an app has them. */
export interface TotpOffers {
  /** Makes a seed and keeps it, sealed, for ten minutes. A new offer replaces the old one. */
  offer(
    account: AccountId,
    label: string,
  ): Promise<{ readonly id: string; readonly uri: string; readonly seed: string }>
  /** Is this the code that an app shows for the offered seed now? Changes nothing. */
  confirm(account: AccountId, id: string, code: Secret): Promise<Confirmed | 'wrong' | 'unknown'>
  /** @returns false if the offer is gone: of two at once, one is enrolled. */
  enrol(confirmed: Confirmed, name: string): Promise<boolean>
  prune(): Promise<void>
}

export interface TotpOfferDeps {
  readonly store: OfferStore
  readonly seal: Pick<Seal, 'seal' | 'open'>
  readonly clock: Clock
  readonly random: Random
  /** Shown by the app above the account's name. */
  readonly issuer: string
}

const offerMs = 10 * 60_000

export function createTotpOffers({ store, seal, clock, random, issuer }: TotpOfferDeps): TotpOffers {
  return {
    async offer(account, label) {
      const id = Buffer.from(random(16)).toString('base64url')
      const seed = random(seedBytes)
      const expires = new Date(clock().getTime() + offerMs)
      await store.put({ id, account, sealedSeed: seal.seal(seed, seedPlace(account, id)), expires })
      const secret = new Seed({ buffer: Uint8Array.from(seed).buffer })
      const { algorithm, digits, periodSeconds: period } = appKind
      const uri = new TOTP({ issuer, label, secret, algorithm, digits, period }).toString()
      return { id, uri, seed: secret.base32 }
    },

    async confirm(account, id, code) {
      const now = clock()
      const offer = await store.find(account, id, now)
      const seed = offer && seal.open(offer.sealedSeed, seedPlace(account, id))
      if (offer === undefined || seed === undefined) return 'unknown'
      const step = matchingStep(seed, appKind, code.reveal(), { now, drift: 0 })
      return step === undefined ? 'wrong' : { offer, step }
    },

    enrol({ offer, step }, name) {
      const enrolled = clock()
      // The code that confirmed the seed was seen on a page: it is used up.
      const used = { lastStep: step, drift: 0, lastOffset: step - stepAt(appKind, enrolled), lastUsed: null }
      return store.accept({ ...offer, ...appKind, ...used, name, enrolled })
    },

    prune: () => store.prune(clock()),
  }
}
