import { timingSafeEqual } from 'node:crypto'
import type { AccountId, Clock, Random, Secret } from '#kernel'
import type { Factor, Proof } from '../factor.ts'
import type { HashCode } from '../recovery-codes/hash.ts'
import type { Seal } from '../sealing/seal.ts'
import { makePass, normalizePass } from './pass.ts'
import type { PassRow, PassStore } from './store.ts'

export interface PassWish {
  readonly length: number
  readonly minutes: number
  readonly isOnce: boolean
}

/** A pass as it may be told: not what it reads. */
export type StandingPass = Pick<PassRow, 'id' | 'account' | 'isOnce' | 'issued' | 'expires' | 'lastUsed'>

/**
 * A pass that the help desk gives to somebody who has nothing else to prove with, for a while or for once. It ends when
 * its time is over, with its first use if it is good once, by `remove`, or with the next one: not with a reset, since
 * whoever got a new password by it enrols her next factor with it.
 */
export interface AccessPasses extends Factor {
  readonly name: 'access-pass'
  /** The only time the pass is seen. The account's earlier one is void. */
  issue(account: AccountId, wish: PassWish): Promise<{ readonly pass: Secret; readonly expires: Date }>
  list(): Promise<readonly StandingPass[]>
}

export interface AccessPassesDeps {
  readonly store: PassStore
  readonly hash: HashCode
  readonly seal: Pick<Seal, 'tag'>
  readonly clock: Clock
  readonly random: Random
}

const saltBytes = 16

export function createAccessPasses({ store, hash, seal, clock, random }: AccessPassesDeps): AccessPasses {
  const nobody = '00000000-0000-0000-0000-000000000000' as AccountId
  const idle = { salt: random(saltBytes), hash: random(32) }
  // The shortest have 40 bits, which Argon2id alone would not protect in a stolen database: the key file does.
  const hashed = (text: string, salt: Uint8Array) => hash(seal.tag('access-pass', text), salt)

  return {
    name: 'access-pass',
    kind: 'possession',
    worksOffline: true,

    async prove({ account }, answer): Promise<Proof> {
      const pass = await store.find(account ?? nobody, clock())
      const { salt, hash: expected } = pass ?? idle
      const text = normalizePass(answer.reveal())
      const isRight = timingSafeEqual(await hashed(text ?? '', salt), expected)
      if (pass === undefined) return { proved: false, why: 'not-enrolled' }
      if (text === undefined || !isRight) return { proved: false, why: 'wrong' }
      return (await store.use(pass.id, clock())) ? { proved: true } : { proved: false, why: 'reused' }
    },

    async enrolled(account) {
      const pass = await store.find(account, clock())
      if (pass === undefined) return []
      const { id, issued: enrolled, lastUsed } = pass
      return [{ id, factor: 'access-pass', name: '', enrolled, lastUsed, own: false }]
    },

    readyAmong: (accounts) =>
      store.among(
        accounts.map(({ id }) => id),
        clock(),
      ),
    boundSince: (since) => store.boundSince(since),
    remove: (account, id) => store.remove(account, id),
    list: () => store.list(clock()),

    async issue(account, { length, minutes, isOnce }) {
      const pass = makePass(length, random)
      const salt = random(saltBytes)
      const issued = clock()
      const expires = new Date(issued.getTime() + minutes * 60_000)
      await store.put({
        id: Buffer.from(random(16)).toString('base64url'),
        account,
        salt,
        hash: await hashed(normalizePass(pass.reveal()) ?? '', salt),
        isOnce,
        issued,
        expires,
        lastUsed: null,
      })
      return { pass, expires }
    },
  }
}
