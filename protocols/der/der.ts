/**
 * DER (X.690, section 10) and nothing looser: definite shortest lengths, tags of one byte, one spelling for each
 * value, so that what is signed and what is understood are the same bytes. Reading throws `NotDer`; whoever parses
 * something whole says `parsed(() => …)` and gets undefined instead.
 */
export class NotDer extends Error {}

/** undefined: not DER, or not what was expected at some place of it. */
export function parsed<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof NotDer) return undefined
    throw cause
  }
}

export const tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  generalString: 0x1b,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const

/** Context-specific tags: `[n]` of a primitive, and of something built of elements (or EXPLICIT). */
export const plain = (n: number): number => 0x80 | n
export const built = (n: number): number => 0xa0 | n

export interface Element {
  readonly tag: number
  readonly content: Uint8Array
  /** With tag and length. */
  readonly raw: Uint8Array
}

/** Reads elements one after the other. */
export interface Cursor {
  readonly isAtEnd: boolean
  any(): Element
  take(tag: number): Element
  maybe(tag: number): Element | undefined
  /** Nothing may follow. */
  end(): void
}

export function cursor(bytes: Uint8Array): Cursor {
  let at = 0
  function any(): Element {
    const element = elementAt(bytes, at)
    at += element.raw.length
    return element
  }
  return {
    get isAtEnd() {
      return at === bytes.length
    },
    any,
    take(tag) {
      if (bytes[at] !== tag) throw new NotDer(`tag ${tag} is not at ${at}`)
      return any()
    },
    maybe: (tag) => (bytes[at] === tag ? any() : undefined),
    end() {
      if (at !== bytes.length) throw new NotDer(`something follows at ${at}`)
    },
  }
}

/** The one element that `bytes` are. */
export function whole(bytes: Uint8Array, tag: number): Element {
  const all = cursor(bytes)
  const element = all.take(tag)
  all.end()
  return element
}

export function inside(element: Element): Cursor {
  return cursor(element.content)
}

/** All elements inside one, each read by `read`. */
export function each<T>(element: Element, read: (one: Element) => T): readonly T[] {
  const all: T[] = []
  for (const list = inside(element); !list.isAtEnd;) all.push(read(list.any()))
  return all
}

function elementAt(bytes: Uint8Array, at: number): Element {
  const [tag, first] = bytes.subarray(at, at + 2)
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f)
    throw new NotDer(`no element at ${at}`)
  const octets = first < 0x80 ? 0 : first & 0x7f
  const start = at + 2 + octets
  if (first === 0x80 || octets > 4 || start > bytes.length) throw new NotDer(`no length at ${at}`)
  const length = octets === 0 ? first : bytes.subarray(at + 2, start).reduce((sum, one) => sum * 256 + one, 0)
  const isShortest = octets === 0 || (length >= 0x80 && length >= 256 ** (octets - 1))
  if (!isShortest || start + length > bytes.length) throw new NotDer(`a wrong length at ${at}`)
  const end = start + length
  return { tag, content: bytes.subarray(start, end), raw: bytes.subarray(at, end) }
}

/** One element to be sent. */
export function encode(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(content)
  return Buffer.concat([Uint8Array.of(tag, ...lengthOctets(body.length)), body])
}

function lengthOctets(length: number): readonly number[] {
  if (length < 0x80) return [length]
  const octets = [length >> 24, length >> 16, length >> 8, length].map((octet) => octet & 0xff)
  const shortest = octets.slice(octets.findIndex((octet) => octet !== 0))
  return [0x80 | shortest.length, ...shortest]
}
