import { argon2 } from 'node:crypto'
import { promisify } from 'node:util'
import { Fault } from '#kernel'

/** Argon2id (RFC 9106) of a recovery code: 32 bytes. */
export type HashCode = (code: string, salt: Uint8Array) => Promise<Uint8Array>

const argon2id = promisify(argon2).bind(undefined, 'argon2id')

/**
 * A code has 80 random bits, so no cost is needed against guessing: plain SHA-256, 10^10 a second on one GPU, would
 * keep a thousand of them busy for thousands of years. The cost is for the day the generator turns out weaker than it
 * should be, and low because a stranger may make us pay it: 4 MiB and one pass, about 3 ms.
 */
const cost = { memory: 4096, passes: 1, parallelism: 1, tagLength: 32 }

/** At once at most two, so that strangers cannot take the thread pool and the memory from everybody else. */
const parallel = 2
const waiting = 200

/**
 * Hashes in turn.
 *
 * @throws {Fault} `request.too-many` when too many wait already; whoever they are, so that it tells nothing.
 */
export function createHashCode(): HashCode {
  const queue: (() => void)[] = []
  let running = 0

  async function enter(): Promise<void> {
    if (running < parallel) {
      running++
      return
    }
    if (queue.length >= waiting) {
      throw new Fault('request.too-many', 'too many recovery codes wait to be checked', {
        retryAfterSeconds: 2,
      })
    }
    await new Promise<void>((resolve) => queue.push(resolve))
  }

  /** Hands the place to the next one, so that nobody slips in between. */
  function leave(): void {
    const next = queue.shift()
    if (next === undefined) running--
    else next()
  }

  return async (code, salt) => {
    await enter()
    try {
      return await argon2id({ message: code, nonce: salt, ...cost })
    } finally {
      leave()
    }
  }
}
