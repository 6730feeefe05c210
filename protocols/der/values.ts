import { NotDer, tag, type Element } from './der.ts'

/** Values of single elements. All throw `NotDer`. */
function must(element: Element, ...tags: readonly number[]): Uint8Array {
  if (!tags.includes(element.tag)) throw new NotDer(`tag ${element.tag} is none of ${tags.join()}`)
  return element.content
}

export function boolean(element: Element): boolean {
  const [value, ...more] = must(element, tag.boolean)
  if (more.length > 0 || (value !== 0 && value !== 0xff)) throw new NotDer('no boolean')
  return value === 0xff
}

/** The octets of an INTEGER as they are written: two's complement, big-endian, shortest. */
export function integerBytes(element: Element): Uint8Array {
  const bytes = must(element, tag.integer)
  const [first, second = 0] = bytes
  const isLong = bytes.length > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))
  if (first === undefined || isLong) throw new NotDer('no integer')
  return bytes
}

/** A small INTEGER or ENUMERATED that is not negative. */
export function small(element: Element): number {
  const bytes = element.tag === tag.enumerated ? element.content : integerBytes(element)
  const [first = 0x80] = bytes
  if (first >= 0x80 || bytes.length > 4) throw new NotDer('no small number')
  return bytes.reduce((sum, one) => sum * 256 + one, 0)
}

/** A BIT STRING of whole octets, as signatures and keys are. */
export function octetsOfBits(element: Element): Uint8Array {
  const content = must(element, tag.bitString)
  if (content[0] !== 0) throw new NotDer('bits are left over')
  return content.subarray(1)
}

/** Numbers of the bits that are set in a named bit list (X.680 22.7): the first is 0. */
export function bits(element: Element, bitString: number = tag.bitString): ReadonlySet<number> {
  const [unused = 8, ...octets] = must(element, bitString)
  if (unused > 7 || (octets.length === 0 && unused > 0) || octets.length > 4) throw new NotDer('no bit list')
  const set = octets.flatMap((octet, i) =>
    [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => (octet & (0x80 >> bit)) !== 0).map((bit) => i * 8 + bit),
  )
  return new Set(set)
}

export function oid(element: Element): string {
  const content = must(element, tag.oid)
  const last = content.at(-1)
  if (last === undefined || last >= 0x80 || content.length > 64) throw new NotDer('no OID')
  const arcs: number[] = []
  let arc = 0
  for (const [i, octet] of content.entries()) {
    const isFirstOfArc = i === 0 || (content[i - 1] ?? 0) < 0x80
    if ((isFirstOfArc && octet === 0x80) || arc > 2 ** 40) throw new NotDer('no OID')
    arc = arc * 128 + (octet & 0x7f)
    if (octet >= 0x80) continue
    arcs.push(arc)
    arc = 0
  }
  const [joined = 0, ...rest] = arcs
  const root = Math.min(2, Math.floor(joined / 40))
  return [root, joined - root * 40, ...rest].join('.')
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const utf16 = new TextDecoder('utf-16be', { fatal: true, ignoreBOM: true })
const latin1 = new TextDecoder('latin1')

/** A directory string of RFC 5280, or an IA5String. */
export function text(element: Element): string {
  switch (element.tag) {
    case tag.utf8String:
      return decoded(utf8, element.content)
    case tag.bmpString:
      return decoded(utf16, element.content)
    case tag.printableString:
    case tag.ia5String:
      return ascii(element.content)
    // What CAs put there is Latin-1 (RFC 5280, 4.1.2.4: only for subjects that had it before).
    case tag.teletexString:
      return latin1.decode(element.content)
    default:
      throw new NotDer('no text')
  }
}

/** ASCII without control characters, of whatever element. */
export function ascii(content: Uint8Array): string {
  const value = Buffer.from(content).toString('latin1')
  if (!/^[\x20-\x7e]*$/.test(value)) throw new NotDer('not ASCII')
  return value
}

function decoded(decoder: typeof utf8, content: Uint8Array): string {
  try {
    return decoder.decode(content)
  } catch {
    throw new NotDer('text of no characters')
  }
}

/** UTCTime or GeneralizedTime in the only spellings of RFC 5280, 4.1.2.5: with seconds, without parts of them, in UTC. */
export function time(element: Element): Date {
  const value = ascii(must(element, tag.utcTime, tag.generalizedTime))
  const pattern = element.tag === tag.utcTime ? /^(\d\d)(\d{10})Z$/ : /^(\d{4})(\d{10})Z$/
  const [, year = '', rest = ''] = pattern.exec(value) ?? []
  const fullYear = year.length === 2 ? (Number(year) < 50 ? `20${year}` : `19${year}`) : year
  const [month, day, hour, minute, second] = rest.match(/../g) ?? []
  const iso = `${fullYear}-${month}-${day}T${hour}:${minute}:${second}.000Z`
  const date = new Date(iso)
  // Date rolls 31 February over.
  if (Number.isNaN(date.getTime()) || date.toISOString() !== iso) throw new NotDer('no time')
  return date
}
