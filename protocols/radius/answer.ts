import { createHash, timingSafeEqual } from 'node:crypto'
import {
  attributeType,
  authenticatorBytes,
  headerBytes,
  messageAuthenticator,
  packetCode,
  parsePacket,
  type Packet,
} from './packet.ts'
import type { AccessRequest } from './request.ts'

/** `messages`: the server's words for the person (Reply-Message), in its order, without control characters. */
export type Answer =
  | { readonly kind: 'accept' | 'reject'; readonly messages: readonly string[] }
  | {
      readonly kind: 'challenge'
      readonly messages: readonly string[]
      /** To be sent back unchanged, to the server that gave it; undefined if it gave none. */
      readonly state: Uint8Array | undefined
    }

export type AnswerRefusal =
  | 'malformed'
  | 'other-identifier'
  | 'other-code'
  | 'no-message-authenticator'
  | 'wrong-message-authenticator'
  | 'wrong-authenticator'

export type ParsedAnswer =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly why: AnswerRefusal }

type Asked = Pick<AccessRequest, 'identifier' | 'authenticator'>

/** Reads the answer to a request. What is not certainly that is to be treated as if it had never come. */
export function parseAnswer(datagram: Uint8Array, asked: Asked, sharedSecret: Uint8Array): ParsedAnswer {
  const packet = parsePacket(datagram)
  if (packet === undefined) return { ok: false, why: 'malformed' }
  const why = refusal(packet, asked, sharedSecret)
  if (why !== undefined) return { ok: false, why }
  const answer = readAnswer(packet)
  return answer === undefined ? { ok: false, why: 'malformed' } : { ok: true, answer }
}

function refusal(packet: Packet, asked: Asked, sharedSecret: Uint8Array): AnswerRefusal | undefined {
  if (packet.identifier !== asked.identifier) return 'other-identifier'
  if (kindOf(packet) === undefined) return 'other-code'
  const seals = packet.attributes.filter(({ type }) => type === attributeType.messageAuthenticator)
  const [seal] = seals
  if (seal === undefined) return 'no-message-authenticator'
  if (seals.length > 1 || seal.value.length !== authenticatorBytes) return 'malformed'
  const right = messageAuthenticator(packet.bytes, seal.at, asked.authenticator, sharedSecret)
  if (!timingSafeEqual(right, seal.value)) return 'wrong-message-authenticator'
  const own = answerAuthenticator(packet.bytes, asked.authenticator, sharedSecret)
  return timingSafeEqual(own, packet.authenticator) ? undefined : 'wrong-authenticator'
}

/** RFC 2865 3: MD5(code ‖ identifier ‖ length ‖ request authenticator ‖ attributes ‖ secret). */
export function answerAuthenticator(
  bytes: Uint8Array,
  requestAuthenticator: Uint8Array,
  sharedSecret: Uint8Array,
): Buffer {
  const parts = [bytes.subarray(0, 4), requestAuthenticator, bytes.subarray(headerBytes), sharedSecret]
  return createHash('md5').update(Buffer.concat(parts)).digest()
}

const kinds: Readonly<Record<number, Answer['kind']>> = {
  [packetCode.accessAccept]: 'accept',
  [packetCode.accessReject]: 'reject',
  [packetCode.accessChallenge]: 'challenge',
}
const kindOf = ({ code }: Packet) => kinds[code]

function readAnswer(packet: Packet): Answer | undefined {
  const values = (wanted: number) =>
    packet.attributes.filter(({ type }) => type === wanted).map(({ value }) => value)
  const kind = kindOf(packet)
  const messages = values(attributeType.replyMessage).map(shownText)
  const states = values(attributeType.state)
  // RFC 2865 5.44: at most one.
  if (kind === undefined || states.length > 1) return undefined
  return kind === 'challenge'
    ? { kind, messages, state: states[0] && Uint8Array.from(states[0]) }
    : { kind, messages }
}

/** The words go to a page and perhaps to a log: nothing that moves a cursor, ends a line or turns the writing round. */
const shownText = (bytes: Uint8Array) =>
  Buffer.from(bytes)
    .toString('utf8')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
