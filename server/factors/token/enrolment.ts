import { Fault, type AccountId, type Clock, type Log, type Random } from '#kernel'
import { createChallenges } from '../challenges/challenges.ts'
import type { ChallengeStore } from '../challenges/store.ts'
import type { Confirmed, Enrolment } from '../factor.ts'
import type { Seal } from '../sealing/seal.ts'
import { positionOf, readCodes } from './codes.ts'
import { readSerial, seedPlace } from './serial.ts'
import type { Position, Token, TokenPool } from './store.ts'

export interface TokenDeps {
  readonly pool: TokenPool
  readonly challengeStore: ChallengeStore
  readonly seal: Pick<Seal, 'seal' | 'open'>
  readonly clock: Clock
  readonly random: Random
  readonly log: Pick<Log, 'error'>
}

/** So many a person may have; every try works through as many, so that time does not tell how many. */
export const maxTokens = 3

interface Offer {
  readonly id: string
  readonly serial: string
}

const offerSeconds = 600

/** A person names a free token by its serial, and shows by two codes in a row that she holds it. */
export function createTokenEnrolment(deps: TokenDeps): Enrolment {
  const { pool, seal, clock, random } = deps
  /** null: it was accepted. */
  const offers = createChallenges<Offer | null>('token', { store: deps.challengeStore, clock })

  return {
    most: maxTokens,

    async offer({ id: account }, wish) {
      const serial = readSerial(wish ?? '')
      const token = serial === undefined ? undefined : await pool.find(serial)
      // The same for one that somebody else has: whose it is, is nobody's business.
      if (token === undefined || !isFree(token)) {
        throw new Fault('request.invalid', 'wish is the serial of no token that is free')
      }
      const offer = { id: Buffer.from(random(16)).toString('base64url'), serial: token.serial }
      await offers.begin(placeOf(account), offer, offerSeconds)
      return { kind: 'token', id: offer.id, codes: 2 }
    },

    async confirm(account, id, answer) {
      const offer = (await offers.find(placeOf(account)))?.data
      if (offer?.id !== id) return 'unknown'
      const token = await pool.find(offer.serial)
      const seed = token && isFree(token) && seal.open(token.sealedSeed, seedPlace(token.serial, ''))
      if (!seed) return 'unknown'
      const typed = readCodes(answer.reveal())
      const position = typed.length === 2 ? positionOf(seed, token, typed, clock()) : undefined
      // Codes that were used while somebody else had it are used up.
      if (position === undefined || position.at < token.next) return 'wrong'
      return confirmed({ token, seed, position }, account, offer)
    },
  }

  function confirmed(shown: Shown, account: AccountId, offer: Offer): Confirmed {
    const { token, seed, position } = shown
    return {
      facts: { serial: token.serial },
      async enrol(name) {
        if (!(await offers.change(placeOf(account), offer, null))) return false
        const sealedSeed = seal.seal(seed, seedPlace(token.serial, account))
        const holder = { account, name, assigned: clock(), lastUsed: null }
        return await pool.assign(token, holder, { sealedSeed, position })
      },
    }
  }
}

interface Shown {
  readonly token: Token
  readonly seed: Uint8Array
  readonly position: Position
}

/** Nobody has it, and it may be given out. */
export const isFree = ({ holder, revoked }: Pick<Token, 'holder' | 'revoked'>) =>
  holder === null && revoked === null

const placeOf = (account: AccountId) => ({ attempt: `enrol:${account}`, account })
