import type { Random, Secret } from '#kernel'
import { secret } from '#kernel'

/**
 * 26 bits, where ASVS 5.0 asks for 20 (6.5.4) and NIST SP 800-63B-4 for six digits (4.2): five looks at each, in ten
 * minutes.
 */
const digits = 8
export const codeMinutes = 10

export function makeCode(random: Random): Secret {
  // Of 2^64 numbers the last 10^8 are not even: 1 in 10^11 of them is likelier by that much.
  const number = Buffer.from(random(8)).readBigUInt64BE() % 10n ** BigInt(digits)
  return secret(String(number).padStart(digits, '0'))
}

/** As it is read best: `1234 5678`. */
export const spaced = (code: string) => `${code.slice(0, digits / 2)} ${code.slice(digits / 2)}`

/** @returns its digits, however they were typed; undefined: this cannot be a code. */
export function readCode(typed: string): string | undefined {
  const text = typed.normalize('NFKC').replaceAll(/[\s\p{Pd}]/gu, '')
  return text.length === digits && /^\d+$/.test(text) ? text : undefined
}
