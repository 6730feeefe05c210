import { timingSafeEqual } from 'node:crypto'
import { built, cursor, each, inside, integerBytes, parsed, small, tag, time, whole } from '../der/index.ts'
import { decrypt } from './encryption.ts'
import type { KeytabEntry } from './keytab.ts'

/** What was asked, and what the answer is judged by. */
export interface LogOnAsked {
  readonly realm: string
  readonly client: string
  /** A service of this computer: what the ticket is for. */
  readonly service: readonly string[]
  readonly nonce: number
  /** Made of the password. */
  readonly key: Uint8Array
  /** Of that service, from this computer's keytab. */
  readonly serviceKeys: readonly Pick<KeytabEntry, 'type' | 'key'>[]
  readonly now: Date
}

/** RFC 4120 7.5.1 and 5.10. */
const usages = { ticket: 2, asReply: 3 } as const
const application = { asReply: 0x6b, ticket: 0x61, ticketPart: 0x63, asPart: 0x79, tgsPart: 0x7a } as const
/** RFC 4120 recommends to bear as much between clocks. */
const skewMs = 300_000

/**
 * - `proved`: a KDC of the domain knows her by this password.
 * - `another-time`: it would be proved if `now` were the time in the ticket, `at`. Whoever kept a ticket looks the same.
 * - `not-proved`: everything else.
 */
export type LogOnVerdict =
  | { readonly verdict: 'proved' }
  | { readonly verdict: 'another-time'; readonly at: Date }
  | { readonly verdict: 'not-proved' }

const notProved: LogOnVerdict = { verdict: 'not-proved' }

/**
 * Whether an AS-REP (RFC 4120 3.1.5) comes from a KDC of the domain that knows the person by this password.
 *
 * Who can put himself in the place of the KDC can make one for any password that he chose (the Zanarotti attack): so the
 * ticket in it has to open with the key that only the domain and this computer have, be for the same person, and hold the
 * session key of the answer. A ticket that was overheard has another one. One that somebody kept is of another time.
 */
export function judgeLogOn(message: Uint8Array, asked: LogOnAsked): LogOnVerdict {
  const reply = parsed(() => readReply(message))
  const opened = reply && decrypt(asked.key, usages.asReply, reply.part)
  const part = opened && parsed(() => readReplyPart(opened))
  if (reply === undefined || part === undefined) return notProved
  const ticket = asked.serviceKeys
    .filter(({ type }) => type === reply.ticketType)
    .map(({ key }) => decrypt(key, usages.ticket, reply.ticket))
    .find((content) => content !== undefined)
  const inTicket = ticket && parsed(() => readTicketPart(ticket))
  const isProved =
    inTicket !== undefined &&
    part.nonce === asked.nonce &&
    isSame([part.realm, ...part.service], [asked.realm, ...asked.service]) &&
    isSame([inTicket.realm, ...inTicket.client], [asked.realm, asked.client]) &&
    isSameKey(part.sessionKey, inTicket.sessionKey)
  if (!isProved) return notProved
  const at = inTicket.begins
  return isAbout(at, asked.now) ? { verdict: 'proved' } : { verdict: 'another-time', at }
}

/** Whether two clocks agree as far as Kerberos asks for. */
export function isAbout(one: Date, other: Date): boolean {
  return Math.abs(one.getTime() - other.getTime()) <= skewMs
}

/** AD does not care for upper and lower case in names. */
function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.join('\0').toLowerCase() === others.join('\0').toLowerCase()
}

function isSameKey(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}

/** Padding may follow what was encrypted (RFC 3961 section 4), so this is not `whole`. */
const first = (bytes: Uint8Array, ...tags: readonly number[]) => {
  const all = cursor(bytes)
  const element = tags.map((one) => all.maybe(one)).find((one) => one !== undefined)
  return element ?? all.take(tags[0] ?? 0)
}
type Fields = ReturnType<typeof inside>
const fieldsOf = (element: Parameters<typeof inside>[0]) => inside(whole(element.content, tag.sequence))
const string = ({ content }: { readonly content: Uint8Array }) =>
  Buffer.from(whole(content, tag.generalString).content).toString()

/** AS-REP: pvno [0], msg-type [1], padata [2]?, crealm [3], cname [4], ticket [5], enc-part [6]. */
function readReply(message: Uint8Array) {
  const fields = fieldsOf(whole(message, application.asReply))
  for (const n of [0, 1]) fields.take(built(n))
  fields.maybe(built(2))
  for (const n of [3, 4]) fields.take(built(n))
  const ticket = fieldsOf(whole(fields.take(built(5)).content, application.ticket))
  const part = encrypted(fields.take(built(6)).content)
  for (const n of [0, 1, 2]) ticket.take(built(n))
  const { type: ticketType, cipher } = encrypted(ticket.take(built(3)).content)
  return { part: part.cipher, ticketType, ticket: cipher }
}

/** EncryptedData: etype [0], kvno [1]?, cipher [2]. */
function encrypted(bytes: Uint8Array) {
  const fields = inside(whole(bytes, tag.sequence))
  const type = small(whole(fields.take(built(0)).content, tag.integer))
  fields.maybe(built(1))
  return { type, cipher: whole(fields.take(built(2)).content, tag.octetString).content }
}

/**
 * What was sealed for the client. @throws {NotDer}. EncASRepPart: key [0], last-req [1], nonce [2], key-expiration [3]?, flags [4], authtime [5], starttime [6]?,
 * endtime [7], renew-till [8]?, srealm [9], sname [10]. Some KDCs give it the tag of EncTGSRepPart (RFC 4120 5.4.2).
 */
export function readReplyPart(bytes: Uint8Array) {
  const fields = fieldsOf(first(bytes, application.asPart, application.tgsPart))
  const sessionKey = keyIn(fields)
  fields.take(built(1))
  const nonce = integerBytes(whole(fields.take(built(2)).content, tag.integer))
  skip(fields, [3, 4, 5, 6, 7, 8])
  const realm = string(fields.take(built(9)))
  const value = nonce.reduce((sum, one) => sum * 256 + one, 0)
  return { sessionKey, nonce: value, realm, service: nameIn(fields.take(built(10)).content) }
}

/** What was sealed as a ticket. @throws {NotDer}. EncTicketPart: flags [0], key [1], crealm [2], cname [3], transited [4], authtime [5], starttime [6]?, … */
export function readTicketPart(bytes: Uint8Array) {
  const fields = fieldsOf(first(bytes, application.ticketPart))
  fields.take(built(0))
  const sessionKey = keyIn(fields, 1)
  const realm = string(fields.take(built(2)))
  const client = nameIn(fields.take(built(3)).content)
  fields.take(built(4))
  return {
    sessionKey,
    realm,
    client,
    begins: time(whole(fields.take(built(5)).content, tag.generalizedTime)),
  }
}

function skip(fields: Fields, numbers: readonly number[]): void {
  for (const n of numbers) fields.maybe(built(n))
}

/** EncryptionKey: keytype [0], keyvalue [1]. */
function keyIn(fields: Fields, n = 0): Uint8Array {
  const key = fieldsOf(fields.take(built(n)))
  key.take(built(0))
  return whole(key.take(built(1)).content, tag.octetString).content
}

/** PrincipalName: name-type [0], name-string [1]. */
function nameIn(bytes: Uint8Array): readonly string[] {
  const fields = inside(whole(bytes, tag.sequence))
  fields.take(built(0))
  return each(whole(fields.take(built(1)).content, tag.sequence), ({ content }) =>
    Buffer.from(content).toString(),
  )
}
