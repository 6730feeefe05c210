import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
} from 'node:crypto'
import type { Random } from '#kernel'

/**
 * Secrets at rest, and names that must not be readable at rest.
 *
 *     sealed = version (1 byte, 0x01) ‖ key id (8) ‖ nonce (12) ‖ ciphertext ‖ tag (16)
 *
 * AES-256-GCM (NIST SP 800-38D) with random nonces; the key is safe for 2^32 seals. The additional data is
 * version ‖ key id ‖ `boundTo`: what was sealed for one account opens for no other. What it leaves out: hiding the length.
 */
export interface Seal {
  /** `boundTo` names the one place where it may be opened: row kind, account, row. */
  seal(plain: Uint8Array, boundTo: string): Uint8Array
  /** @returns undefined if it was not sealed by one of our keys for exactly `boundTo`, or was altered. */
  open(sealed: Uint8Array, boundTo: string): Uint8Array | undefined
  /** A keyed name (HMAC-SHA-256, base64url): equal texts have equal tags, and only the key's holder can try texts. */
  tag(purpose: string, text: string): string
}

const version = 1
const idLength = 8
const nonceLength = 12
const tagLength = 16
const headLength = 1 + idLength

/** @param keys 32 bytes each, the newest first: it seals; all of them open. */
export function createSeal(keys: readonly [Uint8Array, ...Uint8Array[]], random: Random): Seal {
  const opening = new Map(keys.map((key) => [keyId(key), derive(key, 'seal')]))
  const [current] = keys
  const head = Buffer.concat([Buffer.of(version), Buffer.from(keyId(current), 'hex')])
  const sealing = derive(current, 'seal')
  const tagging = derive(current, 'tag')

  return {
    seal(plain, boundTo) {
      const nonce = random(nonceLength)
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce).setAAD(additional(head, boundTo))
      return Buffer.concat([head, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    },

    open(sealed, boundTo) {
      const bytes = Buffer.from(sealed)
      const key = opening.get(bytes.toString('hex', 1, headLength))
      const minimum = headLength + nonceLength + tagLength
      if (bytes[0] !== version || key === undefined || bytes.length < minimum) return undefined
      return decrypt(key, bytes, boundTo)
    },

    tag: (purpose, text) =>
      createHmac('sha256', tagging).update(`${purpose}\0`).update(text).digest('base64url'),
  }
}

function decrypt(key: KeyObject, bytes: Buffer, boundTo: string): Uint8Array | undefined {
  const text = headLength + nonceLength
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(headLength, text), {
    authTagLength: tagLength,
  })
  decipher.setAAD(additional(bytes.subarray(0, headLength), boundTo)).setAuthTag(bytes.subarray(-tagLength))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(text, -tagLength)), decipher.final()])
  } catch {
    return undefined
  }
}

const additional = (head: Uint8Array, boundTo: string) => Buffer.concat([head, Buffer.from(boundTo)])

const keyId = (key: Uint8Array) =>
  createHash('sha256')
    .update('keyturn key id\0')
    .update(key)
    .digest('hex')
    .slice(0, 2 * idLength)

// One key per use, so that a tag can never say anything about a sealed text. As bytes, each use would import it anew:
// 30 µs (Node 24.21).
const derive = (key: Uint8Array, use: string): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', key, new Uint8Array(), `keyturn factors ${use} 1`, 32)))
