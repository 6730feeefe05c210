import {
  built,
  each,
  inside,
  plain,
  tag,
  whole,
  NotDer,
  type Element,
  ascii,
  bits,
  boolean,
  oid,
  small,
  text,
} from '../der/index.ts'

/** What the extensions of a certificate say (RFC 5280, 4.2), as far as a card's path and person need it. */
export interface Extensions {
  readonly isCa: boolean
  /** How many CAs may follow. undefined: any number. */
  readonly pathLength: number | undefined
  /** Numbers of `keyUsageBit`. undefined: not restricted. */
  readonly keyUsage: ReadonlySet<number> | undefined
  /** OIDs of what it may be used for. undefined: not restricted. */
  readonly purposes: readonly string[] | undefined
  readonly subjectKeyId: Uint8Array | undefined
  readonly issuerKeyId: Uint8Array | undefined
  /** Where its CRL is, as URLs and, to compare with the CRL's own, as whole GeneralNames. */
  readonly crlUrls: readonly string[]
  readonly crlNames: readonly Uint8Array[]
  readonly ocspUrls: readonly string[]
  readonly isExemptFromOcsp: boolean
  readonly userPrincipalNames: readonly string[]
  readonly urls: readonly string[]
  /** Texts of Microsoft's SID extension. */
  readonly sids: readonly string[]
  /** Something critical that is not known here: name constraints, policy constraints, inhibit anyPolicy, others. */
  readonly hasUnknownCritical: boolean
}

export const keyUsageBit = { digitalSignature: 0, certSign: 5, crlSign: 6 } as const

const ids = {
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  crlDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  authorityKeyId: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  authorityInfo: '1.3.6.1.5.5.7.1.1',
  ocspNoCheck: '1.3.6.1.5.5.7.48.1.5',
  /** szOID_NTDS_CA_SECURITY_EXT (MS-WCCE 2.2.2.7.7.4). */
  sid: '1.3.6.1.4.1.311.25.2',
} as const
/** A policy is not asked for, so any will do. */
const known: ReadonlySet<string> = new Set(Object.values(ids))

const upnName = '1.3.6.1.4.1.311.20.2.3'
const sidName = '1.3.6.1.4.1.311.25.2.1'
const ocspMethod = '1.3.6.1.5.5.7.48.1'

export interface Extension {
  readonly isCritical: boolean
  readonly value: Uint8Array
}

/** Of certificates, CRLs and OCSP answers alike: `SEQUENCE OF { OID, critical, OCTET STRING }`, none of them twice. */
export function extensionList(sequence: Element): ReadonlyMap<string, Extension> {
  const all = new Map<string, Extension>()
  each(sequence, (one) => {
    const parts = inside(whole(one.raw, tag.sequence))
    const type = oid(parts.take(tag.oid))
    const critical = parts.maybe(tag.boolean)
    const value = parts.take(tag.octetString).content
    parts.end()
    if (all.has(type)) throw new NotDer(`extension ${type} twice`)
    all.set(type, { isCritical: critical !== undefined && boolean(critical), value })
  })
  return all
}

export function extensionsOf(all: ReadonlyMap<string, Extension>): Extensions {
  const read = <T>(id: string, parse: (value: Uint8Array) => T): T | undefined => {
    const extension = all.get(id)
    return extension && parse(extension.value)
  }
  const points = read(ids.crlDistributionPoints, distributionPoints) ?? []
  const names = read(ids.subjectAltName, alternativeNames) ?? []
  return {
    ...(read(ids.basicConstraints, basicConstraints) ?? { isCa: false, pathLength: undefined }),
    keyUsage: read(ids.keyUsage, (value) => bits(whole(value, tag.bitString))),
    purposes: read(ids.extendedKeyUsage, (value) => each(whole(value, tag.sequence), oid)),
    subjectKeyId: read(ids.subjectKeyId, (value) => whole(value, tag.octetString).content),
    issuerKeyId: read(
      ids.authorityKeyId,
      (value) => inside(whole(value, tag.sequence)).maybe(plain(0))?.content,
    ),
    crlNames: points.map(({ raw }) => raw),
    crlUrls: points.filter(isUrl).map(({ content }) => ascii(content)),
    ocspUrls: read(ids.authorityInfo, ocspUrls) ?? [],
    isExemptFromOcsp: all.has(ids.ocspNoCheck),
    userPrincipalNames: names.flatMap((name) => otherName(name, upnName, text)),
    urls: names.filter(isUrl).map(({ content }) => ascii(content)),
    sids: read(ids.sid, sidTexts) ?? [],
    hasUnknownCritical: [...all].some(([id, { isCritical }]) => isCritical && !known.has(id)),
  }
}

function basicConstraints(value: Uint8Array): Pick<Extensions, 'isCa' | 'pathLength'> {
  const parts = inside(whole(value, tag.sequence))
  const ca = parts.maybe(tag.boolean)
  const length = parts.maybe(tag.integer)
  parts.end()
  return { isCa: ca !== undefined && boolean(ca), pathLength: length && small(length) }
}

const isUrl = (name: Element): boolean => name.tag === plain(6)

function alternativeNames(value: Uint8Array): readonly Element[] {
  return each(whole(value, tag.sequence), (name) => name)
}

/** `[0] { OID, [0] EXPLICIT value }` (RFC 5280, 4.2.1.6), if it is of that type. */
function otherName<T>(name: Element, type: string, read: (value: Element) => T): readonly T[] {
  if (name.tag !== built(0)) return []
  const parts = inside(name)
  if (oid(parts.take(tag.oid)) !== type) return []
  const explicit = inside(parts.take(built(0)))
  const value = read(explicit.any())
  explicit.end()
  parts.end()
  return [value]
}

/** GeneralNames with one OtherName whose value is an OCTET STRING with the SID as text. */
function sidTexts(value: Uint8Array): readonly string[] {
  return alternativeNames(value).flatMap((name) =>
    otherName(name, sidName, (octets) => ascii(whole(octets.raw, tag.octetString).content)),
  )
}

/** The full names of all points. Points for some reasons only, or of another issuer, are passed over. */
function distributionPoints(value: Uint8Array): readonly Element[] {
  return each(whole(value, tag.sequence), (point) => {
    const parts = inside(whole(point.raw, tag.sequence))
    const name = parts.maybe(built(0))
    return parts.isAtEnd && name !== undefined ? fullNames(name) : []
  }).flat()
}

/** DistributionPointName: `[0] fullName`; names relative to the issuer are passed over. */
export function fullNames(distributionPointName: Element): readonly Element[] {
  const full = inside(distributionPointName).maybe(built(0))
  return full === undefined ? [] : each(full, (name) => name)
}

function ocspUrls(value: Uint8Array): readonly string[] {
  return each(whole(value, tag.sequence), (description) => {
    const parts = inside(whole(description.raw, tag.sequence))
    const method = oid(parts.take(tag.oid))
    const location = parts.any()
    parts.end()
    return method === ocspMethod && isUrl(location) ? [ascii(location.content)] : []
  }).flat()
}
