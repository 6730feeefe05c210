import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { factorSettings } from './factors.ts'

const problemsOf = (passkey: object) =>
  factorSettings.safeParse({ passkey }).error?.issues.map(({ path }) => path.slice(1).join('.')) ?? []

suite('factors.passkey', () => {
  test('is switched on by an empty section, and takes any authenticator', () => {
    assert.deepEqual(factorSettings.parse({ passkey: {} }).passkey, { origins: [] })
    assert.equal(factorSettings.parse({}).passkey, undefined)
  })

  test('takes other names as browsers write them', () => {
    const { passkey } = factorSettings.parse({ passkey: { origins: ['https://Other.corp.example/reset'] } })
    assert.deepEqual(passkey?.origins, ['https://other.corp.example'])
  })

  test('says which settings are wrong', () => {
    assert.deepEqual(problemsOf({ rpId: 'https://corp.example' }), ['rpId'])
    assert.deepEqual(problemsOf({ rpId: 'com' }), ['rpId'])
    assert.deepEqual(problemsOf({ origins: ['http://corp.example'] }), ['origins.0'])
    assert.deepEqual(problemsOf({ attestation: {} }), [
      'attestation.metadataFile',
      'attestation.metadataRootFile',
    ])
    const files = { metadataFile: '/a', metadataRootFile: '/b' }
    assert.deepEqual(problemsOf({ attestation: { ...files, allow: ['YubiKey 5'] } }), ['attestation.allow.0'])
    assert.deepEqual(problemsOf({ attestation: { ...files, allow: [] } }), ['attestation.allow'])
  })
})
