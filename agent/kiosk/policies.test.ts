import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { policiesFor } from './policies.ts'

const portal = new URL('https://reset.corp.example/reset?launch=1')
const door = { port: 40_123, sinceAskedMs: () => 0 }
const settings = { module: '/usr/lib/card.so', url: 'https://reset.corp.example:8444/', pinSeconds: 120 }

suite('what the browser of a kiosk reaches', () => {
  test('is the portal alone, at its own port, where no card is shown', () => {
    const policies = policiesFor({ portal, ca: '', card: undefined })
    assert.deepEqual(policies['URLAllowlist'], ['https://.reset.corp.example:443'])
    assert.deepEqual(policies['ProxySettings'], {
      ProxyMode: 'fixed_servers',
      ProxyServer: '127.0.0.1:9',
      ProxyBypassList: '<-loopback>;reset.corp.example:443',
    })
    assert.equal('AutoSelectCertificateForUrls' in policies, false)
  })

  test('is where cards are shown besides, by the door, and there the card of that issuer', () => {
    const policies = policiesFor({
      portal,
      ca: '',
      card: { door, settings: { ...settings, issuer: 'Card CA' } },
    })
    assert.deepEqual(policies['URLAllowlist'], [
      'https://.reset.corp.example:443',
      'https://.reset.corp.example:8444',
    ])
    assert.deepEqual(policies['ProxySettings'], {
      ProxyMode: 'fixed_servers',
      ProxyServer: '127.0.0.1:40123',
      ProxyBypassList: '<-loopback>;reset.corp.example:443',
    })
    const filter = { ISSUER: { CN: 'Card CA' } }
    const chosen = [JSON.stringify({ pattern: 'https://reset.corp.example:8444', filter })]
    assert.deepEqual(policies['AutoSelectCertificateForUrls'], chosen)
  })
})
