import { createHash, type Hash } from '../hashing/argon.ts'

export type HashCode = Hash

/**
 * A code has 80 random bits, so no cost is needed against guessing: plain SHA-256, 10^10 a second on one GPU, would
 * keep a thousand of them busy for thousands of years. The cost is for the day the generator turns out weaker than it
 * should be, and low because a stranger may make us pay it: 4 MiB and one pass, about 3 ms.
 */
const cost = { memoryKiB: 4096, passes: 1 }

/** At once at most two, so that strangers cannot take the thread pool and the memory from everybody else. */
export const createHashCode = (): HashCode => createHash(cost, { parallel: 2, waiting: 200 })
