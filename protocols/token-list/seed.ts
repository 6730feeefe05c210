import type { SeedEncoding } from './columns.ts'

export type SeedRead =
  | { readonly ok: true; readonly seed: Uint8Array }
  /** `ambiguous`: hex and base32 both, with different meaning; only the column's name can tell. */
  | { readonly ok: false; readonly why: 'bad-seed' | 'ambiguous-seed' }

/** Blanks and hyphens between groups are passed over; letters may be large or small. */
export function readSeed(text: string, encoding: SeedEncoding): SeedRead {
  const packed = text.replaceAll(/[\s-]/g, '')
  const hex = encoding === 'base32' ? undefined : fromHex(packed)
  const base32 = encoding === 'hex' ? undefined : fromBase32(packed)
  if (hex !== undefined && base32 !== undefined) return { ok: false, why: 'ambiguous-seed' }
  const seed = hex ?? base32
  return seed === undefined ? { ok: false, why: 'bad-seed' } : { ok: true, seed }
}

function fromHex(text: string): Uint8Array | undefined {
  if (!/^([0-9a-f]{2})+$/i.test(text)) return undefined
  return Uint8Array.from(Buffer.from(text, 'hex'))
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648 6, with or without its padding. Bits left over must be zero, so that two texts never mean one seed. */
function fromBase32(text: string): Uint8Array | undefined {
  const letters = text.toUpperCase().replace(/=+$/, '')
  const padded = letters.length < text.length
  if (letters === '' || (padded && text.length % 8 !== 0)) return undefined
  const bytes: number[] = []
  let [held, bits] = [0, 0]
  for (const letter of letters) {
    const value = alphabet.indexOf(letter)
    if (value < 0) return undefined
    held = (held << 5) | value
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes.push(held >> bits)
    held &= (1 << bits) - 1
  }
  return bits < 5 && held === 0 ? Uint8Array.from(bytes) : undefined
}
