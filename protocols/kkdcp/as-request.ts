import { built, encode, tag } from '../der/index.ts'
import { frame } from './frames.ts'

export interface AsRequest {
  readonly realm: string
  /** Whom a ticket is asked for; a name that nobody has is answered as well, by an error. */
  readonly client: string
  /** 31 bits; the answer with a ticket repeats it. */
  readonly nonce: number
  /** What the ticket is to be for: `host`, `laptop1.corp.example`. Default: for getting others. */
  readonly service?: readonly string[]
  /** In this order; default: whatever a KDC of a domain may have. */
  readonly encryptionTypes?: readonly number[]
  /** The time, encrypted with the key that is made of the password: PA-ENC-TIMESTAMP (RFC 4120 5.2.7.2). */
  readonly timestamp?: { readonly type: number; readonly cipher: Uint8Array }
}

const principal = 1
const serviceInstance = 2
/** AES-256 and AES-128 with SHA-1 (RFC 3962), RC4 (RFC 4757): every KDC of a domain has one of them. */
const usualTypes = [18, 17, 23]
const encTimestamp = 2
/** "As long as may be" (RFC 4120 5.4.1). */
const till = '19700101000000Z'

const field = (n: number, ...content: readonly Uint8Array[]) => encode(built(n), ...content)
const integer = (value: number) => {
  const octets = Buffer.alloc(4)
  octets.writeInt32BE(value)
  const start = octets.findIndex((octet, at) => octet !== 0 || (octets[at + 1] ?? 0x80) >= 0x80)
  return encode(tag.integer, octets.subarray(start))
}
const text = (value: string) => encode(tag.generalString, Buffer.from(value))
const name = (type: number, ...parts: readonly string[]) =>
  encode(tag.sequence, field(0, integer(type)), field(1, encode(tag.sequence, ...parts.map(text))))

/**
 * A request for a ticket (RFC 4120 5.4.1), framed. Without a timestamp it is the question that any KDC answers, and that
 * tells nothing about a password.
 */
export function formatAsRequest(asked: AsRequest): Uint8Array {
  const { realm, client, nonce, service = ['krbtgt', realm], encryptionTypes = usualTypes } = asked
  const body = encode(
    tag.sequence,
    // No options.
    field(0, encode(tag.bitString, Buffer.alloc(5))),
    field(1, name(principal, client)),
    field(2, text(realm)),
    field(3, name(serviceInstance, ...service)),
    field(5, encode(tag.generalizedTime, Buffer.from(till))),
    field(7, integer(nonce)),
    field(8, encode(tag.sequence, ...encryptionTypes.map(integer))),
  )
  const padata =
    asked.timestamp === undefined ? [] : [field(3, encode(tag.sequence, stamped(asked.timestamp)))]
  const request = encode(tag.sequence, field(1, integer(5)), field(2, integer(10)), ...padata, field(4, body))
  return frame(encode(0x6a, request))
}

/** PA-DATA with an EncryptedData in it. */
function stamped({ type, cipher }: NonNullable<AsRequest['timestamp']>): Uint8Array {
  const octets = (bytes: Uint8Array) => encode(tag.octetString, bytes)
  const data = encode(tag.sequence, field(0, integer(type)), field(2, octets(cipher)))
  return encode(tag.sequence, field(1, integer(encTimestamp)), field(2, octets(data)))
}
