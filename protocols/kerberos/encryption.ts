import { createCipheriv, createDecipheriv, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto'

/**
 * The profile of aes256-cts-hmac-sha1-96 (18) and aes128-cts-hmac-sha1-96 (17), RFC 3961 section 5.3 and RFC 3962:
 *
 *     CTS(Ke, confounder 16 │ message) │ HMAC-SHA1(Ki, confounder │ message), first 12 octets
 */
export type AesType = 17 | 18

export interface EncryptedPart {
  readonly type: AesType
  readonly cipher: Uint8Array
}

const keyBytes: Readonly<Record<AesType, number>> = { 17: 16, 18: 32 }
/** RFC 3962 section 4: what holds where the KDC names no other number. */
const iterations = 4096
const blockBytes = 16
const macBytes = 12
const zero = Buffer.alloc(blockBytes)

export function isAesType(type: number): type is AesType {
  return type === 17 || type === 18
}

/** RFC 3962 section 4. `password` is UTF-8. */
export function keyFromPassword(type: AesType, password: Uint8Array, salt: Uint8Array): Buffer {
  const bytes = pbkdf2Sync(password, salt, iterations, keyBytes[type], 'sha1')
  return derived(bytes, Buffer.from('kerberos'))
}

/** @param confounder 16 random octets. */
export function encrypt(key: Uint8Array, usage: number, message: Uint8Array, confounder: Uint8Array): Buffer {
  const text = Buffer.concat([confounder, message])
  return Buffer.concat([encryptCts(keyFor(key, usage, 0xaa), text), mac(key, usage, text)])
}

/** undefined: it was not encrypted with this key for this usage, or was changed on its way. */
export function decrypt(key: Uint8Array, usage: number, cipher: Uint8Array): Buffer | undefined {
  const end = cipher.length - macBytes
  if (end < blockBytes) return undefined
  const text = decryptCts(keyFor(key, usage, 0xaa), cipher.subarray(0, end))
  return timingSafeEqual(mac(key, usage, text), cipher.subarray(end)) ? text.subarray(blockBytes) : undefined
}

function mac(key: Uint8Array, usage: number, text: Uint8Array): Buffer {
  return createHmac('sha1', keyFor(key, usage, 0x55))
    .update(text)
    .digest()
    .subarray(0, macBytes)
}

/** `kind`: 0xaa encrypts, 0x55 proves integrity (RFC 3961 section 5.3). */
function keyFor(key: Uint8Array, usage: number, kind: number): Buffer {
  const constant = Buffer.alloc(5)
  constant.writeUInt32BE(usage)
  constant[4] = kind
  return derived(key, constant)
}

/** DK of RFC 3961 section 5.1. */
function derived(key: Uint8Array, constant: Uint8Array): Buffer {
  const first = block(key, nFold(constant, blockBytes))
  return Buffer.concat([first, block(key, first)]).subarray(0, key.length)
}

function block(key: Uint8Array, text: Uint8Array): Buffer {
  return cbc(key).update(text)
}

/**
 * RFC 3961 section 5.1: copies of the input, each turned 13 bits further to the right, as many as make both lengths even,
 * are added in pieces of `size` octets in ones' complement.
 */
export function nFold(input: Uint8Array, size: number): Buffer {
  const bits = BigInt(input.length * 8)
  const value = BigInt(`0x${Buffer.from(input).toString('hex')}`)
  const copies = leastCommonMultiple(input.length, size) / input.length
  let long = 0n
  for (let i = 0; i < copies; i++) {
    const turn = BigInt(13 * i) % bits
    const turned = ((value >> turn) | (value << (bits - turn))) & ((1n << bits) - 1n)
    long = (long << bits) | turned
  }
  const width = BigInt(size * 8)
  const mask = (1n << width) - 1n
  let sum = 0n
  for (; long > 0n; long >>= width) sum += long & mask
  while (sum > mask) sum = (sum & mask) + (sum >> width)
  return Buffer.from(sum.toString(16).padStart(size * 2, '0'), 'hex')
}

function leastCommonMultiple(a: number, b: number): number {
  let multiple = a
  while (multiple % b !== 0) multiple += a
  return multiple
}

/** CBC with ciphertext stealing and a zero vector, the last two blocks exchanged (RFC 3962 section 5). */
export function encryptCts(key: Uint8Array, text: Uint8Array): Buffer {
  const padded = Buffer.concat([text, Buffer.alloc((blockBytes - (text.length % blockBytes)) % blockBytes)])
  const blocks = cbc(key).update(padded)
  if (blocks.length === blockBytes) return blocks
  const [last, before] = [blocks.length - blockBytes, blocks.length - 2 * blockBytes]
  const swapped = [blocks.subarray(0, before), blocks.subarray(last), blocks.subarray(before, last)]
  return Buffer.concat(swapped).subarray(0, text.length)
}

/** @param cipher one block at least. */
export function decryptCts(key: Uint8Array, cipher: Uint8Array): Buffer {
  if (cipher.length === blockBytes) return openCbc(key).update(cipher)
  const rest = cipher.length % blockBytes || blockBytes
  const before = cipher.length - rest - blockBytes
  const stolen = cipher.subarray(before + blockBytes)
  const opened = openCbc(key).update(cipher.subarray(before, before + blockBytes))
  const whole = Buffer.concat([stolen, opened.subarray(rest)])
  const last = Buffer.from(stolen.map((octet, at) => octet ^ (opened[at] ?? 0)))
  return Buffer.concat([openCbc(key).update(Buffer.concat([cipher.subarray(0, before), whole])), last])
}

function cbc(key: Uint8Array) {
  return createCipheriv(`aes-${key.length * 8}-cbc`, key, zero).setAutoPadding(false)
}

function openCbc(key: Uint8Array) {
  return createDecipheriv(`aes-${key.length * 8}-cbc`, key, zero).setAutoPadding(false)
}
