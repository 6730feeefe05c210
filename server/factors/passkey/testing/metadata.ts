import { execFileSync } from 'node:child_process'
import { createPrivateKey, sign, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Entry {
  readonly aaguid?: string
  /** DER, base64. */
  readonly anchors?: readonly string[]
  readonly statuses?: readonly string[]
}

export interface Edition {
  readonly number?: number
  readonly nextUpdate?: string
  readonly entries?: readonly Entry[]
}

type Party = 'root' | 'intermediate' | 'signer' | 'bystander' | 'forger' | 'stranger'

export const signerName = 'mds.alliance.example'

/**
 * Somebody who publishes FIDO metadata, with certificates of OpenSSL's: root → intermediate → signer. `bystander` has
 * a certificate of the same root for another name, with which `forger`, under the signer's name, was signed.
 */
export function aMetadataAuthority() {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-metadata-'))
  const at = (name: string) => join(folder, name)
  const certify = (name: Party, issuer: Party | undefined, ca: boolean, host = signerName) =>
    execFileSync('openssl', certificateArguments({ at, name, issuer, ca, host }), { stdio: 'pipe' })
  certify('root', undefined, true)
  certify('intermediate', 'root', true)
  certify('signer', 'intermediate', false)
  certify('bystander', 'intermediate', false, 'www.customer.example')
  certify('forger', 'bystander', false)
  certify('stranger', undefined, true)
  const der = (name: Party) => new X509Certificate(readFileSync(at(`${name}.pem`))).raw.toString('base64')
  const file = at('blob.jwt')
  let written = 0

  /** The BLOB's text. */
  function publish(edition: Edition = {}, chain: readonly Party[] = ['signer', 'intermediate']): string {
    const [by = 'signer'] = chain
    const header = part({ alg: 'ES256', typ: 'JWT', x5c: chain.map(der) })
    const body = `${header}.${part(payloadOf(edition))}`
    const key = createPrivateKey(readFileSync(at(`${by}.key`)))
    return `${body}.${sign('sha256', Buffer.from(body), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
  }

  return {
    root: new X509Certificate(readFileSync(at('root.pem'))),
    rootFile: at('root.pem'),
    file,
    publish,
    der,
    /** As an administrator who copies a new edition over the old one, at another time. */
    write(text: string) {
      writeFileSync(file, text)
      utimesSync(file, ++written, written)
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  }
}

interface Certifying {
  readonly at: (name: string) => string
  readonly name: Party
  readonly issuer: Party | undefined
  readonly ca: boolean
  readonly host: string
}

function certificateArguments({ at, name, issuer, ca, host }: Certifying): string[] {
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '3650']
  const uses = ca
    ? ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign']
    : ['basicConstraints=critical,CA:FALSE', `subjectAltName=DNS:${host}`]
  return ['req', '-x509', ...made, '-subj', `/CN=Test ${name}`].concat(
    ['-keyout', at(`${name}.key`), '-out', at(`${name}.pem`)],
    uses.flatMap((use) => ['-addext', use]),
    issuer === undefined ? [] : ['-CA', at(`${issuer}.pem`), '-CAkey', at(`${issuer}.key`)],
  )
}

const payloadOf = ({ number = 1, nextUpdate = '2999-01-01', entries = [] }: Edition) => ({
  legalHeader: 'for tests',
  no: number,
  nextUpdate,
  entries: entries.map(({ aaguid, anchors = [], statuses = ['FIDO_CERTIFIED'] }) => ({
    aaguid,
    metadataStatement: { description: 'a key', attestationRootCertificates: anchors },
    statusReports: statuses.map((status) => ({ status, effectiveDate: '2026-01-01' })),
    timeOfLastStatusChange: '2026-01-01',
  })),
})

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
