import { createPublicKey, type KeyObject } from 'node:crypto'

const rawBytes = 32

/** The raw 32 bytes (RFC 8032 5.1.5, RFC 7748 6.1) of an Ed25519 or X25519 key, base64url. */
export function rawPublicKey(key: KeyObject): string {
  const { x } = key.export({ format: 'jwk' })
  if (x === undefined) throw new TypeError('not an Ed25519 or X25519 key')
  return x
}

/**
 * Reads a raw Ed25519 public key, base64url.
 *
 * @returns undefined if the text is not the one spelling of 32 bytes.
 */
export function signingPublicKey(raw: string): KeyObject | undefined {
  const bytes = Buffer.from(raw, 'base64url')
  if (bytes.length !== rawBytes || bytes.toString('base64url') !== raw) return undefined
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw }, format: 'jwk' })
}
