import type { en } from './en.ts'

/** Everything the portal says. English gives the shape; a language that misses a key does not compile. */
export type Words = typeof en
