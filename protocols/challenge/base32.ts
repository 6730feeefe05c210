/** Crockford's alphabet: no I, L, O (read as 1, 1, 0) and no U. Each symbol is five bits. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * What people make of it when they type: small letters, blanks, hyphens, and the letters that look like digits.
 *
 * @returns the one spelling, in capitals without gaps; undefined if something in it is no symbol.
 */
export function readSymbols(typed: string): string | undefined {
  const text = typed.replaceAll(/[\s\p{Pd}]/gu, '')
  // Before capitals are made: a long s and a dotless i would become symbols, and ß two of them.
  if (!/^[0-9A-TV-Za-tv-z]*$/.test(text)) return undefined
  return text.toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1')
}

/** In fours, as it is shown and read aloud. */
export function grouped(text: string): string {
  return (text.match(/.{1,4}/g) ?? []).join('-')
}

/** The bytes from the left, five bits each; what is left of the last byte is filled with zeros. */
export function base32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let kept = 0
  for (const byte of bytes) {
    kept = ((kept << 8) | byte) & 0xfff
    for (bits += 8; bits >= 5; bits -= 5) text += symbolOf((kept >> (bits - 5)) & 31)
  }
  return bits === 0 ? text : text + symbolOf((kept << (5 - bits)) & 31)
}

/** The whole bytes that the symbols hold; `text` is one spelling of them. */
export function bytesOf(text: string): Uint8Array {
  const bits = valuesOf(text).map((value) => value.toString(2).padStart(5, '0'))
  return Uint8Array.from(bits.join('').match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2))
}

export function valuesOf(text: string): readonly number[] {
  return Array.from(text, (symbol) => alphabet.indexOf(symbol))
}

export function symbolOf(value: number): string {
  return alphabet.charAt(value)
}
