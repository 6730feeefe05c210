import { verify, X509Certificate } from 'node:crypto'
import { endsAt } from './chain.ts'

/** What the FIDO Alliance says of one model of authenticators. */
export interface Model {
  /** Certificates (DER, base64) that its attestation may end at. */
  readonly anchors: readonly string[]
  readonly broken: boolean
}

export interface Blob {
  /** Grows with each edition. */
  readonly number: number
  readonly nextUpdate: Date
  /** By AAGUID. What has none (UAF, U2F) cannot hold passkeys, and is left out. */
  readonly models: ReadonlyMap<string, Model>
}

export type ParsedBlob =
  | { readonly ok: true; readonly blob: Blob }
  | { readonly ok: false; readonly why: 'not-a-blob' | 'signer-unknown' | 'signature-wrong' }

export interface TrustedSigner {
  readonly root: X509Certificate
  /** The host name in the signer's certificate. */
  readonly name: string
}

/** FIDO Metadata Service 3.1, 3.1.4: reports after which nothing of that model is to be believed. */
const broken = new Set([
  'USER_VERIFICATION_BYPASS',
  'ATTESTATION_KEY_COMPROMISE',
  'USER_KEY_REMOTE_COMPROMISE',
  'USER_KEY_PHYSICAL_COMPROMISE',
  'REVOKED',
])

/**
 * The BLOB of the FIDO Metadata Service (3.1, 3.1.7), a JWT (RFC 7519) in JWS compact form:
 *
 *     base64url(header) "." base64url(payload) "." base64url(signature)
 *     header   { alg: "RS256" | "ES256", x5c: [leaf, …] }
 *     payload  { no, nextUpdate: "2026-12-01", entries: [{ aaguid, metadataStatement, statusReports }] }
 *
 * Leaves out: revocation lists of the signer's chain (there is no network), `x5u`, and all of a statement but its
 * anchors.
 */
export function parseBlob(text: string, signer: TrustedSigner, now: Date): ParsedBlob {
  try {
    return parse(text.trim(), signer, now)
  } catch {
    // Not JSON, not base64, not a certificate: whatever it is.
    return { ok: false, why: 'not-a-blob' }
  }
}

function parse(text: string, signer: TrustedSigner, now: Date): ParsedBlob {
  const [header = '', payload = '', signature = '', ...more] = text.split('.')
  const { alg, x5c } = json(header)
  const claims = json(payload)
  const number = claims['no']
  const nextUpdate = new Date(String(claims['nextUpdate']))
  if (more.length > 0 || typeof number !== 'number' || Number.isNaN(nextUpdate.getTime())) {
    return { ok: false, why: 'not-a-blob' }
  }
  const chain = list(x5c).map((one) => new X509Certificate(Buffer.from(String(one), 'base64')))
  const [leaf] = chain
  // A BLOB that is late is used with a warning, even when its signer's certificate has run out meanwhile.
  const at = nextUpdate < now ? nextUpdate : now
  if (leaf?.checkHost(signer.name) === undefined || !endsAt(chain, [signer.root], at)) {
    return { ok: false, why: 'signer-unknown' }
  }
  const signed = Buffer.from(`${header}.${payload}`)
  if (!isSigned(signed, alg, leaf, Buffer.from(signature, 'base64url'))) {
    return { ok: false, why: 'signature-wrong' }
  }
  return { ok: true, blob: { number, nextUpdate, models: new Map(list(claims['entries']).flatMap(modelOf)) } }
}

/** RFC 7518, 3.3 and 3.4. The key decides what `alg` may be. */
function isSigned(
  signed: Buffer,
  alg: unknown,
  { publicKey: key }: X509Certificate,
  signature: Buffer,
): boolean {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key
  if (alg === 'RS256' && type === 'rsa') return verify('sha256', signed, key, signature)
  if (alg === 'ES256' && type === 'ec' && details?.namedCurve === 'prime256v1') {
    return verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature)
  }
  return false
}

function modelOf(entry: unknown): readonly (readonly [string, Model])[] {
  const { aaguid, metadataStatement, statusReports } = fields(entry)
  if (typeof aaguid !== 'string') return []
  const reports = list(statusReports).map((report) => fields(report)['status'])
  const anchors = list(fields(metadataStatement)['attestationRootCertificates']).map(String)
  return [[aaguid.toLowerCase(), { anchors, broken: reports.some((one) => broken.has(String(one))) }]]
}

type Fields = Readonly<Record<string, unknown>>

const json = (part: string): Fields => fields(JSON.parse(Buffer.from(part, 'base64url').toString('utf8')))
const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {}
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
