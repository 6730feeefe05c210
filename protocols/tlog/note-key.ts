import { createPrivateKey, createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto'
import { fromBase64, toBase64 } from './base64.ts'

/** The public half of a key that signs notes. `name` and `id` together say which one. */
export interface VerifierKey {
  readonly name: string
  readonly id: number
  /** Ed25519, 32 bytes (RFC 8032). */
  readonly publicKey: Uint8Array
}

export interface Signer {
  readonly key: VerifierKey
  sign(message: Uint8Array): Uint8Array
}

const ed25519 = 0x01
const seedLength = 32
const secretPrefix = 'PRIVATE+KEY+'

/** `NAME+hex(id)+base64(0x01 ‖ public key)`: one line to pin, print and compare. */
export function formatVerifierKey({ name, id, publicKey }: VerifierKey): string {
  return `${name}+${hexId(id)}+${toBase64(Buffer.concat([Buffer.of(ed25519), publicKey]))}`
}

/** @returns undefined for every text but the one that `formatVerifierKey` gives for an Ed25519 key. */
export function parseVerifierKey(text: string): VerifierKey | undefined {
  const parts = splitKey(text)
  if (parts === undefined) return undefined
  const key = verifierKey(parts.name, parts.bytes)
  return formatVerifierKey(key) === text ? key : undefined
}

/** `PRIVATE+KEY+NAME+hex(id)+base64(0x01 ‖ seed)`, the form that Go's sumdb keeps signing keys in. */
export function formatSignerKey(name: string, seed: Uint8Array): string {
  const { key } = createSigner(name, seed)
  return `${secretPrefix}${name}+${hexId(key.id)}+${toBase64(Buffer.concat([Buffer.of(ed25519), seed]))}`
}

/** @returns undefined for every text but the one that `formatSignerKey` gives. */
export function parseSignerKey(text: string): Signer | undefined {
  if (!text.startsWith(secretPrefix)) return undefined
  const parts = splitKey(text.slice(secretPrefix.length))
  if (parts === undefined || formatSignerKey(parts.name, parts.bytes) !== text) return undefined
  return createSigner(parts.name, parts.bytes)
}

/** @param seed 32 unpredictable bytes: the private key of RFC 8032. */
export function createSigner(name: string, seed: Uint8Array): Signer {
  if (!isKeyName(name)) throw new RangeError('a key name has neither spaces nor plus and is not empty')
  const secret = privateKeyOf(seed)
  const publicKey = fromBase64Url(createPublicKey(secret).export({ format: 'jwk' }).x ?? '')
  return { key: verifierKey(name, publicKey), sign: (message) => sign(null, message, secret) }
}

export function verifyEd25519({ publicKey }: VerifierKey, text: string, signature: Uint8Array): boolean {
  if (signature.length !== 64) return false
  const x = Buffer.from(publicKey).toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  return verify(null, Buffer.from(text, 'utf8'), key, signature)
}

function splitKey(text: string): { readonly name: string; readonly bytes: Uint8Array } | undefined {
  const [, name, encoded] = /^([^+]+)\+[0-9a-f]{8}\+([A-Za-z0-9+/=]+)$/.exec(text) ?? []
  const bytes = fromBase64(encoded ?? '')
  if (name === undefined || !isKeyName(name) || bytes?.length !== 1 + seedLength) return undefined
  return bytes[0] === ed25519 ? { name, bytes: bytes.subarray(1) } : undefined
}

/** Key id: the first four bytes of `SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key)`, big-endian. */
function verifierKey(name: string, publicKey: Uint8Array): VerifierKey {
  const input = Buffer.concat([Buffer.from(`${name}\n`, 'utf8'), Buffer.of(ed25519), publicKey])
  return { name, id: hash('sha256', input, 'buffer').readUInt32BE(), publicKey }
}

function privateKeyOf(seed: Uint8Array): KeyObject {
  if (seed.length !== seedLength) throw new RangeError('an Ed25519 seed has 32 bytes')
  // PKCS #8 of RFC 8410 section 7: everything before the seed is always the same.
  const head = Buffer.from('302e020100300506032b657004220420', 'hex')
  return createPrivateKey({ key: Buffer.concat([head, seed]), format: 'der', type: 'pkcs8' })
}

function isKeyName(name: string): boolean {
  return name !== '' && name.isWellFormed() && !/[\s+\p{Cc}\p{Z}]/u.test(name)
}

function hexId(id: number): string {
  return id.toString(16).padStart(8, '0')
}

function fromBase64Url(text: string): Uint8Array {
  return Buffer.from(text, 'base64url')
}
