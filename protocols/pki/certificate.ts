import { X509Certificate, type KeyObject } from 'node:crypto'
import {
  built,
  inside,
  parsed,
  tag,
  whole,
  NotDer,
  type Cursor,
  integerBytes,
  octetsOfBits,
  oid,
  small,
  time,
} from '../der/index.ts'
import { extensionList, extensionsOf, type Extensions } from './extensions.ts'
import { keyOf, signedOf, type Signed } from './signature.ts'

/** A certificate as it is written; nothing of it has been checked. */
export interface Certificate extends Extensions {
  readonly raw: Uint8Array
  readonly signed: Signed
  /** Octets of the INTEGER, big-endian. */
  readonly serial: Uint8Array
  /** Names, whole. They are compared as bytes: RFC 5280, 4.1.2.4 has a CA write its name always alike. */
  readonly issuer: Uint8Array
  readonly subject: Uint8Array
  readonly notBefore: Date
  readonly notAfter: Date
  readonly key: KeyObject
  /** Bits of the key without what kind it is. */
  readonly keyBits: Uint8Array
}

const longest = 32_768
const version3 = 2

/**
 * RFC 5280, 4.1:
 *
 *     { [0] version │ serial │ algorithm │ issuer │ { from, to } │ subject │ key │ [1] [2] │ [3] extensions } │ algorithm │ signature
 *
 * OpenSSL has to take it, too: what two parsers read alike hides nothing from one of them. What it leaves out:
 * certificates of version 1 and 2, and name and policy constraints, which are refused as unknown where critical.
 *
 * @returns undefined for anything else.
 */
export function parseCertificate(der: Uint8Array): Certificate | undefined {
  if (der.length > longest || !isOneForOpenSsl(der)) return undefined
  return parsed(() => {
    const signed = signedOf(whole(der, tag.sequence))
    const tbs = inside(whole(signed.tbs.raw, tag.sequence))
    if (small(whole(tbs.take(built(0)).content, tag.integer)) !== version3) throw new NotDer('not version 3')
    const serial = integerBytes(tbs.take(tag.integer))
    // What is signed has to say as well how it was signed.
    if (!equalBytes(tbs.take(tag.sequence).raw, signed.algorithm)) throw new NotDer('two algorithms')
    const issuer = tbs.take(tag.sequence).raw
    const validity = inside(tbs.take(tag.sequence))
    const [notBefore, notAfter] = [time(validity.any()), time(validity.any())]
    validity.end()
    const subject = tbs.take(tag.sequence).raw
    const spki = tbs.take(tag.sequence)
    const names = { raw: der, signed, serial, issuer, subject, notBefore, notAfter }
    return { ...names, key: keyOf(spki.raw), keyBits: keyBitsOf(spki.raw), ...extensionsAtEnd(tbs) }
  })
}

function extensionsAtEnd(tbs: Cursor): Extensions {
  // Unique identifiers of issuer and subject; nobody writes them any more.
  tbs.maybe(0x81)
  tbs.maybe(0x82)
  const extensions = tbs.maybe(built(3))
  tbs.end()
  return extensionsOf(
    extensions === undefined ? new Map() : extensionList(whole(extensions.content, tag.sequence)),
  )
}

function keyBitsOf(spki: Uint8Array): Uint8Array {
  const parts = inside(whole(spki, tag.sequence))
  oid(inside(parts.take(tag.sequence)).take(tag.oid))
  return octetsOfBits(parts.take(tag.bitString))
}

function isOneForOpenSsl(der: Uint8Array): boolean {
  try {
    return equalBytes(new X509Certificate(der).raw, der)
  } catch {
    return false
  }
}

/** All certificates of a PEM file. @returns undefined if one of them is none, or there is none. */
export function parseCertificates(pem: string): readonly Certificate[] | undefined {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  const all = blocks.map((block) =>
    parseCertificate(Buffer.from(block.replaceAll(/-----[^-]+-----/g, ''), 'base64')),
  )
  const good = all.filter((one) => one !== undefined)
  return good.length === all.length && good.length > 0 ? good : undefined
}

export function equalBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0
}
