import { X509Certificate } from 'node:crypto'
import { readAssertion, readRegistration } from '../../server/factors/passkey/answers.ts'
import { createAttestation } from '../../server/factors/passkey/attestation/attestation.ts'
import { parseBlob } from '../../server/factors/passkey/attestation/blob.ts'
import { checkAssertion, checkRegistration } from '../../server/factors/passkey/ceremonies.ts'
import { createKey, useKey } from '../../server/factors/passkey/testing/authenticator.ts'
import { vectorRoot, vectors } from '../../server/factors/passkey/testing/w3c-vectors.ts'
import type { Target } from './target.ts'

const rpId = 'portal.corp.example'
const origins = [`https://${rpId}`]
const challenge = Buffer.alloc(32, 7).toString('base64url')
const expected = { rpId, origins, challenge, userVerification: 'required' } as const
const { key, answer: registration } = createKey({ challenge, rp: { id: rpId }, user: { id: 'AAAA' } })
const assertion = useKey(key, { challenge, rpId })
const { clientDataJSON, authenticatorData } = JSON.parse(assertion).response
const made = await checkRegistration(readRegistration(registration) ?? fail('not read'), expected)
const { publicKey } = made ?? fail('the registration was refused')

const bytes = (hex: string) => Buffer.from(hex, 'hex')
const text = (hex: string) => bytes(hex).toString('base64url')
const anchors = [bytes(vectorRoot).toString('base64')]
const attestation = createAttestation({
  models: { fresh: async () => models, last: () => models },
  allow: undefined,
  clock: () => new Date('2026-11-21'),
})
const models = new Map(vectors.map(({ aaguid }) => [uuid(aaguid), { anchors, broken: false }]))

/** What browsers and authenticators say, as whoever stands before the portal may change it. */
export const passkeyTargets: readonly Target[] = [
  {
    name: 'passkey-answer',
    corpus: [Buffer.from(registration), Buffer.from(assertion)],
    words: [
      'null',
      '[]',
      '{}',
      '"',
      '\\u0000',
      '"__proto__":',
      '"rawId":""',
      '"transports":["usb"]',
      '1e999',
    ],
    async feed(input) {
      const said = Buffer.from(input).toString('utf8')
      readRegistration(said)
      const read = readAssertion(said)
      const taken = read && (await checkAssertion(read, publicKey, expected))
      if (read === undefined || taken === undefined) return
      const same = sameBytes(read.response.clientDataJSON, clientDataJSON)
      if (!same || !sameBytes(read.response.authenticatorData, authenticatorData)) {
        throw new Error('taken, and not what was signed')
      }
    },
  },
  {
    name: 'passkey-attestation',
    corpus: vectors.map((vector) => bytes(vector.registration.attestationObject)),
    words: ['none', 'packed', 'tpm', 'android-key', 'apple', 'fido-u2f', 'x5c', 'sig', 'alg', 'attStmt'],
    async feed(input) {
      const attestationObject = Buffer.from(input).toString('base64url')
      for (const { registration: asked } of vectors.slice(0, 6)) {
        const response = { clientDataJSON: text(asked.clientDataJSON), attestationObject }
        const said = { id: 'AAAA', rawId: 'AAAA', type: 'public-key', clientExtensionResults: {} } as const
        const registered = await checkRegistration(
          { ...said, response },
          {
            rpId: 'example.org',
            origins: ['https://example.org'],
            challenge: text(asked.challenge),
            userVerification: 'preferred',
          },
        )
        if (registered === undefined) continue
        if (registered.credentialId.length > 1364) throw new Error('a longer name than may be')
        await attestation.judge(registered)
      }
    },
  },
  {
    name: 'fido-metadata',
    corpus: [Buffer.from(unsignedBlob())],
    words: ['.', '=', 'e30', 'bnVsbA', 'W10'],
    feed(input) {
      const signer = { root: new X509Certificate(bytes(vectorRoot)), name: 'mds.fidoalliance.org' }
      const parsed = parseBlob(Buffer.from(input).toString('utf8'), signer, new Date('2026-11-21'))
      if (parsed.ok) throw new Error('believed without a signature')
    },
  },
]

function unsignedBlob(): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const entries = [{ aaguid: rpId, metadataStatement: { attestationRootCertificates: anchors } }]
  const payload = { no: 1, nextUpdate: '2027-01-01', entries }
  return `${part({ alg: 'ES256', x5c: anchors })}.${part(payload)}.${'A'.repeat(86)}`
}

const sameBytes = (one: string, other: string) =>
  Buffer.from(one, 'base64url').equals(Buffer.from(other, 'base64url'))

function uuid(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

function fail(message: string): never {
  throw new Error(message)
}
