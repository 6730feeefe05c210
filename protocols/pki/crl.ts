import {
  built,
  each,
  inside,
  parsed,
  plain,
  tag,
  whole,
  NotDer,
  type Element,
  boolean,
  integerBytes,
  time,
} from '../der/index.ts'
import { equalBytes, type Certificate } from './certificate.ts'
import { extensionList, fullNames, keyUsageBit, type Extension } from './extensions.ts'
import { signedOf, verdictOf, type Signed } from './signature.ts'

/** A list of revoked certificates as it is written; nothing of it has been checked. */
export interface Crl {
  readonly signed: Signed
  readonly issuer: Uint8Array
  readonly thisUpdate: Date
  /** undefined: it does not say, and so is of no use. */
  readonly nextUpdate: Date | undefined
  /** Serial numbers in hex. */
  readonly revoked: ReadonlySet<string>
  readonly scope: Scope
}

interface Scope {
  readonly of: 'all' | 'people' | 'cas'
  /** Whole GeneralNames, one of which the certificate has to name. undefined: not restricted. */
  readonly points: readonly Uint8Array[] | undefined
}

const ids = { number: '2.5.29.20', issuingPoint: '2.5.29.28', issuerKeyId: '2.5.29.35' } as const
/** Of an entry: reason, when the key was lost. `certificateIssuer` is not among them: then it is another CA's entry. */
const knownOfEntry: ReadonlySet<string> = new Set(['2.5.29.21', '2.5.29.24'])
const knownOfList: ReadonlySet<string> = new Set(Object.values(ids))

/**
 * RFC 5280, 5.1:
 *
 *     { version │ algorithm │ issuer │ thisUpdate │ nextUpdate │ { serial │ time │ extensions }… │ [0] extensions } │ algorithm │ signature
 *
 * What it leaves out: delta CRLs, indirect ones and those for some reasons only. They say so in critical extensions,
 * and are refused.
 *
 * @returns undefined for anything else.
 */
export function parseCrl(der: Uint8Array): Crl | undefined {
  return parsed(() => {
    const signed = signedOf(whole(der, tag.sequence))
    const tbs = inside(whole(signed.tbs.raw, tag.sequence))
    tbs.maybe(tag.integer)
    if (!equalBytes(tbs.take(tag.sequence).raw, signed.algorithm)) throw new NotDer('two algorithms')
    const issuer = tbs.take(tag.sequence).raw
    const thisUpdate = time(tbs.any())
    const next = tbs.maybe(tag.utcTime) ?? tbs.maybe(tag.generalizedTime)
    const entries = tbs.maybe(tag.sequence)
    const last = tbs.maybe(built(0))
    tbs.end()
    const extensions = last === undefined ? new Map<string, Extension>() : extensionsIn(last)
    refuseUnknown(extensions, knownOfList)
    return {
      signed,
      issuer,
      thisUpdate,
      nextUpdate: next && time(next),
      revoked: new Set(entries === undefined ? [] : each(entries, revokedSerial)),
      scope: scopeOf(extensions.get(ids.issuingPoint)?.value),
    }
  })
}

/** As `Crl.revoked` has it. */
export function serialText(serial: Uint8Array): string {
  return Buffer.from(serial).toString('hex')
}

function revokedSerial(entry: Element): string {
  const parts = inside(whole(entry.raw, tag.sequence))
  const serial = integerBytes(parts.take(tag.integer))
  time(parts.any())
  const extensions = parts.maybe(tag.sequence)
  parts.end()
  if (extensions !== undefined) refuseUnknown(extensionList(extensions), knownOfEntry)
  return serialText(serial)
}

function extensionsIn(explicit: Element): ReadonlyMap<string, Extension> {
  return extensionList(whole(explicit.content, tag.sequence))
}

function refuseUnknown(extensions: ReadonlyMap<string, Extension>, known: ReadonlySet<string>): void {
  for (const [id, { isCritical }] of extensions) {
    if (isCritical && !known.has(id)) throw new NotDer(`critical extension ${id}`)
  }
}

/** IssuingDistributionPoint (RFC 5280, 5.2.5). */
function scopeOf(value: Uint8Array | undefined): Scope {
  if (value === undefined) return { of: 'all', points: undefined }
  const parts = inside(whole(value, tag.sequence))
  const point = parts.maybe(built(0))
  const isSet = (n: number) => {
    const flag = parts.maybe(plain(n))
    return flag !== undefined && boolean({ ...flag, tag: tag.boolean })
  }
  const [people, cas] = [isSet(1), isSet(2)]
  // What follows would narrow it further: some reasons, other issuers' entries, attribute certificates.
  parts.end()
  if (people && cas) throw new NotDer('for nobody')
  return {
    of: people ? 'people' : cas ? 'cas' : 'all',
    points: point && fullNames(point).map(({ raw }) => raw),
  }
}

/** How far the CA's clock may be ahead of ours. What is over is over. */
const toleranceMs = 5 * 60_000

/** Does it answer for this certificate, now? */
export function isAbout(crl: Crl, certificate: Certificate, now: Date): boolean {
  const { of, points } = crl.scope
  return (
    equalBytes(crl.issuer, certificate.issuer) &&
    (of === 'all' || certificate.isCa === (of === 'cas')) &&
    (points === undefined ||
      points.some((point) => certificate.crlNames.some((name) => equalBytes(name, point)))) &&
    crl.thisUpdate.getTime() <= now.getTime() + toleranceMs &&
    crl.nextUpdate !== undefined &&
    now <= crl.nextUpdate
  )
}

/** Only the CA that signed the certificate may sign what revokes it. */
export function isSignedBy(crl: Crl, issuer: Certificate, allowsSha1: boolean): boolean {
  if (issuer.keyUsage?.has(keyUsageBit.crlSign) === false) return false
  const verdict = verdictOf(crl.signed, issuer.key)
  return verdict === 'right' || (verdict === 'weak' && allowsSha1)
}
