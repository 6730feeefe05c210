import { parseCertificate, type Certificate } from './certificate.ts'
import { mappingsOf, type Mapping } from './mapping.ts'
import { trustedPath, type PathProblem } from './path.ts'
import { createRevocation, type RevocationDeps, type RevocationRules } from './revocation.ts'

/** Extended key usage that a card may have. */
export const cardPurposes = {
  'smart-card-logon': '1.3.6.1.4.1.311.20.2.2',
  'client-auth': '1.3.6.1.5.5.7.3.2',
} as const
export type CardPurpose = keyof typeof cardPurposes

export interface CardRules {
  /** CAs of cards. Those between them and the cards may be here as well, or come with the card. */
  readonly trusted: readonly Certificate[]
  /** One of them is enough. */
  readonly purposes: readonly CardPurpose[]
  readonly revocation: Omit<RevocationRules, 'allowsNoNonce' | 'allowsSha1'>
  readonly dangerouslyAcceptUnknownRevocation?: boolean
  readonly dangerouslyAcceptOcspWithoutNonce?: boolean
  readonly dangerouslyAcceptSha1?: boolean
  readonly dangerouslyMapByUpn?: boolean
}

export type CardProblem = PathProblem | 'malformed' | 'revoked' | 'revocation-unknown' | 'not-mapped'

export type CardAnswer =
  /** Mappings to be tried in this order, until one finds somebody. */
  | { readonly ok: true; readonly mappings: readonly Mapping[]; readonly certificate: Certificate }
  | { readonly ok: false; readonly why: CardProblem }

export interface Cards {
  /**
   * Is it a card of ours, and whose? That its holder has the key is for TLS to prove, before.
   *
   * @param chain in DER, the card's own certificate first; others help to find a path, in any order.
   */
  check(chain: readonly Uint8Array[], now: Date): Promise<CardAnswer>
}

/** So many certificates may come with one. */
const mostOthers = 8

export function createCards(rules: CardRules, deps: RevocationDeps): Cards {
  const {
    dangerouslyAcceptSha1: allowsSha1 = false,
    dangerouslyAcceptOcspWithoutNonce: allowsNoNonce = false,
  } = rules
  const revocation = createRevocation({ ...rules.revocation, allowsSha1, allowsNoNonce }, deps)
  const purposes = rules.purposes.map((purpose) => cardPurposes[purpose])

  return {
    async check([der, ...more], now) {
      const certificate = der && parseCertificate(der)
      if (certificate === undefined) return { ok: false, why: 'malformed' }
      const others = more.slice(0, mostOthers).map(parseCertificate)
      const known = others.filter((one) => one !== undefined)
      const found = trustedPath(certificate, known, now, { anchors: rules.trusted, purposes, allowsSha1 })
      if (!found.ok) return found
      const standing = await revocation.standingOf(found.path, now)
      if (standing === 'revoked') return { ok: false, why: 'revoked' }
      if (standing === 'unknown' && rules.dangerouslyAcceptUnknownRevocation !== true) {
        return { ok: false, why: 'revocation-unknown' }
      }
      const mappings = mappingsOf(certificate, rules.dangerouslyMapByUpn === true)
      return mappings.length === 0 ? { ok: false, why: 'not-mapped' } : { ok: true, mappings, certificate }
    },
  }
}
