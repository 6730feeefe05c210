import { readAssertion, readRegistration } from '../../server/factors/passkey/answers.ts'
import { createAttestation } from '../../server/factors/passkey/attestation/attestation.ts'
import { parseBlob } from '../../server/factors/passkey/attestation/blob.ts'
import { checkAssertion, checkRegistration } from '../../server/factors/passkey/ceremonies.ts'
import { createKey, testAaguid, useKey } from '../../server/factors/passkey/testing/authenticator.ts'
import { aMetadataAuthority, signerName } from '../../server/factors/passkey/testing/metadata.ts'
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
const { blob, signer } = aSignedBlob()
const models = new Map(vectors.map(({ aaguid }) => [uuid(aaguid), { anchors, broken: false }]))

/** With what its page and challenge were: all but the statement of the authenticator. */
function ceremonyOf({ registration: asked }: (typeof vectors)[number]) {
  const said = { id: 'AAAA', rawId: 'AAAA', type: 'public-key', clientExtensionResults: {} } as const
  const clientDataJSON = text(asked.clientDataJSON)
  const wanted = {
    rpId: 'example.org',
    origins: ['https://example.org'],
    challenge: text(asked.challenge),
    userVerification: 'preferred',
  } as const
  return (object: Uint8Array) => {
    const attestationObject = Buffer.from(object).toString('base64url')
    return checkRegistration({ ...said, response: { clientDataJSON, attestationObject } }, wanted)
  }
}

/** The others are refused for their page, before anybody looks at the authenticator's statement. */
const taken: {
  readonly vector: (typeof vectors)[number]
  readonly ceremony: ReturnType<typeof ceremonyOf>
}[] = []
for (const vector of vectors) {
  const ceremony = ceremonyOf(vector)
  if (await ceremony(bytes(vector.registration.attestationObject))) taken.push({ vector, ceremony })
}

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
    // The first byte says whose ceremony it is an answer to.
    corpus: taken.map(({ vector }, i) =>
      Buffer.concat([Buffer.of(i), bytes(vector.registration.attestationObject)]),
    ),
    words: ['none', 'packed', 'tpm', 'android-key', 'apple', 'fido-u2f', 'x5c', 'sig', 'alg', 'attStmt'],
    async feed(input) {
      const [which = 0, ...object] = input
      const { vector, ceremony } = taken[which % taken.length] ?? fail('no vector is taken')
      const registered = await ceremony(Uint8Array.from(object))
      if (registered === undefined) return
      if (registered.credentialId.length > 1364) throw new Error('a longer name than may be')
      const judged = await attestation.judge(registered)
      const isOther = registered.credentialId !== text(vector.credentialId)
      if (judged.trusted && judged.attested && isOther) throw new Error('attested, and not what was signed')
    },
  },
  {
    name: 'fido-metadata',
    corpus: [Buffer.from(blob)],
    words: ['.', '=', 'e30', 'bnVsbA', 'W10'],
    feed(input) {
      const parsed = parseBlob(Buffer.from(input).toString('utf8'), signer, new Date('2026-12-21'))
      if (parsed.ok && signedPart(Buffer.from(input).toString('utf8')) !== signedPart(blob)) {
        throw new Error('believed, and not what was signed')
      }
    },
  },
]

const signedPart = (jwt: string) => jwt.trim().split('.').slice(0, 2).join('.')

function aSignedBlob() {
  using authority = aMetadataAuthority()
  const entries = [{ aaguid: testAaguid, anchors, statuses: ['FIDO_CERTIFIED', 'REVOKED'] }]
  const signer = { root: authority.root, name: signerName }
  return { blob: authority.publish({ entries }), signer }
}

const sameBytes = (one: string, other: string) =>
  Buffer.from(one, 'base64url').equals(Buffer.from(other, 'base64url'))

function uuid(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

function fail(message: string): never {
  throw new Error(message)
}
