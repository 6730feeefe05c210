import type { AccountId, Clock, Random, Secret } from '#kernel'
import type { HashCode } from '../recovery-codes/hash.ts'
import type { Seal } from '../sealing/seal.ts'
import { makePass, normalizePass } from './pass.ts'
import type { PassStore } from './store.ts'

/** A pass that was made and counts for nothing yet: of what it reads there is a hash. */
export interface PreparedPass {
  readonly id: string
  readonly salt: Uint8Array
  readonly hash: Uint8Array
}

/** Passes that are made long before anybody holds one: printed, carried about, and handed over. */
export interface PreparedPasses {
  /** The only time the pass is seen. */
  make(): Promise<PreparedPass & { readonly pass: Secret }>
  /** From now on it counts, once, for so long. The account's earlier one is void. @returns until when. */
  activate(pass: PreparedPass, account: AccountId, minutes: number): Promise<Date>
  /** It counts no more. Another pass that the account has stays. */
  end(account: AccountId, id: string): Promise<void>
}

interface PreparedDeps {
  readonly store: Pick<PassStore, 'put' | 'remove'>
  readonly hash: HashCode
  readonly seal: Pick<Seal, 'tag'>
  readonly clock: Clock
  readonly random: Random
}

/** 60 bits: whoever steals a letter has all the time to hand it over, and whoever guesses has a few tries an hour. */
const symbolsOfPass = 12
const saltBytes = 16

export function createPreparedPasses({ store, hash, seal, clock, random }: PreparedDeps): PreparedPasses {
  return {
    async make() {
      const pass = makePass(symbolsOfPass, random)
      const salt = random(saltBytes)
      const tag = seal.tag('access-pass', normalizePass(pass.reveal()) ?? '')
      const id = Buffer.from(random(16)).toString('base64url')
      return { pass, id, salt, hash: await hash(tag, salt) }
    },

    async activate({ id, salt, hash: hashed }, account, minutes) {
      const issued = clock()
      const expires = new Date(issued.getTime() + minutes * 60_000)
      await store.put({ id, account, salt, hash: hashed, isOnce: true, issued, expires, lastUsed: null })
      return expires
    },

    async end(account, id) {
      await store.remove(account, id)
    },
  }
}
