import { createHash, sign, verify, type KeyObject } from 'node:crypto'

/**
 * A device's proof that it holds its signing key, made anew for each request, in the header
 *
 *     Authorization: Keyturn-Device 1.<device>.<time>.<nonce>.<signature>
 *
 * `1` is the version, `device` its id and `nonce` 16 random bytes (both 22 characters of base64url), `time`
 * milliseconds since 1970 in decimal, `signature` 64 bytes of Ed25519 in base64url over these lines, each ending
 * with LF:
 *
 *     keyturn-device-request/1
 *     POST                                method
 *     /api/device/launches?x=1            path and query, as on the wire
 *     47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU     SHA-256 of the body (this one of none), base64url
 *     AAAAAAAAAAAAAAAAAAAAAA              device
 *     1795228800000                       time
 *     BBBBBBBBBBBBBBBBBBBBBB              nonce
 *
 * The server takes it once, and only near its own time. When a device's clock is off, every answer's `Date` header
 * (RFC 9110 6.6.1) tells the server's: the device adds the difference and asks again, once.
 * What it leaves out: the host name, since a proxy may change it; a key is used with one Keyturn only.
 */
export interface RequestProof {
  readonly device: string
  /** Milliseconds since 1970. */
  readonly time: number
  readonly nonce: string
}

export interface ProvedRequest {
  readonly method: string
  /** Path and query as they are on the request line. */
  readonly url: string
  readonly body: Uint8Array
}

const scheme = 'Keyturn-Device'
const shape = /^Keyturn-Device 1\.([\w-]{22})\.(\d{1,15})\.([\w-]{22})\.([\w-]{86})$/

/** The value of the header `Authorization`. */
export function formatProof(request: ProvedRequest, proof: RequestProof, key: KeyObject): string {
  const signature = sign(null, signedBytes(request, proof), key)
  return header(proof, signature.toString('base64url'))
}

/** @returns undefined if `value` is no proof, or not in its one spelling. It is not verified yet. */
export function parseProof(value: string): (RequestProof & { readonly signature: string }) | undefined {
  const [, device, digits, nonce, text] = shape.exec(value) ?? []
  if (device === undefined || digits === undefined || nonce === undefined || text === undefined)
    return undefined
  const proof = {
    device: respell(device),
    time: Number(digits),
    nonce: respell(nonce),
    signature: respell(text),
  }
  return header(proof, proof.signature) === value ? proof : undefined
}

/** Whether the key made this proof for this request. Time and nonce are for the caller to judge. */
export function verifyProof(
  request: ProvedRequest,
  proof: RequestProof & { readonly signature: string },
  key: KeyObject,
): boolean {
  return verify(null, signedBytes(request, proof), key, Buffer.from(proof.signature, 'base64url'))
}

function header(proof: RequestProof, signature: string): string {
  return `${scheme} 1.${proof.device}.${proof.time}.${proof.nonce}.${signature}`
}

/** The unused last bits of base64url are zero in its one spelling. */
function respell(text: string): string {
  return Buffer.from(text, 'base64url').toString('base64url')
}

function signedBytes(request: ProvedRequest, proof: RequestProof): Buffer {
  const body = createHash('sha256').update(request.body).digest('base64url')
  const lines = [request.method, request.url, body, proof.device, String(proof.time), proof.nonce]
  // A line break inside would let two requests have the same bytes.
  if (lines.some((line) => /[\r\n]/.test(line))) throw new TypeError('a line break in a request line')
  return Buffer.from(['keyturn-device-request/1', ...lines, ''].join('\n'))
}
