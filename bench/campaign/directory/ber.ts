/** The little of BER that LDAP needs (RFC 4511 5.1): definite lengths, tags of one byte. */
export interface Element {
  readonly tag: number
  readonly value: Buffer
}

/** The first element; undefined: it is not whole yet. */
export function readElement(bytes: Buffer): { readonly element: Element; readonly end: number } | undefined {
  if (bytes.length < 2) return undefined
  const [tag = 0, first = 0] = bytes
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f
  const start = 2 + lengthBytes
  if (bytes.length < start) return undefined
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(2, lengthBytes)
  const end = start + length
  return bytes.length < end ? undefined : { element: { tag, value: bytes.subarray(start, end) }, end }
}

export function elementsIn(bytes: Buffer): readonly Element[] {
  const all: Element[] = []
  for (let rest = bytes; rest.length > 0;) {
    const read = readElement(rest)
    if (read === undefined) throw new Error('an element that is cut off')
    all.push(read.element)
    rest = rest.subarray(read.end)
  }
  return all
}

export function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([head(tag, length), ...parts])
}

function head(tag: number, length: number): Buffer {
  if (length < 0x80) return Buffer.of(tag, length)
  if (length < 0x100) return Buffer.of(tag, 0x81, length)
  return length < 0x1_0000
    ? Buffer.of(tag, 0x82, length >> 8, length & 0xff)
    : Buffer.of(tag, 0x83, length >> 16, (length >> 8) & 0xff, length & 0xff)
}

export const tags = { integer: 0x02, octets: 0x04, enumerated: 0x0a, sequence: 0x30, set: 0x31 } as const
export const octets = (text: string | Buffer) => element(tags.octets, Buffer.from(text as string))

export function integer(value: number, tag: number = tags.integer): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  let from = 0
  // As short as it can be (X.690 8.3.2).
  while (from < 3 && bytes[from] === 0 && (bytes[from + 1] ?? 0) < 0x80) from++
  return element(tag, bytes.subarray(from))
}

export const numberIn = ({ value }: Element) => value.reduce((sum, byte) => sum * 256 + byte, 0)
