export interface EncodedText {
  /** data_coding (5.2.19): 0 is the centre's default alphabet, here that of GSM; 8 is UCS-2. */
  readonly coding: 0 | 8
  readonly bytes: Uint8Array
}

/** 3GPP TS 23.038 6.2.1, by place; 0x1b leads to the second table. */
const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
const escape = 0x1b
/** 6.2.1.1 */
const extension: ReadonlyMap<string, number> = new Map([
  ['\f', 0x0a],
  ['^', 0x14],
  ['{', 0x28],
  ['}', 0x29],
  ['\\', 0x2f],
  ['[', 0x3c],
  ['~', 0x3d],
  [']', 0x3e],
  ['|', 0x40],
  ['€', 0x65],
])

const maxSeptets = 160
const maxUcs2Bytes = 140

/**
 * A text as one short message: in GSM's alphabet, one letter an octet, or where that lacks a letter in UCS-2.
 *
 * @returns undefined if it is longer than one message has room for.
 */
export function encodeText(text: string): EncodedText | undefined {
  const septets = Array.from(text, gsmOf)
  if (septets.every((one) => one !== undefined)) {
    const bytes = Buffer.from(septets.flat())
    return bytes.length > maxSeptets ? undefined : { coding: 0, bytes }
  }
  const bytes = Buffer.from(text, 'utf16le').swap16()
  return bytes.length > maxUcs2Bytes ? undefined : { coding: 8, bytes }
}

function gsmOf(letter: string): readonly number[] | undefined {
  const place = letter === '\u001b' ? -1 : basic.indexOf(letter)
  if (place >= 0) return [place]
  const second = extension.get(letter)
  return second === undefined ? undefined : [escape, second]
}
