import assert from 'node:assert/strict'
import { test } from 'node:test'
import { relyingPartyOf } from './relying-party.ts'

const portal = 'https://reset.corp.example/start'

test('passkeys are bound to the portal’s own name, and to no page beside it', () => {
  assert.deepEqual(relyingPartyOf(portal, 'Corp', { origins: [] }), {
    id: 'reset.corp.example',
    name: 'Corp',
    origins: ['https://reset.corp.example'],
  })
})

test('or to a domain above it, with the other names that are listed', () => {
  const wish = { rpId: 'corp.example', origins: ['https://reset.intern.corp.example'] }
  assert.deepEqual(relyingPartyOf(portal, 'Corp', wish).origins, [
    'https://reset.corp.example',
    'https://reset.intern.corp.example',
  ])
})

test('what no browser would take stops the start', () => {
  const refused = { code: 'config.invalid' }
  assert.throws(() => relyingPartyOf(portal, 'Corp', { rpId: 'orp.example', origins: [] }), refused)
  assert.throws(() => relyingPartyOf(portal, 'Corp', { rpId: 'other.example', origins: [] }), refused)
  assert.throws(() => relyingPartyOf(portal, 'Corp', { origins: ['https://corp.example'] }), refused)
  assert.throws(() => relyingPartyOf('https://10.1.2.3', 'Corp', { origins: [] }), refused)
  assert.throws(() => relyingPartyOf('https://[fd00::1]', 'Corp', { origins: [] }), refused)
})
