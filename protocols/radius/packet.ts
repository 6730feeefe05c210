import { createHmac } from 'node:crypto'

/** RFC 2865 4 */
export const packetCode = { accessRequest: 1, accessAccept: 2, accessReject: 3, accessChallenge: 11 } as const

/** RFC 2865 5, and RFC 3579 3.2: those that are read or written here. */
export const attributeType = {
  userName: 1,
  userPassword: 2,
  replyMessage: 18,
  state: 24,
  nasIdentifier: 32,
  messageAuthenticator: 80,
} as const

export const authenticatorBytes = 16
export const headerBytes = 20
const maxPacketBytes = 4096
/** Its length octet counts type and length, too. */
export const maxValueBytes = 253

export interface Attribute {
  readonly type: number
  readonly value: Uint8Array
  /** Where the value begins in the packet. */
  readonly at: number
}

export interface Packet {
  readonly code: number
  readonly identifier: number
  readonly authenticator: Uint8Array
  readonly attributes: readonly Attribute[]
  /** The packet without the padding that may follow it in a datagram. */
  readonly bytes: Uint8Array
}

/**
 * Reads a datagram (RFC 2865 3):
 *
 *     code 1 │ identifier 1 │ length 2, big-endian │ authenticator 16 │ attributes: type 1 │ length 1 │ value
 *
 * @returns undefined if the attributes do not fill the length to the byte, or the length not the datagram. What
 * follows the length is padding (RFC 2865 3) and is left out.
 */
export function parsePacket(datagram: Uint8Array): Packet | undefined {
  const [code, identifier] = datagram
  if (code === undefined || identifier === undefined || datagram.length < headerBytes) return undefined
  const length = new DataView(datagram.buffer, datagram.byteOffset).getUint16(2)
  if (length < headerBytes || length > maxPacketBytes || length > datagram.length) return undefined
  const bytes = datagram.subarray(0, length)
  const attributes = parseAttributes(bytes)
  return attributes && { code, identifier, authenticator: bytes.subarray(4, headerBytes), attributes, bytes }
}

function parseAttributes(bytes: Uint8Array): readonly Attribute[] | undefined {
  const attributes: Attribute[] = []
  let at = headerBytes
  while (at < bytes.length) {
    const [type, length] = bytes.subarray(at, at + 2)
    if (type === undefined || length === undefined || length < 2 || at + length > bytes.length)
      return undefined
    attributes.push({ type, value: bytes.subarray(at + 2, at + length), at: at + 2 })
    at += length
  }
  return attributes
}

export type PacketHead = Pick<Packet, 'code' | 'identifier' | 'authenticator'>

/** Writes what `parsePacket` reads. Values must have `maxValueBytes` at most. */
export function encodePacket(head: PacketHead, attributes: readonly Omit<Attribute, 'at'>[]): Buffer {
  const body = attributes.map(({ type, value }) => Buffer.concat([Buffer.of(type, value.length + 2), value]))
  const bytes = Buffer.concat([Buffer.of(head.code, head.identifier, 0, 0), head.authenticator, ...body])
  bytes.writeUInt16BE(bytes.length, 2)
  return bytes
}

/**
 * RFC 3579 3.2: HMAC-MD5 over the packet with sixteen zeros in place of the Message-Authenticator, and the request's
 * authenticator in place of an answer's own.
 */
export function messageAuthenticator(
  bytes: Uint8Array,
  at: number,
  requestAuthenticator: Uint8Array,
  sharedSecret: Uint8Array,
): Buffer {
  const signed = Buffer.from(bytes)
  signed.set(requestAuthenticator, 4)
  signed.fill(0, at, at + authenticatorBytes)
  return createHmac('md5', sharedSecret).update(signed).digest()
}
