import { createHash } from 'node:crypto'
import {
  built,
  each,
  encode,
  inside,
  parsed,
  plain,
  tag,
  whole,
  type Element,
  octetsOfBits,
  oid,
  small,
  time,
} from '../der/index.ts'
import { equalBytes, parseCertificate, type Certificate } from './certificate.ts'
import { extensionList } from './extensions.ts'
import { isStrong, verdictOf, type Signed } from './signature.ts'

/** OIDs of SHA-1 and of the nonce, as they are sent. SHA-1 is but a name here, and the one that all responders know. */
const sha1Oid = Uint8Array.of(0x2b, 0x0e, 0x03, 0x02, 0x1a)
const nonceOid = Uint8Array.of(0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x02)
const nonceId = '1.3.6.1.5.5.7.48.1.2'
const basicAnswer = '1.3.6.1.5.5.7.48.1.1'
const ocspSigning = '1.3.6.1.5.5.7.3.9'

/** One question (RFC 6960, 4.1), unsigned. @param nonce 32 random octets (RFC 9654, 2.1). */
export function ocspRequest(certificate: Certificate, issuer: Certificate, nonce: Uint8Array): Uint8Array {
  const request = encode(tag.sequence, encode(tag.sequence, certId(certificate, issuer)))
  const nonceExtension = encode(
    tag.sequence,
    encode(tag.oid, nonceOid),
    encode(tag.octetString, encode(tag.octetString, nonce)),
  )
  const extensions = encode(built(2), encode(tag.sequence, nonceExtension))
  return encode(tag.sequence, encode(tag.sequence, request, extensions))
}

/** CertID: hashes of the issuer's name and key, and the serial number. */
function certId({ serial, issuer: name }: Certificate, issuer: Certificate): Uint8Array {
  const algorithm = encode(tag.sequence, encode(tag.oid, sha1Oid), encode(tag.null))
  return encode(
    tag.sequence,
    algorithm,
    encode(tag.octetString, sha1(name)),
    encode(tag.octetString, sha1(issuer.keyBits)),
    encode(tag.integer, serial),
  )
}

function sha1(bytes: Uint8Array): Uint8Array {
  return createHash('sha1').update(bytes).digest()
}

export interface OcspQuestion {
  readonly certificate: Certificate
  /** Already trusted. */
  readonly issuer: Certificate
  readonly nonce: Uint8Array
  /** An answer without any nonce counts: it may be an old one, kept by somebody until it was wrong. */
  readonly allowsNoNonce: boolean
  readonly allowsSha1: boolean
}

/** `until`: when it has to be asked again. `unusable`: not an answer to this question by somebody who may give it. */
export type OcspAnswer =
  | { readonly status: 'good' | 'revoked'; readonly until: Date }
  | { readonly status: 'unusable' }

const unusable: OcspAnswer = { status: 'unusable' }
/** How far clocks may differ, and how long an answer counts that names no next one. */
const toleranceMs = 5 * 60_000

interface BasicAnswer {
  readonly signed: Signed
  readonly certificates: readonly Uint8Array[]
  readonly nonce: Uint8Array | undefined
  readonly singles: readonly Single[]
}

interface Single {
  readonly id: Uint8Array
  readonly status: 'good' | 'revoked' | 'unknown'
  readonly thisUpdate: Date
  readonly nextUpdate: Date | undefined
}

/** Reads what a responder sent (RFC 6960, 4.2) and checks everything of it: question, nonce, times, signature. */
export function readOcspAnswer(der: Uint8Array, question: OcspQuestion, now: Date): OcspAnswer {
  const answer = parsed(() => basicAnswerIn(der))
  if (answer === undefined || !isNonceRight(answer.nonce, question)) return unusable
  const id = certId(question.certificate, question.issuer)
  const mine = answer.singles.filter((single) => equalBytes(single.id, id))
  const [single] = mine
  if (single === undefined || mine.length > 1 || single.status === 'unknown') return unusable
  const { status, thisUpdate, nextUpdate = new Date(thisUpdate.getTime() + toleranceMs) } = single
  const isEarly = thisUpdate.getTime() > now.getTime() + toleranceMs
  const isLate = nextUpdate.getTime() + toleranceMs < now.getTime()
  if (isEarly || isLate || !isSignedByResponder(answer, question, now)) return unusable
  return { status, until: nextUpdate }
}

function isNonceRight(nonce: Uint8Array | undefined, question: OcspQuestion): boolean {
  return nonce === undefined ? question.allowsNoNonce : equalBytes(nonce, question.nonce)
}

/**
 * The CA itself, or whom it gave a certificate for this (RFC 6960, 4.2.2.2): signed by the same key, with the purpose,
 * and exempt from being asked about, since asking about it would have no end.
 */
function isSignedByResponder(answer: BasicAnswer, question: OcspQuestion, now: Date): boolean {
  const { issuer, allowsSha1 } = question
  const isGood = (signed: Signed, by: Certificate) => {
    const verdict = verdictOf(signed, by.key)
    return verdict === 'right' || (verdict === 'weak' && allowsSha1)
  }
  if (isGood(answer.signed, issuer)) return true
  return answer.certificates
    .map(parseCertificate)
    .some(
      (delegate) =>
        delegate !== undefined &&
        equalBytes(delegate.issuer, issuer.subject) &&
        delegate.purposes?.includes(ocspSigning) === true &&
        delegate.isExemptFromOcsp &&
        !delegate.hasUnknownCritical &&
        delegate.notBefore <= now &&
        now <= delegate.notAfter &&
        isStrong(delegate.key) &&
        isGood(delegate.signed, issuer) &&
        isGood(answer.signed, delegate),
    )
}

/** OCSPResponse: `{ status │ [0] { type │ OCTET STRING with the BasicOCSPResponse } }`. */
function basicAnswerIn(der: Uint8Array): BasicAnswer | undefined {
  const parts = inside(whole(der, tag.sequence))
  if (small(parts.take(tag.enumerated)) !== 0) return undefined
  const bytes = inside(whole(parts.take(built(0)).content, tag.sequence))
  if (oid(bytes.take(tag.oid)) !== basicAnswer) return undefined
  const basic = inside(whole(bytes.take(tag.octetString).content, tag.sequence))
  const tbs = basic.take(tag.sequence)
  const algorithm = basic.take(tag.sequence).raw
  const signature = octetsOfBits(basic.take(tag.bitString))
  const certificates = basic.maybe(built(0))
  basic.end()
  return {
    signed: { tbs, algorithm, signature },
    certificates: certificates === undefined ? [] : certificatesIn(certificates),
    ...answersIn(tbs),
  }
}

/** So many may a responder send along; it needs one. */
const mostCertificates = 4

function certificatesIn(explicit: Element): readonly Uint8Array[] {
  return each(whole(explicit.content, tag.sequence), ({ raw }) => raw).slice(0, mostCertificates)
}

/** ResponseData: `{ [0] version │ [1] or [2] responder │ producedAt │ { answers } │ [1] extensions }`. */
function answersIn(tbs: Element): Pick<BasicAnswer, 'nonce' | 'singles'> {
  const parts = inside(tbs)
  parts.maybe(built(0))
  // Who answers is told by who signed.
  if (parts.maybe(built(1)) === undefined) parts.take(built(2))
  time(parts.take(tag.generalizedTime))
  const singles = each(parts.take(tag.sequence), single)
  const extensions = parts.maybe(built(1))
  parts.end()
  const nonce = extensions && extensionList(whole(extensions.content, tag.sequence)).get(nonceId)
  return { singles, nonce: nonce && whole(nonce.value, tag.octetString).content }
}

/** SingleResponse: `{ CertID │ [0] good, [1] revoked or [2] unknown │ thisUpdate │ [0] nextUpdate │ [1] extensions }`. */
function single(element: Element): Single {
  const parts = inside(whole(element.raw, tag.sequence))
  const id = parts.take(tag.sequence).raw
  const isGood = parts.maybe(plain(0)) !== undefined
  const isRevoked = !isGood && parts.maybe(built(1)) !== undefined
  if (!isGood && !isRevoked) parts.take(plain(2))
  const thisUpdate = time(parts.take(tag.generalizedTime))
  const next = parts.maybe(built(0))
  parts.maybe(built(1))
  parts.end()
  return {
    id,
    status: isGood ? 'good' : isRevoked ? 'revoked' : 'unknown',
    thisUpdate,
    nextUpdate: next && time(whole(next.content, tag.generalizedTime)),
  }
}
