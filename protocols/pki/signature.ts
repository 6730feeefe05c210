import { createPublicKey, verify, type KeyObject, type VerifyKeyObjectInput } from 'node:crypto'
import {
  built,
  each,
  inside,
  parsed,
  tag,
  whole,
  NotDer,
  type Element,
  octetsOfBits,
  oid,
  small,
} from '../der/index.ts'

/** What certificates, CRLs and OCSP answers have in common: signed bytes, how, and the signature. */
export interface Signed {
  readonly tbs: Element
  /** AlgorithmIdentifier, whole. */
  readonly algorithm: Uint8Array
  readonly signature: Uint8Array
}

/** The three elements of a SIGNED (RFC 5280, 4.1). */
export function signedOf(element: Element): Signed {
  const [tbs, algorithm, signature, ...more] = each(element, (one) => one)
  if (tbs === undefined || algorithm === undefined || signature === undefined || more.length > 0) {
    throw new NotDer('not something signed')
  }
  return { tbs, algorithm: algorithm.raw, signature: octetsOfBits(signature) }
}

interface Scheme {
  readonly kind: 'rsa' | 'ec' | 'ed25519' | 'ed448'
  readonly hash: string | null
}

const sha1 = 'sha1'
/** RFC 4055, 5758, 8410. What is not here is refused: MD5 for example. */
const schemes: ReadonlyMap<string, Scheme> = new Map([
  ['1.2.840.113549.1.1.5', { kind: 'rsa', hash: sha1 }],
  ['1.2.840.113549.1.1.11', { kind: 'rsa', hash: 'sha256' }],
  ['1.2.840.113549.1.1.12', { kind: 'rsa', hash: 'sha384' }],
  ['1.2.840.113549.1.1.13', { kind: 'rsa', hash: 'sha512' }],
  ['1.2.840.10045.4.1', { kind: 'ec', hash: sha1 }],
  ['1.2.840.10045.4.3.2', { kind: 'ec', hash: 'sha256' }],
  ['1.2.840.10045.4.3.3', { kind: 'ec', hash: 'sha384' }],
  ['1.2.840.10045.4.3.4', { kind: 'ec', hash: 'sha512' }],
  ['1.3.101.112', { kind: 'ed25519', hash: null }],
  ['1.3.101.113', { kind: 'ed448', hash: null }],
])
const pss = '1.2.840.113549.1.1.10'
const mgf1 = '1.2.840.113549.1.1.8'
const pssHashes: ReadonlyMap<string, string> = new Map([
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
])

/** `weak`: right, but made with SHA-1, with which somebody may have made two texts for one signature. */
export type Verdict = 'right' | 'weak' | 'wrong'

export function verdictOf(signed: Signed, key: KeyObject): Verdict {
  const { kind, hash, ...padding } = parsed(() => schemeOf(signed.algorithm)) ?? {}
  const isOfKind = key.asymmetricKeyType === kind || (kind === 'rsa' && key.asymmetricKeyType === 'rsa-pss')
  if (hash === undefined || !isOfKind) return 'wrong'
  if (!isRight(hash, signed, { key, ...padding })) return 'wrong'
  return hash === sha1 ? 'weak' : 'right'
}

function isRight(hash: string | null, { tbs, signature }: Signed, key: VerifyKeyObjectInput): boolean {
  try {
    return verify(hash, tbs.raw, key, signature)
  } catch {
    // OpenSSL throws for keys and signatures that do not fit together.
    return false
  }
}

function schemeOf(algorithm: Uint8Array): (Scheme & { padding?: number; saltLength?: number }) | undefined {
  const parts = inside(whole(algorithm, tag.sequence))
  const type = oid(parts.take(tag.oid))
  if (type === pss) return pssScheme(parts.take(tag.sequence))
  // Without parameters, or with NULL for RSA (RFC 4055, section 5).
  const scheme = schemes.get(type)
  if (scheme?.kind === 'rsa') parts.maybe(tag.null)
  parts.end()
  return scheme
}

const rsaPssPadding = 6

/** RSASSA-PSS-params (RFC 4055, 3.1), with the same hash twice; its default, SHA-1, is not accepted. */
function pssScheme(parameters: Element): (Scheme & { padding: number; saltLength: number }) | undefined {
  const parts = inside(parameters)
  const hash = pssHashes.get(oid(algorithmIn(parts.take(built(0)))[0] ?? parameters))
  const [mask, maskHash] = algorithmIn(parts.take(built(1)))
  const salt = parts.maybe(built(2))
  parts.end()
  if (mask === undefined || maskHash === undefined || oid(mask) !== mgf1) return undefined
  if (hash === undefined || pssHashes.get(oid(inside(maskHash).take(tag.oid))) !== hash) return undefined
  const saltLength = salt === undefined ? 20 : small(whole(salt.content, tag.integer))
  return { kind: 'rsa', hash, padding: rsaPssPadding, saltLength }
}

function algorithmIn(explicit: Element): readonly Element[] {
  return each(whole(explicit.content, tag.sequence), (one) => one)
}

const curves: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1', 'secp521r1'])
const shortestRsaBits = 2048

/** RSA from 2048 bits, NIST's curves from P-256, Edwards curves (NIST SP 800-131A). */
export function isStrong(key: KeyObject): boolean {
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {}
  const type = key.asymmetricKeyType ?? 'none'
  if (type === 'rsa' || type === 'rsa-pss') return modulusLength >= shortestRsaBits
  return type === 'ec' ? curves.has(namedCurve) : type === 'ed25519' || type === 'ed448'
}

export function keyOf(spki: Uint8Array): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
  } catch {
    throw new NotDer('no key that OpenSSL knows')
  }
}
