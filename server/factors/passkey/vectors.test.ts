import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { decodeAttestationObject, parseAuthenticatorData } from '@simplewebauthn/server/helpers'
import { checkAssertion, checkRegistration, type Expected } from './ceremonies.ts'
import { vectors } from './testing/w3c-vectors.ts'

type Vector = (typeof vectors)[number]

const text = (hex: string) => Buffer.from(hex, 'hex').toString('base64url')
const verified = 1 << 2
const rpIdHash = 'bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b5'

/** What the product refuses, and the specification leaves to it; real authenticators are not like this. */
const refused = new Map<string, string>([
  ['ES256 Credential with "crossOrigin": true in clientDataJSON', 'a page within a page'],
  ['ES256 Credential with "topOrigin" in clientDataJSON', 'a page within a page'],
  ['Packed Attestation with Ed448 Credential', 'an algorithm that was not asked for'],
  ['TPM Attestation with ES256 Credential', 'a manufacturer that the TCG does not know'],
  ['Android Key Attestation with ES256 Credential', 'a chain without its root, which Android sends'],
  ['FIDO U2F Attestation with ES256 Credential', 'an AAGUID, where U2F has none'],
])

function register({ registration, credentialId }: Vector, change: Partial<Expected> = {}) {
  const id = text(credentialId)
  const response = {
    clientDataJSON: text(registration.clientDataJSON),
    attestationObject: text(registration.attestationObject),
  }
  const said = { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response } as const
  return checkRegistration(said, { ...expected(registration.challenge), ...change })
}

function authenticate(
  { authentication, credentialId }: Vector,
  publicKey: Uint8Array,
  change: Partial<Expected> = {},
) {
  const id = text(credentialId)
  const response = {
    clientDataJSON: text(authentication.clientDataJSON),
    authenticatorData: text(authentication.authenticatorData),
    signature: text(authentication.signature),
  }
  const said = { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response } as const
  return checkAssertion(said, publicKey, { ...expected(authentication.challenge), ...change })
}

const expected = (challenge: string): Expected => ({
  rpId: 'example.org',
  origins: ['https://example.org'],
  challenge: text(challenge),
  userVerification: 'preferred',
})

/** As it stands in the attestation, without a check. */
function keyIn({ registration }: Vector): Uint8Array {
  const object = decodeAttestationObject(Uint8Array.from(Buffer.from(registration.attestationObject, 'hex')))
  return parseAuthenticatorData(object.get('authData')).credentialPublicKey ?? assert.fail()
}

const flagsAt = (hex: string, at: number) => Buffer.from(hex, 'hex').readUInt8(at + 32)

suite('the test vectors of WebAuthn Level 3', () => {
  test('are all there', () => assert.equal(vectors.length, 15))

  for (const vector of vectors) {
    const why = refused.get(vector.name)
    if (why !== undefined) {
      test(`${vector.name}: refused, ${why}`, async () => {
        assert.equal(await register(vector), undefined)
      })
      const taken = !why.startsWith('a page') && !why.startsWith('an algorithm')
      test(`${vector.name}: its signature is ${taken ? 'taken' : 'refused'}`, async () => {
        assert.equal((await authenticate(vector, keyIn(vector))) !== undefined, taken)
      })
      continue
    }

    test(`${vector.name}: taken, with the key that signs`, async () => {
      const made = (await register(vector)) ?? assert.fail('the registration was refused')
      assert.equal(made.credentialId, text(vector.credentialId))
      assert.equal(made.aaguid.replaceAll('-', ''), vector.aaguid)
      assert.ok(await authenticate(vector, made.publicKey))
    })

    test(`${vector.name}: taken with user verification where there was one, and only there`, async () => {
      const made = (await register(vector)) ?? assert.fail('the registration was refused')
      const { attestationObject } = vector.registration
      const inRegistration = flagsAt(attestationObject, attestationObject.indexOf(rpIdHash) / 2) & verified
      const inAuthentication = flagsAt(vector.authentication.authenticatorData, 0) & verified
      const change = { userVerification: 'required' } as const
      assert.equal((await register(vector, change)) !== undefined, inRegistration !== 0)
      assert.equal((await authenticate(vector, made.publicKey, change)) !== undefined, inAuthentication !== 0)
    })

    test(`${vector.name}: refused for another challenge, page or domain, or by another key`, async () => {
      const made = (await register(vector)) ?? assert.fail('the registration was refused')
      for (const change of [
        { challenge: 'AAAA' },
        { origins: ['https://example.com'] },
        { rpId: 'example.com' },
      ]) {
        assert.equal(await register(vector, change), undefined)
        assert.equal(await authenticate(vector, made.publicKey, change), undefined)
      }
      const other = vectors.find(({ name }) => name.startsWith('Packed Attestation with ES256'))
      const otherKey = (await register(other ?? assert.fail()))?.publicKey ?? assert.fail()
      if (vector !== other) assert.equal(await authenticate(vector, otherKey), undefined)
    })
  }
})
