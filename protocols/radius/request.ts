import {
  attributeType,
  authenticatorBytes,
  encodePacket,
  headerBytes,
  maxValueBytes,
  messageAuthenticator,
  packetCode,
} from './packet.ts'
import { hidePassword } from './password.ts'

export interface AccessRequest {
  /** 0 to 255; the answer carries it. */
  readonly identifier: number
  /** 16 bytes that nobody can foretell, new for each request; the same when the same request is sent again. */
  readonly authenticator: Uint8Array
  readonly userName: string
  readonly password: string
  /** Who asks (RFC 2865 5.32): a name of 1 to 253 bytes that the server's administrator knows us by. */
  readonly nasIdentifier: string
  /** From the challenge that this answers, unchanged. */
  readonly state?: Uint8Array | undefined
}

/**
 * The datagram that asks. Message-Authenticator comes first, as Blast-RADIUS asks for.
 *
 * @returns undefined if it cannot be asked: the name is empty or too long, the password too long or with a zero byte.
 */
export function encodeAccessRequest(request: AccessRequest, sharedSecret: Uint8Array): Buffer | undefined {
  const { identifier, authenticator, state } = request
  const userName = Buffer.from(request.userName)
  const nasIdentifier = Buffer.from(request.nasIdentifier)
  const hidden = hidePassword(Buffer.from(request.password), authenticator, sharedSecret)
  const texts = [userName, nasIdentifier, ...(state === undefined ? [] : [state])]
  const fits = texts.every(({ length }) => length > 0 && length <= maxValueBytes)
  if (hidden === undefined || !fits || authenticator.length !== authenticatorBytes) return undefined

  const bytes = encodePacket({ code: packetCode.accessRequest, identifier, authenticator }, [
    { type: attributeType.messageAuthenticator, value: Buffer.alloc(authenticatorBytes) },
    { type: attributeType.userName, value: userName },
    { type: attributeType.userPassword, value: hidden },
    { type: attributeType.nasIdentifier, value: nasIdentifier },
    ...(state === undefined ? [] : [{ type: attributeType.state, value: state }]),
  ])
  const at = headerBytes + 2
  bytes.set(messageAuthenticator(bytes, at, authenticator, sharedSecret), at)
  return bytes
}
