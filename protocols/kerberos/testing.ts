import { built, encode, tag } from '../der/index.ts'
import { encrypt } from './encryption.ts'

/** An AS-REP (RFC 4120 5.4.2) as a KDC makes it, or as somebody does who would like to be one. */
export interface ReplyParts {
  readonly realm: string
  readonly client: string
  readonly service: readonly string[]
  readonly nonce: number
  /** What the part for the client, and the ticket, are encrypted with: 32 octets each. */
  readonly clientKey: Uint8Array
  readonly serviceKey: Uint8Array
  readonly sessionKey: Uint8Array
  /** Where it is another one than the answer's. */
  readonly ticketSessionKey?: Uint8Array
  /** Where the ticket is for somebody else. */
  readonly ticketClient?: string
  readonly now: Date
}

const aes256 = 18
const confounder = Buffer.alloc(16, 7)
const sequence = (...content: readonly Uint8Array[]) => encode(tag.sequence, ...content)
const field = (n: number, ...content: readonly Uint8Array[]) => encode(built(n), ...content)
const integer = (value: number) => {
  const hex = value.toString(16)
  const octets = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')
  return encode(tag.integer, ...((octets[0] ?? 0) >= 0x80 ? [Buffer.of(0)] : []), octets)
}
const octets = (bytes: Uint8Array) => encode(tag.octetString, bytes)
const string = (value: string) => encode(tag.generalString, Buffer.from(value))
const name = (...parts: readonly string[]) =>
  sequence(field(0, integer(1)), field(1, sequence(...parts.map(string))))
const time = (date: Date) =>
  encode(tag.generalizedTime, Buffer.from(date.toISOString().replaceAll(/[-:T]|\.\d+/g, '')))
const keyOf = (bytes: Uint8Array) => sequence(field(0, integer(aes256)), field(1, octets(bytes)))
const flags = encode(tag.bitString, Buffer.alloc(5))

function encryptedData(key: Uint8Array, usage: number, content: Uint8Array): Uint8Array {
  return sequence(field(0, integer(aes256)), field(2, octets(encrypt(key, usage, content, confounder))))
}

export function ticketPart(parts: ReplyParts): Uint8Array {
  const { realm, now, client, sessionKey } = parts
  const body = sequence(
    field(0, flags),
    field(1, keyOf(parts.ticketSessionKey ?? sessionKey)),
    field(2, string(realm)),
    field(3, name(parts.ticketClient ?? client)),
    field(4, sequence(field(0, integer(1)), field(1, octets(Buffer.of())))),
    field(5, time(now)),
    field(7, time(now)),
  )
  return encode(0x63, body)
}

export function replyPart({ realm, service, nonce, sessionKey, now }: ReplyParts): Uint8Array {
  const body = sequence(
    field(0, keyOf(sessionKey)),
    field(1, sequence()),
    field(2, integer(nonce)),
    field(4, flags),
    field(5, time(now)),
    field(7, time(now)),
    field(9, string(realm)),
    field(10, name(...service)),
  )
  return encode(0x79, body)
}

/** @param ticket as it is encrypted, and what the client gets beside it. */
export function replyOf(
  parts: ReplyParts,
  { ticket = ticketPart(parts), part = replyPart(parts) }: { ticket?: Uint8Array; part?: Uint8Array } = {},
): Uint8Array {
  const { realm, client, service, serviceKey, clientKey } = parts
  const sealed = sequence(
    field(0, integer(5)),
    field(1, string(realm)),
    field(2, name(...service)),
    field(3, encryptedData(serviceKey, 2, ticket)),
  )
  const body = sequence(
    field(0, integer(5)),
    field(1, integer(11)),
    field(3, string(realm)),
    field(4, name(client)),
    field(5, encode(0x61, sealed)),
    field(6, encryptedData(clientKey, 3, part)),
  )
  return encode(0x6b, body)
}

/** KRB-ERROR (RFC 4120 5.9.1). `data`: what KDC_ERR_PREAUTH_REQUIRED says of keys. */
export function errorOf(code: number, now: Date, data?: Uint8Array): Uint8Array {
  const body = sequence(
    field(0, integer(5)),
    field(1, integer(30)),
    field(4, time(now)),
    field(5, integer(0)),
    field(6, integer(code)),
    field(9, string('CORP.EXAMPLE')),
    field(10, name('krbtgt', 'CORP.EXAMPLE')),
    ...(data === undefined ? [] : [field(12, octets(data))]),
  )
  return encode(0x7e, body)
}

/** METHOD-DATA with ETYPE-INFO2. `count`: four octets of iterations, where the KDC says how many. */
export function methodData(
  salt: string,
  types: readonly number[] = [aes256],
  count?: Uint8Array,
): Uint8Array {
  const entries = types.map((type) =>
    sequence(
      field(0, integer(type)),
      field(1, string(salt)),
      ...(count === undefined ? [] : [field(2, octets(count))]),
    ),
  )
  const data = (type: number, value: Uint8Array) => sequence(field(1, integer(type)), field(2, octets(value)))
  return sequence(data(2, Buffer.of()), data(136, Buffer.of()), data(19, sequence(...entries)))
}
