import { createHash } from 'node:crypto'
import { sidFromText, type Sid } from '../ad/index.ts'
import type { Certificate } from './certificate.ts'
import { parsed } from '../der/index.ts'
import { windowsName } from './names.ts'

/** Whom a certificate names, in the words of Active Directory. */
export type Mapping =
  | { readonly by: 'sid'; readonly sid: Sid }
  /** Values of `altSecurityIdentities`, any of which, as it is, names the person. */
  | { readonly by: 'alt'; readonly values: readonly string[] }
  | { readonly by: 'upn'; readonly upn: string }

const sidUrl = /^tag:microsoft\.com,2022-09-14:sid:(.*)$/

/**
 * The strong mappings of KB5014754 and MS-PKCA 3.1.5.2.1.5, to be tried in this order. A certificate with a SID has
 * no other: whoever may write `altSecurityIdentities` somewhere must not turn it into somebody else's.
 *
 * Weak forms (`<I>…<S>…`, `<S>…`, `<RFC822>…`) name whoever gets a CA to write a name, and are never given. The UPN is
 * as weak, and given only on demand, after the strong ones.
 *
 * @returns none for a certificate that contradicts itself.
 */
export function mappingsOf(certificate: Certificate, allowsUpn: boolean): readonly Mapping[] {
  const { sids, urls, userPrincipalNames } = certificate
  const texts = [...sids, ...urls.flatMap((url) => sidUrl.exec(url)?.[1] ?? [])]
  const [text, ...others] = new Set(texts)
  if (others.length > 0) return []
  if (text !== undefined) {
    const sid = sidFromText(text)
    return sid === undefined ? [] : [{ by: 'sid', sid }]
  }
  const [upn, ...more] = userPrincipalNames
  const byUpn: readonly Mapping[] = allowsUpn && upn && more.length === 0 ? [{ by: 'upn', upn }] : []
  return [{ by: 'alt', values: strongValues(certificate) }, ...byUpn]
}

/** All spellings that administrators have written for this one certificate, hex in lower case. */
function strongValues(certificate: Certificate): readonly string[] {
  const { issuer, serial, subjectKeyId, keyBits, raw } = certificate
  const name = parsed(() => windowsName(issuer))
  const serials = [serial, serial[0] === 0 ? serial.subarray(1) : serial]
  const byIssuer = name ? serials.map((octets) => `X509:<I>${name}<SR>${hex(octets.toReversed())}`) : []
  const byKey = subjectKeyId === undefined ? [] : [`X509:<SKI>${hex(subjectKeyId)}`]
  // MS-PKCA says the hash of the public key; what is found in directories is often the certificate's.
  const byHash = [keyBits, raw].map((bytes) => `X509:<SHA1-PUKEY>${sha1(bytes)}`)
  return [...new Set([...byIssuer, ...byKey, ...byHash])]
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

function sha1(bytes: Uint8Array): string {
  return createHash('sha1').update(bytes).digest('hex')
}
