import { Secret as Seed, TOTP } from 'otpauth'
import type { Account } from '#directory'
import type { Clock, Random } from '#kernel'
import type { Enrolment } from '../factor.ts'
import type { Seal } from '../sealing/seal.ts'
import { appKind, matchingStep, stepAt } from './code.ts'
import { seedBytes, seedPlace } from './seed.ts'
import type { OfferStore } from './store.ts'

export interface TotpEnrolmentDeps {
  readonly offers: OfferStore
  readonly seal: Pick<Seal, 'seal' | 'open'>
  readonly clock: Clock
  readonly random: Random
  /** Shown by the app above the account's name. */
  readonly issuer: string
}

const offerMs = 10 * 60_000

/** Seeds that were shown and count for nothing until a right code confirmed that an app has them. */
export function createTotpEnrolment(deps: TotpEnrolmentDeps, most: number): Enrolment {
  const { offers, seal, clock, random, issuer } = deps
  return {
    most,

    async offer(account) {
      const id = Buffer.from(random(16)).toString('base64url')
      const seed = random(seedBytes)
      const expires = new Date(clock().getTime() + offerMs)
      const sealedSeed = seal.seal(seed, seedPlace(account.id, id))
      await offers.put({ id, account: account.id, sealedSeed, expires })
      const secret = new Seed({ buffer: Uint8Array.from(seed).buffer })
      const { algorithm, digits, periodSeconds: period } = appKind
      const uri = new TOTP({ issuer, label: labelOf(account), secret, algorithm, digits, period }).toString()
      return { kind: 'totp', id, uri, seed: secret.base32 }
    },

    async confirm(account, id, answer) {
      const now = clock()
      const offer = await offers.find(account, id, now)
      const seed = offer && seal.open(offer.sealedSeed, seedPlace(account, id))
      if (offer === undefined || seed === undefined) return 'unknown'
      const step = matchingStep(seed, appKind, answer.reveal(), { now, drift: 0 })
      if (step === undefined) return 'wrong'
      return {
        enrol(name) {
          const enrolled = clock()
          // The code that confirmed the seed was seen on a page: it is used up.
          const lastOffset = step - stepAt(appKind, enrolled)
          const used = { lastStep: step, drift: 0, lastOffset, lastUsed: null }
          return offers.accept({ ...offer, ...appKind, ...used, name, enrolled })
        },
      }
    },
  }
}

/** What the app shows under the issuer's name. */
const labelOf = ({ userPrincipalName, sAMAccountName, domain }: Account) =>
  userPrincipalName ?? `${sAMAccountName}@${domain}`
