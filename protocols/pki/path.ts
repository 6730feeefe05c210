import { equalBytes, type Certificate } from './certificate.ts'
import { keyUsageBit } from './extensions.ts'
import { isStrong, verdictOf } from './signature.ts'

export type PathProblem = 'not-trusted' | 'expired' | 'not-yet-valid' | 'wrong-use' | 'weak'

export type Path =
  /** From the card to the trusted CA, both included. */
  | { readonly ok: true; readonly path: readonly Certificate[] }
  | { readonly ok: false; readonly why: PathProblem }

export interface PathRules {
  /** CAs that are trusted as they are, roots or not. They have to be valid as well. */
  readonly anchors: readonly Certificate[]
  /** OIDs of extended key usage; the card has to have one of them. */
  readonly purposes: readonly string[]
  /** SHA-1 may have been used by a CA that is not trusted itself. */
  readonly allowsSha1: boolean
}

/** Together with the number of certificates that a card may bring this bounds the work that it can cause. */
const longestPath = 6
const mostTries = 30

/**
 * A path by RFC 5280, section 6, from the card's certificate to a trusted CA: names and signatures first, then for
 * each certificate dates, key, critical extensions; for each CA that it is one, may sign, may have so many below it
 * and may issue for the purpose. Revocation is asked elsewhere.
 *
 * If there are several paths and none holds, the problem is that of the first one.
 */
export function trustedPath(
  card: Certificate,
  others: readonly Certificate[],
  now: Date,
  rules: PathRules,
): Path {
  let why: PathProblem | undefined
  for (const path of signedPaths(card, others, rules.anchors)) {
    const problem = problemOf(path, now, rules)
    if (problem === undefined) return { ok: true, path }
    why ??= problem
  }
  return { ok: false, why: why ?? 'not-trusted' }
}

/** All ways by names and signatures. A CA of the same name with another key is no way. */
function* signedPaths(
  card: Certificate,
  others: readonly Certificate[],
  anchors: readonly Certificate[],
): Generator<readonly Certificate[], void, void> {
  let tries = 0
  function* climb(path: readonly Certificate[]): Generator<readonly Certificate[], void, void> {
    const last = path.at(-1) ?? card
    for (const issuer of [...anchors, ...others]) {
      if (path.includes(issuer) || !seemsIssuedBy(last, issuer)) continue
      if (++tries > mostTries) return
      if (verdictOf(last.signed, issuer.key) === 'wrong') continue
      const longer = [...path, issuer]
      if (anchors.includes(issuer)) yield longer
      else if (longer.length < longestPath) yield* climb(longer)
    }
  }
  yield* climb([card])
}

function seemsIssuedBy(one: Certificate, issuer: Certificate): boolean {
  if (!equalBytes(one.issuer, issuer.subject)) return false
  const { issuerKeyId } = one
  const { subjectKeyId } = issuer
  return issuerKeyId === undefined || subjectKeyId === undefined || equalBytes(issuerKeyId, subjectKeyId)
}

function problemOf(path: readonly Certificate[], now: Date, rules: PathRules): PathProblem | undefined {
  const [card, ...cas] = path
  if (card === undefined) return 'not-trusted'
  if (path.some(({ hasUnknownCritical }) => hasUnknownCritical)) return 'not-trusted'
  if (!cas.every((ca, i) => maySign(ca, cas.slice(0, i)))) return 'not-trusted'
  if (path.some(({ notBefore }) => now < notBefore)) return 'not-yet-valid'
  if (path.some(({ notAfter }) => now > notAfter)) return 'expired'
  const isWeak = path.some((one, i) => isWeaklySigned(one, path[i + 1]))
  if (!path.every(({ key }) => isStrong(key)) || (isWeak && !rules.allowsSha1)) return 'weak'
  return isForUse(card, cas, rules.purposes) ? undefined : 'wrong-use'
}

/** The trusted CA's own signature proves nothing. */
function isWeaklySigned(one: Certificate, issuer: Certificate | undefined): boolean {
  return issuer !== undefined && verdictOf(one.signed, issuer.key) === 'weak'
}

function maySign(ca: Certificate, below: readonly Certificate[]): boolean {
  const { isCa, keyUsage, pathLength } = ca
  const depth = below.filter(({ issuer, subject }) => !equalBytes(issuer, subject)).length
  return (
    isCa &&
    (keyUsage === undefined || keyUsage.has(keyUsageBit.certSign)) &&
    (pathLength === undefined || depth <= pathLength)
  )
}

const anyPurpose = '2.5.29.37.0'

/** A card has to name its purpose; a CA that names purposes issues for these only, as Windows sees it. */
function isForUse(card: Certificate, cas: readonly Certificate[], purposes: readonly string[]): boolean {
  if (card.isCa || card.keyUsage?.has(keyUsageBit.digitalSignature) === false) return false
  const allows = (ca: Certificate, purpose: string) =>
    ca.purposes === undefined || ca.purposes.includes(purpose) || ca.purposes.includes(anyPurpose)
  return purposes.some(
    (purpose) => card.purposes?.includes(purpose) === true && cas.every((ca) => allows(ca, purpose)),
  )
}
