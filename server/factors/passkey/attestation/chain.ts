import type { X509Certificate } from 'node:crypto'

const longest = 8

/**
 * Does this chain (the leaf first, each signed by the next) end at one of the anchors, or is its leaf one itself (FIDO
 * Metadata Statement 3.1, `attestationRootCertificates`)?
 *
 * Leaves out: path length, name constraints and policies (RFC 5280, 6.1), and revocation lists, which would be asked
 * for over a network; for authenticators the metadata's status reports stand in for them.
 */
export function endsAt(
  chain: readonly X509Certificate[],
  anchors: readonly X509Certificate[],
  at: Date,
): boolean {
  if (chain.length > longest) return false
  for (const [i, certificate] of chain.entries()) {
    if (!isValid(certificate, at)) return false
    if (anchors.some(({ raw }) => raw.equals(certificate.raw))) return true
    if (anchors.some((anchor) => isValid(anchor, at) && isIssued(certificate, anchor))) return true
    const next = chain[i + 1]
    if (next === undefined || !isIssued(certificate, next)) return false
  }
  return false
}

const isValid = ({ validFromDate, validToDate }: X509Certificate, at: Date) =>
  validFromDate <= at && at <= validToDate

/** By name, key identifiers and key usage, and by signature: of a certificate that may sign others. */
const isIssued = (certificate: X509Certificate, issuer: X509Certificate) =>
  issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
