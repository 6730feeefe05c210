import { createPublicKey, diffieHellman, hkdfSync, type KeyObject } from 'node:crypto'
import { rawPublicKey } from '../refresh/index.ts'

/**
 * What the server signs so that a device without a network may believe responses. Ed25519 over UTF-8, each line a name,
 * a space and a value, ending with LF:
 *
 *     keyturn-no-network/1
 *     device AAAAAAAAAAAAAAAAAAAAAA        16 bytes, base64url
 *     key BBB…B                            the server's X25519 public key, raw, base64url
 *     portal https://reset.corp.example    where a person types the challenge
 */
export interface Agreement {
  readonly device: string
  readonly key: string
  readonly portal: string
}

const version = 'keyturn-no-network/1'
const lines = [
  ['device', /^[\w-]{22}$/],
  ['key', /^[\w-]{43}$/],
  ['portal', /^https:\/\/[\x21-\x7e]{1,1000}$/],
] as const

/** @throws {TypeError} naming the field that the format cannot carry. */
export function formatAgreement(agreement: Agreement): Uint8Array {
  for (const [name, shape] of lines) {
    if (!shape.test(agreement[name])) throw new TypeError(`agreement: ${name}`)
  }
  return Buffer.from([version, ...lines.map(([name]) => `${name} ${agreement[name]}`), ''].join('\n'))
}

/** @returns undefined for anything that `formatAgreement` would not have written, to the byte. */
export function parseAgreement(bytes: Uint8Array): Agreement | undefined {
  const text = Buffer.from(bytes).toString('utf8')
  const [, device = '', key = '', portal = ''] = /^.*\ndevice (.*)\nkey (.*)\nportal (.*)\n$/.exec(text) ?? []
  const agreement = { device, key, portal }
  if (lines.some(([name, shape]) => !shape.test(agreement[name]))) return undefined
  return Buffer.compare(formatAgreement(agreement), bytes) === 0 ? agreement : undefined
}

/** Ours is the private half; the other one is raw, base64url. */
export interface AgreementKeys {
  readonly ours: KeyObject
  readonly theirs: string
}

/**
 * The 32 bytes that only this device and its server have: HKDF-SHA-256 (RFC 5869) over X25519 (RFC 7748) of the device's
 * sealing key with the server's key. Nothing of it ever travels, and it is stored nowhere.
 *
 *     info = "keyturn no-network secret/1" LF device LF lower public key LF higher public key
 *
 * @returns undefined if the other half is no key, or one that gives the same secret to everybody.
 */
export function deviceSecret(device: string, { ours, theirs }: AgreementKeys): Buffer | undefined {
  const publicKey = agreementKey(theirs)
  if (publicKey === undefined) return undefined
  const keys = [rawPublicKey(ours), theirs].toSorted()
  const info = ['keyturn no-network secret/1', device, ...keys].join('\n')
  try {
    const shared = diffieHellman({ privateKey: ours, publicKey })
    return Buffer.from(hkdfSync('sha256', shared, Buffer.of(), info, 32))
  } catch {
    // OpenSSL refuses the points of small order, for which the shared secret is zero (RFC 7748 6.1).
    return undefined
  }
}

function agreementKey(raw: string): KeyObject | undefined {
  const bytes = Buffer.from(raw, 'base64url')
  if (bytes.length !== 32 || bytes.toString('base64url') !== raw) return undefined
  return createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: raw }, format: 'jwk' })
}
