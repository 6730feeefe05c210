/**
 * As much of BER (X.690) as an LDAP ping needs: definite lengths, tags of one byte. Every reader gives undefined
 * for bytes that are cut off or not what it reads.
 */
export const tag = {
  boolean: 0x01,
  integer: 0x02,
  octetString: 0x04,
  enumerated: 0x0a,
  sequence: 0x30,
  set: 0x31,
} as const

/** One element: tag, length, content. */
export function element(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(content)
  return Buffer.concat([Uint8Array.of(tag, ...lengthOctets(body.length)), body])
}

export const text = (value: string) => element(tag.octetString, Buffer.from(value, 'utf8'))
export const small = (type: number, value: number) => element(type, Uint8Array.of(value))

/** Shortest form, X.690 8.1.3.4 and 8.1.3.5. */
function lengthOctets(length: number): readonly number[] {
  if (length < 0x80) return [length]
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
}

export interface Element {
  readonly tag: number
  readonly content: Uint8Array
  readonly rest: Uint8Array
}

/** Reads the first element of `bytes`. */
export function readElement(bytes: Uint8Array): Element | undefined {
  const [type, first] = bytes
  if (type === undefined || first === undefined) return undefined
  const octets = first < 0x80 ? 0 : first & 0x7f
  // A datagram has less than 2¹⁶ bytes, but Samba and Windows pad lengths to four octets. 0x80 is BER's indefinite form.
  if (first === 0x80 || octets > 4 || bytes.length < 2 + octets) return undefined
  const length =
    octets === 0 ? first : bytes.subarray(2, 2 + octets).reduce((sum, byte) => sum * 256 + byte, 0)
  const start = 2 + octets
  if (bytes.length < start + length) return undefined
  return { tag: type, content: bytes.subarray(start, start + length), rest: bytes.subarray(start + length) }
}

/** Reads the elements one after the other, each of the tag that is asked for, and gives the last one. */
export function readPath(bytes: Uint8Array, ...tags: readonly number[]): Element | undefined {
  let last: Element | undefined
  for (const wanted of tags) {
    last = readElement(last === undefined ? bytes : last.rest)
    if (last?.tag !== wanted) return undefined
  }
  return last
}
