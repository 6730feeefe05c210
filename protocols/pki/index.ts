/**
 * Smart cards: from a certificate to the person whom it names. Trust, use, revocation and mapping, after RFC 5280,
 * RFC 6960 and KB5014754; signatures are OpenSSL's work. Pure but for what is handed in to fetch CRLs and ask
 * responders.
 *
 *     chain in DER ─▶ path to a trusted CA ─▶ revoked? ─▶ SID, or altSecurityIdentities
 *
 * What it leaves out: that the holder has the key (TLS proves it), delta and indirect CRLs, name and policy
 * constraints (a path that has them is refused), and which account it is: the directory knows.
 */
export {
  cardPurposes,
  createCards,
  type CardAnswer,
  type CardProblem,
  type CardPurpose,
  type CardRules,
  type Cards,
} from './cards.ts'
export { parseCertificate, parseCertificates, type Certificate } from './certificate.ts'
export type { Mapping } from './mapping.ts'
export type { RevocationDeps, RevocationRules } from './revocation.ts'
export { certificatePem, issueCertificate, p256Key, type Issue } from './issue.ts'
