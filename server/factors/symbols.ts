/**
 * Crockford's base 32, for what people read from paper and type: no I, L, O and U, so that nobody can take one symbol
 * for another.
 */
export const symbols = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * What was meant, from what was typed: case, spaces and dashes of all kinds do not matter, O is 0, I and L are 1.
 *
 * @returns undefined: something else is in it.
 */
export function readSymbols(typed: string): string | undefined {
  const text = typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\p{Z}\p{Pd}\p{C}\u2212._]/gu, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
  return /^[0-9A-HJKMNP-TV-Z]*$/.test(text) ? text : undefined
}

/** In groups of four: `7K3M-Q0ZD-9XWE-4T2H`. */
export const inGroups = (text: string) => text.replaceAll(/(.{4})(?!$)/g, '$1-')
