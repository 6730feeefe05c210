import { createHash } from 'node:crypto'
import type { Certificate } from './certificate.ts'
import { isAbout, isSignedBy, parseCrl, serialText, type Crl } from './crl.ts'
import { createKept } from './kept.ts'
import { ocspRequest, readOcspAnswer } from './ocsp.ts'

export interface RevocationRules {
  /** Files or URLs of CRLs, by whatever name `loadCrl` knows them. */
  readonly crls: readonly string[]
  /** URL of the OCSP responder for all certificates. undefined: only those that certificates name. */
  readonly responder: string | undefined
  /** Names of hosts inside the network whose `http` URLs in certificates are followed. No other one is ever asked. */
  readonly hosts: readonly string[]
  readonly allowsNoNonce: boolean
  readonly allowsSha1: boolean
}

/** Everything that leaves the process. Each has to end in bounded time and size; what it throws means no answer. */
export interface RevocationDeps {
  readonly loadCrl: (source: string) => Promise<Uint8Array>
  readonly askResponder: (url: string, request: Uint8Array) => Promise<Uint8Array>
  readonly random: (count: number) => Uint8Array
}

export type Standing = 'good' | 'revoked' | 'unknown'

export interface Revocation {
  /** Of each certificate but the trusted CA's: `revoked` if one of them is, `good` if all are known to be. */
  standingOf(path: readonly Certificate[], now: Date): Promise<Standing>
}

/** One way to learn it. @param issuer already trusted. */
type Way = (certificate: Certificate, issuer: Certificate, now: Date) => Promise<Standing>

const nonceSize = 32
const mostCrls = 32
const mostAnswers = 5_000
/** How long an answer is believed whatever it says: a CA may have revoked since. */
const believedMs = 5 * 60_000
/** How long nobody waits again for a source that does not answer, while its last list still counts. */
const restMs = 30_000

/** OCSP first, for it is newer; then CRLs, the configured ones before those that the certificate names. */
export function createRevocation(rules: RevocationRules, deps: RevocationDeps): Revocation {
  const ways = [byOcsp(rules, deps), byCrl(rules, deps)]

  async function standingOfOne(certificate: Certificate, issuer: Certificate, now: Date): Promise<Standing> {
    for (const way of ways) {
      const standing = await way(certificate, issuer, now)
      if (standing !== 'unknown') return standing
    }
    return 'unknown'
  }

  return {
    async standingOf(path, now) {
      let worst: Standing = 'good'
      for (const [i, issuer] of path.slice(1).entries()) {
        const certificate = path[i]
        const standing = certificate && (await standingOfOne(certificate, issuer, now))
        if (standing === 'revoked') return 'revoked'
        if (standing !== 'good') worst = 'unknown'
      }
      return worst
    },
  }
}

function byOcsp(rules: RevocationRules, deps: RevocationDeps): Way {
  const answers = createKept<'good' | 'revoked'>({ most: mostAnswers, oldForMs: 0 })

  return async (certificate, issuer, now) => {
    const named = certificate.ocspUrls.filter((url) => isInside(url, rules.hosts))
    const urls = rules.responder === undefined ? named : [rules.responder, ...named]
    for (const url of new Set(urls)) {
      const standing = await answers.get(`${fingerprint(certificate)} ${url}`, now, async () => {
        const question = { certificate, issuer, nonce: deps.random(nonceSize), ...rules }
        const der = await deps.askResponder(url, ocspRequest(certificate, issuer, question.nonce))
        const answer = readOcspAnswer(der, question, now)
        if (answer.status === 'unusable') return undefined
        return { value: answer.status, until: soonest(answer.until, now) }
      })
      if (standing !== undefined) return standing
    }
    return 'unknown'
  }
}

function byCrl(rules: RevocationRules, deps: RevocationDeps): Way {
  const crls = createKept<Crl>({ most: mostCrls, oldForMs: restMs })
  /** A CRL may be large, so its signature is looked at once for each CA. */
  const signedBy = new WeakMap<Crl, string>()

  function isTrusted(crl: Crl, issuer: Certificate): boolean {
    const ca = fingerprint(issuer)
    if (signedBy.get(crl) === ca) return true
    const isRight = isSignedBy(crl, issuer, rules.allowsSha1)
    if (isRight) signedBy.set(crl, ca)
    return isRight
  }

  return async (certificate, issuer, now) => {
    const named = certificate.crlUrls.filter((url) => isInside(url, rules.hosts))
    let standing: Standing = 'unknown'
    for (const source of new Set([...rules.crls, ...named])) {
      const crl = await crls.get(source, now, async () => {
        const value = parseCrl(await deps.loadCrl(source))
        return value && { value, until: soonest(value.nextUpdate ?? now, now) }
      })
      if (crl === undefined || !isAbout(crl, certificate, now) || !isTrusted(crl, issuer)) continue
      if (crl.revoked.has(serialText(certificate.serial))) return 'revoked'
      standing = 'good'
    }
    return standing
  }
}

/** Certificates say where to ask: an issued one must not make the server ask anywhere else. */
function isInside(url: string, hosts: readonly string[]): boolean {
  const parsed = URL.parse(url)
  const isBare = parsed?.username === '' && parsed.password === ''
  return (
    parsed?.protocol === 'http:' && isBare && hosts.some((host) => host.toLowerCase() === parsed.hostname)
  )
}

function fingerprint({ raw }: Certificate): string {
  return createHash('sha256').update(raw).digest('hex')
}

function soonest(until: Date, now: Date): Date {
  return new Date(Math.min(until.getTime(), now.getTime() + believedMs))
}
