import type { AccountId } from '#kernel'
import { createHash, type Hash } from '../hashing/argon.ts'
import type { Seal } from '../sealing/seal.ts'

/**
 * An answer has few bits: in a stolen database the key file protects it, and should that be stolen as well, each guess
 * costs 64 MiB. One at a time, so that a flood takes one core and 64 MiB, and whoever is in it waits.
 */
export const createAnswerHash = (): Hash =>
  createHash({ memoryKiB: 65_536, passes: 1 }, { parallel: 1, waiting: 60 })

export interface OneAnswer {
  readonly account: AccountId
  readonly id: string
  /** Normalised. */
  readonly answer: string
}

/** Bound to account and question: nobody who can write the database can hang his own answers on another's account. */
export function hashAnswer(
  { hash, seal }: { readonly hash: Hash; readonly seal: Pick<Seal, 'tag'> },
  { account, id, answer }: OneAnswer,
  salt: Uint8Array,
): Promise<Uint8Array> {
  return hash(seal.tag('answer', `${account}\0${id}\0${answer}`), salt)
}
