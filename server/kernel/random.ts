import { randomBytes } from 'node:crypto'

/** `bytes` unpredictable bytes; an argument so that a test can repeat a run. */
export type Random = (bytes: number) => Uint8Array

export const systemRandom: Random = (bytes) => randomBytes(bytes)
