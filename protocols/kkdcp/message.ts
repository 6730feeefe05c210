import { ascii, built, encode, inside, integerBytes, NotDer, parsed, tag, whole } from '../der/index.ts'
import { unframed } from './frames.ts'

/**
 * MS-KKDCP 2.2.2, in DER:
 *
 *     KDC-PROXY-MESSAGE ::= SEQUENCE {
 *         kerb-message   [0] OCTET STRING,
 *         target-domain  [1] KERB-REALM OPTIONAL,   -- GeneralString; of a request
 *         dclocator-hint [2] INTEGER OPTIONAL }
 */
export interface ProxyMessage {
  /** A Kerberos message with its length in front, as over TCP (`frames.ts`). */
  readonly framed: Uint8Array
  /** Of whom it is asked; an answer has none. Printable ASCII, upper and lower case mean the same. */
  readonly realm?: string | undefined
  /** Flags for looking for a DC (MS-NRPC 3.5.4.3.1). */
  readonly hint?: number | undefined
}

/** Of a whole proxy message. Windows tickets are held to 48 KiB (MaxTokenSize), and a request has at most two. */
export const longestMessage = 128 * 1024

/** RFC 1035 2.3.4, since realms are DNS names in upper case. */
const longestRealm = 255

/** One byte string for each message. @returns undefined for what is no such message, in DER, to its last byte. */
export function parseProxyMessage(bytes: Uint8Array): ProxyMessage | undefined {
  if (bytes.length > longestMessage) return undefined
  return parsed(() => {
    const fields = inside(whole(bytes, tag.sequence))
    const framed = whole(fields.take(built(0)).content, tag.octetString).content
    const realm = fields.maybe(built(1))
    const hint = fields.maybe(built(2))
    fields.end()
    if (unframed(framed) === undefined) throw new NotDer('its length is another one')
    return {
      framed,
      ...(realm && { realm: readRealm(realm.content) }),
      ...(hint && { hint: readHint(hint.content) }),
    }
  })
}

export function formatProxyMessage({ framed, realm, hint }: ProxyMessage): Uint8Array {
  return encode(
    tag.sequence,
    encode(built(0), encode(tag.octetString, framed)),
    ...(realm === undefined ? [] : [encode(built(1), encode(tag.generalString, Buffer.from(realm)))]),
    ...(hint === undefined ? [] : [encode(built(2), encode(tag.integer, integer(hint)))]),
  )
}

function readRealm(content: Uint8Array): string {
  const realm = ascii(whole(content, tag.generalString).content)
  if (realm === '' || realm.length > longestRealm || realm.includes(' ')) throw new NotDer('no realm')
  return realm
}

/** 32 bits, which some write with a sign and some without. */
function readHint(content: Uint8Array): number {
  const octets = Buffer.from(integerBytes(whole(content, tag.integer)))
  const value = octets.length > 5 ? Number.NaN : octets.readIntBE(0, octets.length)
  if (!(value >= -(2 ** 31) && value < 2 ** 32)) throw new NotDer('no 32 bits')
  return value
}

/** Two's complement, shortest. */
function integer(value: number): Uint8Array {
  const octets = Buffer.alloc(6)
  octets.writeIntBE(value, 0, 6)
  const isSign = (at: number) => octets[at] === (value < 0 ? 0xff : 0)
  const isSameSign = (at: number) => (octets[at] ?? 0) >= 0x80 === value < 0
  let start = 0
  while (start < 5 && isSign(start) && isSameSign(start + 1)) start++
  return octets.subarray(start)
}
