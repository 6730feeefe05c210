import { argon2 } from 'node:crypto'
import { promisify } from 'node:util'
import { Fault } from '#kernel'

/** Argon2id (RFC 9106): 32 bytes. */
export type Hash = (text: string, salt: Uint8Array) => Promise<Uint8Array>

export interface HashCost {
  readonly memoryKiB: number
  readonly passes: number
}

/** Strangers can make us pay: so many at once, so many in line, and no more. */
export interface HashRoom {
  readonly parallel: number
  readonly waiting: number
}

const argon2id = promisify(argon2).bind(undefined, 'argon2id')

/**
 * Hashes in turn.
 *
 * @throws {Fault} `request.too-many` when too many wait already; whoever they are, so that it tells nothing.
 */
export function createHash({ memoryKiB: memory, passes }: HashCost, { parallel, waiting }: HashRoom): Hash {
  const queue: (() => void)[] = []
  let running = 0

  async function enter(): Promise<void> {
    if (running < parallel) {
      running++
      return
    }
    if (queue.length >= waiting) {
      throw new Fault('request.too-many', 'too many answers wait to be hashed', { retryAfterSeconds: 2 })
    }
    await new Promise<void>((resolve) => queue.push(resolve))
  }

  /** Hands the place to the next one, so that nobody slips in between. */
  function leave(): void {
    const next = queue.shift()
    if (next === undefined) running--
    else next()
  }

  return async (message, nonce) => {
    await enter()
    try {
      return await argon2id({ message, nonce, memory, passes, parallelism: 1, tagLength: 32 })
    } finally {
      leave()
    }
  }
}
