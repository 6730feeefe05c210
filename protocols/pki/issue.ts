import { createHash, createPublicKey, sign, type KeyObject } from 'node:crypto'
import { built, encode, tag } from '../der/index.ts'

/** What a certificate is to say. Names are common names. */
export interface Issue {
  /** 1 to 20 octets (RFC 5280, 4.1.2.2); what would be negative gets a zero before it. */
  readonly serial: Uint8Array
  readonly issuer: string
  readonly subject: string
  readonly notBefore: Date
  readonly notAfter: Date
  readonly key: KeyObject
  /** The key that signs. */
  readonly issuerKey: KeyObject
  /** `ca`: signs certificates, but no CA below it. `client`: TLS as a client, and nothing else. */
  readonly use: 'ca' | 'client'
}

const hex = (text: string) => Buffer.from(text, 'hex')
const ids = {
  ecdsaWithSha256: hex('2a8648ce3d040302'),
  commonName: hex('550403'),
  subjectKey: hex('551d0e'),
  keyUsage: hex('551d0f'),
  basicConstraints: hex('551d13'),
  authorityKey: hex('551d23'),
  extendedKeyUsage: hex('551d25'),
  clientAuth: hex('2b06010505070302'),
}

/** Bits of keyUsage (RFC 5280, 4.2.1.3): how many are unused, and the octet. */
const usages = {
  ca: Uint8Array.of(1, 0b0000_0110),
  client: Uint8Array.of(7, 0b1000_0000),
}

const sequence = (...parts: readonly Uint8Array[]) => encode(tag.sequence, ...parts)
const oid = (id: Uint8Array) => encode(tag.oid, id)
const algorithm = sequence(oid(ids.ecdsaWithSha256))

/**
 * A certificate in DER (RFC 5280), signed with ECDSA and SHA-256: the format is drawn in `certificate.ts`.
 *
 * What it leaves out: every other algorithm, names of more than one part, alternative names, revocation. It is for
 * certificates that are over before a list of revoked ones would have been fetched.
 *
 * @throws {TypeError} when the key of the issuer or of the subject is not P-256.
 */
export function issueCertificate(wish: Issue): Uint8Array {
  for (const key of [wish.key, wish.issuerKey]) if (!isP256(key)) throw new TypeError('a key is not P-256')
  const version3 = encode(built(0), encode(tag.integer, Uint8Array.of(2)))
  const signed = sequence(
    version3,
    encode(tag.integer, positive(wish.serial)),
    algorithm,
    name(wish.issuer),
    sequence(time(wish.notBefore), time(wish.notAfter)),
    name(wish.subject),
    publicBytes(wish.key),
    encode(built(3), sequence(...extensionsFor(wish))),
  )
  const signature = sign('sha256', signed, wish.issuerKey)
  return sequence(signed, algorithm, encode(tag.bitString, Uint8Array.of(0), signature))
}

/** RFC 7468. */
export function certificatePem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

/** Reads a P-256 public key (SubjectPublicKeyInfo) in its one spelling; undefined for anything else. */
export function p256Key(spki: Uint8Array): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
    return isP256(key) && Buffer.compare(publicBytes(key), spki) === 0 ? key : undefined
  } catch {
    return undefined
  }
}

function isP256(key: KeyObject): boolean {
  return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1'
}

function extensionsFor({ use, key, issuerKey }: Issue): readonly Uint8Array[] {
  const own = encode(tag.octetString, keyId(key))
  const authority = sequence(encode(0x80, keyId(issuerKey)))
  const common = [
    critical(ids.keyUsage, encode(tag.bitString, usages[use])),
    extension(ids.subjectKey, own),
    extension(ids.authorityKey, authority),
  ]
  if (use === 'client') {
    return [
      critical(ids.basicConstraints, sequence()),
      ...common,
      extension(ids.extendedKeyUsage, sequence(oid(ids.clientAuth))),
    ]
  }
  const isCa = encode(tag.boolean, Uint8Array.of(0xff))
  return [critical(ids.basicConstraints, sequence(isCa, encode(tag.integer, Uint8Array.of(0)))), ...common]
}

function extension(id: Uint8Array, value: Uint8Array): Uint8Array {
  return sequence(oid(id), encode(tag.octetString, value))
}

function critical(id: Uint8Array, value: Uint8Array): Uint8Array {
  const isCritical = encode(tag.boolean, Uint8Array.of(0xff))
  return sequence(oid(id), isCritical, encode(tag.octetString, value))
}

/** RFC 7093, section 2, method 1: 160 bits of SHA-256 of the point. */
function keyId(key: KeyObject): Uint8Array {
  const point = publicBytes(key).subarray(-65)
  return createHash('sha256').update(point).digest().subarray(0, 20)
}

/** Of the public half, uncompressed. */
function publicBytes(key: KeyObject): Buffer {
  const half = key.type === 'private' ? createPublicKey(key) : key
  return half.export({ format: 'der', type: 'spki' })
}

function name(commonName: string): Uint8Array {
  const value = encode(tag.utf8String, Buffer.from(commonName))
  return sequence(encode(tag.set, sequence(oid(ids.commonName), value)))
}

/** RFC 5280, 4.1.2.5: two digits for the year until 2049, four from then on. */
function time(at: Date): Uint8Array {
  const digits = at.toISOString().replaceAll(/[-:T]|\..*/g, '')
  return at.getUTCFullYear() < 2050
    ? encode(tag.utcTime, Buffer.from(`${digits.slice(2)}Z`))
    : encode(tag.generalizedTime, Buffer.from(`${digits}Z`))
}

/** The shortest spelling of a positive INTEGER. */
function positive(octets: Uint8Array): Uint8Array {
  const first = octets.findIndex((octet) => octet !== 0)
  const shortest = first < 0 ? Uint8Array.of(0) : octets.subarray(first)
  return (shortest[0] ?? 0) < 0x80 ? shortest : Buffer.concat([Uint8Array.of(0), shortest])
}
