import { createHmac, createPublicKey, type KeyObject } from 'node:crypto'
import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core'
import type { Sid } from '../ad/index.ts'

/**
 * A password that only one launch of one device can open, or one device by one order: HPKE (RFC 9180) in base mode with DHKEM(X25519,
 * HKDF-SHA256), HKDF-SHA256 and AES-128-GCM; the first message of a context that is used once.
 *
 *     sealed    = enc (32 bytes) ‖ ciphertext (818)
 *     info      = "keyturn sealed password/1" for a launch, "keyturn followed password/1" for an order
 *     aad       = launch or order LF device LF account SID LF
 *     plaintext = blind (32) ‖ length (2, big-endian) ‖ password (UTF-8) ‖ zeros up to 802 bytes
 *
 * The padding hides how long the password is. The blind keeps the statement's binding, HMAC-SHA256(blind,
 * password), from being tried against a dictionary by whoever reads the statement.
 */
export type SealedFor = ({ readonly launch: string } | { readonly order: string }) & {
  readonly device: string
  readonly account: Sid
}

export interface Opened {
  /** UTF-8; a buffer, so that whoever used it can overwrite it. */
  readonly password: Buffer
  readonly blind: Buffer
}

export const blindBytes = 32
/** 256 UTF-16 units, AD's longest password, take at most three bytes each. */
const passwordBytes = 768
const encBytes = 32
const plainBytes = blindBytes + 2 + passwordBytes
const sealedBytes = encBytes + plainBytes + 16

export const hpke = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes128Gcm(),
})
const infos = { launch: utf8('keyturn sealed password/1'), order: utf8('keyturn followed password/1') }

/**
 * @param sealingKey the X25519 public key of the launch, or of the device for an order; raw, base64url.
 * @throws if the key is not a point that HPKE takes, or the password too long.
 */
export async function sealPassword(
  { password, blind }: Opened,
  sealingKey: string,
  to: SealedFor,
): Promise<Uint8Array> {
  const plain = pad(password, blind)
  try {
    const recipientPublicKey = await hpke.kem.deserializePublicKey(
      exact(Buffer.from(sealingKey, 'base64url')),
    )
    const { enc, ct } = await hpke.seal({ recipientPublicKey, info: infoOf(to) }, plain.buffer, aad(to))
    return Buffer.concat([new Uint8Array(enc), new Uint8Array(ct)])
  } finally {
    plain.fill(0)
  }
}

/** @returns undefined unless it was sealed to this key, for this launch, device and account, and is well-formed. */
export async function openPassword(
  sealed: Uint8Array,
  key: KeyObject,
  to: SealedFor,
): Promise<Opened | undefined> {
  if (sealed.length !== sealedBytes) return undefined
  const enc = exact(sealed.subarray(0, encBytes))
  try {
    const recipientKey = {
      privateKey: key.toCryptoKey('X25519', false, ['deriveBits']),
      publicKey: createPublicKey(key).toCryptoKey('X25519', true, []),
    }
    const plain = await hpke.open(
      { recipientKey, enc, info: infoOf(to) },
      exact(sealed.subarray(encBytes)),
      aad(to),
    )
    return unpad(Buffer.from(plain))
  } catch {
    // HPKE does not say why, and nobody should: forged, damaged and for someone else look alike.
    return undefined
  }
}

/** What the statement carries: fits one password and one blind, and tells nothing of either. */
export function bindPassword({ password, blind }: Opened): string {
  return createHmac('sha256', blind).update(password).digest('base64url')
}

function pad(password: Uint8Array, blind: Uint8Array): Buffer<ArrayBuffer> {
  if (blind.length !== blindBytes) throw new TypeError('a blind has 32 bytes')
  if (password.length > passwordBytes) throw new TypeError('a password has at most 768 bytes')
  const plain = Buffer.from(new ArrayBuffer(plainBytes))
  plain.set(blind)
  plain.writeUInt16BE(password.length, blindBytes)
  plain.set(password, blindBytes + 2)
  return plain
}

function unpad(plain: Buffer): Opened | undefined {
  const length = plain.length === plainBytes ? plain.readUInt16BE(blindBytes) : Infinity
  const start = blindBytes + 2
  if (length > passwordBytes || plain.subarray(start + length).some((byte) => byte !== 0)) return undefined
  return { blind: plain.subarray(0, blindBytes), password: plain.subarray(start, start + length) }
}

function infoOf(to: SealedFor): ArrayBuffer {
  return 'launch' in to ? infos.launch : infos.order
}

function aad(to: SealedFor): ArrayBuffer {
  const by = 'launch' in to ? to.launch : to.order
  return utf8(`${by}\n${to.device}\n${to.account}\n`)
}

function utf8(text: string): ArrayBuffer {
  return exact(Buffer.from(text))
}

/** HPKE takes whole ArrayBuffers, and a Buffer is often a piece of a larger one. */
function exact(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer
}
