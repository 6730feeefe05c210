/**
 * A recovery code is 80 random bits as 16 symbols of Crockford's base 32, in groups of four: `7K3M-Q0ZD-9XWE-4T2H`.
 * The alphabet has no I, L, O and U, so that whoever reads it from paper cannot take one symbol for another.
 */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
export const codeBytes = 10
const symbols = 16
const shape = new RegExp(`^[${alphabet}]{${symbols}}$`)

/** @param random exactly `codeBytes` bytes. */
export function formatCode(random: Uint8Array): string {
  let bits = BigInt(`0x${Buffer.from(random).toString('hex')}`)
  let code = ''
  for (let i = 0; i < symbols; i++, bits >>= 5n) code = (alphabet[Number(bits & 31n)] ?? '') + code
  return code.replaceAll(/(.{4})(?!$)/g, '$1-')
}

/**
 * What was meant, from what was typed: case, spaces and dashes of all kinds do not matter, O is 0, I and L are 1.
 *
 * @returns 16 symbols; undefined: this cannot be a recovery code.
 */
export function normalizeCode(typed: string): string | undefined {
  const code = typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\p{Z}\p{Pd}\p{C}\u2212._]/gu, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
  return shape.test(code) ? code : undefined
}
