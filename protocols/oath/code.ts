import { createHmac, createSecretKey } from 'node:crypto'

export interface CodeKind {
  readonly algorithm: 'SHA1' | 'SHA256' | 'SHA512'
  readonly digits: 6 | 7 | 8
}

/** What a token is, as a list of seeds or a key container says it. Codes of HOTP are those from `counter` on. */
export type OathToken = CodeKind & { readonly seed: Uint8Array } & (
    | { readonly type: 'hotp'; readonly counter: number }
    | { readonly type: 'totp'; readonly periodSeconds: number }
  )

const algorithms: readonly unknown[] = ['SHA1', 'SHA256', 'SHA512']
const lengths: readonly unknown[] = [6, 7, 8]

/** Whether what was read somewhere is a kind of code that there is. */
export const isCodeKind = (kind: { algorithm: unknown; digits: unknown }): kind is CodeKind =>
  algorithms.includes(kind.algorithm) && lengths.includes(kind.digits)

/**
 * RFC 4226 5.3: the last digits of 31 bits of HMAC(seed, counter), from a place that its own last byte names.
 *
 * @param counter of HOTP, or the step of TOTP: a whole number from 0 to 2⁵³ - 1.
 */
export const codeAt = (seed: Uint8Array, kind: CodeKind, counter: number): string =>
  coder(seed, kind)(counter)

/** For many codes of one seed: making OpenSSL's key takes five times as long as a code. */
export function coder(seed: Uint8Array, { algorithm, digits }: CodeKind): (counter: number) => string {
  const key = createSecretKey(seed)
  const message = Buffer.alloc(8)
  return (counter) => {
    message.writeBigUInt64BE(BigInt(counter))
    const mac = createHmac(algorithm, key).update(message).digest()
    const at = mac.readUInt8(mac.length - 1) & 0xf
    const number = mac.readUInt32BE(at) & 0x7fff_ffff
    return String(number % 10 ** digits).padStart(digits, '0')
  }
}
