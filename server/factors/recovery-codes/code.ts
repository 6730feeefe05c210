import { inGroups, readSymbols, symbols } from '../symbols.ts'

/** A recovery code is 80 random bits as 16 symbols, in groups of four: `7K3M-Q0ZD-9XWE-4T2H`. */
export const codeBytes = 10
const length = 16

/** @param random exactly `codeBytes` bytes. */
export function formatCode(random: Uint8Array): string {
  let bits = BigInt(`0x${Buffer.from(random).toString('hex')}`)
  let code = ''
  for (let i = 0; i < length; i++, bits >>= 5n) code = (symbols[Number(bits & 31n)] ?? '') + code
  return inGroups(code)
}

/** @returns 16 symbols, however they were typed; undefined: this cannot be a recovery code. */
export function normalizeCode(typed: string): string | undefined {
  const code = readSymbols(typed)
  return code?.length === length ? code : undefined
}
