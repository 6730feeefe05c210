import type { Random, Secret } from '#kernel'
import { secret } from '#kernel'
import { inGroups, readSymbols, symbols } from '../symbols.ts'

const passLengths = { least: 8, most: 48 }

/** So many random symbols of five bits each, in groups of four. */
export function makePass(length: number, random: Random): Secret {
  // 256 is a multiple of 32: the low bits of a byte are as even as the byte.
  const text = Array.from(random(length), (byte) => symbols[byte & 31] ?? '').join('')
  return secret(inGroups(text))
}

/** @returns its symbols, however they were typed; undefined: this cannot be a pass. */
export function normalizePass(typed: string): string | undefined {
  const text = readSymbols(typed)
  if (text === undefined || text.length < passLengths.least || text.length > passLengths.most)
    return undefined
  return text
}
