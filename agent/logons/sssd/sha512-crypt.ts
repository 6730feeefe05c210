import { createHash, timingSafeEqual } from 'node:crypto'

/**
 * Crypt strings of the kind `$6$` (Drepper, Unix crypt using SHA-256 and SHA-512), which SSSD writes:
 *
 *     $6$ salt $ hash        salt: 1 to 16, hash: 86 of ./0-9A-Za-z; 5000 rounds, the usual number
 *
 * A string that says its number of rounds itself is left out: SSSD writes none.
 */
const shape = /^\$6\$([./\dA-Za-z]{1,16})\$([./\dA-Za-z]{86})$/
const alphabet = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const rounds = 5000

export function isSha512Crypt(text: string): boolean {
  return shape.test(text)
}

/** Whether a crypt string is that of this password. */
export function isCryptOf(text: string, password: Uint8Array): boolean {
  const salt = shape.exec(text)?.[1]
  return salt !== undefined && timingSafeEqual(Buffer.from(text), Buffer.from(sha512Crypt(password, salt)))
}

/** Sixteen characters for a new crypt string, of as many random bytes. */
export function saltFrom(random: Uint8Array): string {
  return Array.from(random, (byte) => alphabet[byte % 64]).join('')
}

/** The steps have the numbers of the specification. */
export function sha512Crypt(password: Uint8Array, saltText: string): string {
  const salt = Buffer.from(saltText)
  // 4-8
  const b = digest(password, salt, password)
  // 1-3, 9-12
  const parts: Uint8Array[] = [password, salt, repeated(b, password.length)]
  for (let bits = password.length; bits > 0; bits >>= 1) parts.push((bits & 1) === 1 ? b : password)
  let c = digest(...parts)
  // 13-16
  const p = repeated(digest(...Array<Uint8Array>(password.length).fill(password)), password.length)
  // 17-20
  const s = repeated(digest(...Array<Uint8Array>(16 + (c[0] ?? 0)).fill(salt)), salt.length)
  // 21
  for (let i = 0; i < rounds; i++) {
    const isOdd = i % 2 === 1
    c = digest(isOdd ? p : c, i % 3 === 0 ? none : s, i % 7 === 0 ? none : p, isOdd ? c : p)
  }
  return `$6$${saltText}$${encoded(c)}`
}

const none = new Uint8Array()

function digest(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha512')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

function repeated(block: Buffer, length: number): Buffer {
  return Buffer.alloc(length, block)
}

/** 22: three bytes to four characters, the bytes taken from three thirds of the hash in turn. */
function encoded(hash: Buffer): string {
  const at = (index: number) => hash[index] ?? 0
  let text = ''
  for (let i = 0, [x, y, z] = [0, 21, 42]; i < 21; i++, [x, y, z] = [y + 1, z + 1, x + 1]) {
    text += characters((at(x) << 16) | (at(y) << 8) | at(z), 4)
  }
  return text + characters(at(63), 2)
}

function characters(bits: number, count: number): string {
  return Array.from({ length: count }, (_, i) => alphabet[(bits >> (6 * i)) & 63]).join('')
}
