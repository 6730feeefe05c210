import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { vpnSettings } from '../settings.ts'
import { ciscoPlan } from './plan.ts'

const settings = vpnSettings.parse({ driver: 'cisco', gateway: 'vpn.corp.example', group: 'staff' })
assert.ok(settings.driver === 'cisco')
const person = { kind: 'password', name: 'CORP\\alice', password: 'Blauer Füller 77' } as const

suite('Cisco Secure Client', () => {
  test('is told the password on its standard input, and on no command line', () => {
    const plan = ciscoPlan(settings, person)
    assert.equal(
      plan.open[0]?.input,
      'connect vpn.corp.example\nstaff\nCORP\\alice\nBlauer Füller 77\ny\nexit\n',
    )
    const { open, close, isUp, taken } = plan
    assert.ok(
      ![...open, ...close, isUp, taken]
        .flatMap(({ argv }) => argv)
        .join(' ')
        .includes('Füller'),
    )
  })

  test('with a certificate in its own store is told nothing about a person', () => {
    assert.equal(ciscoPlan(settings, undefined).open[0]?.input, 'connect vpn.corp.example\nstaff\ny\nexit\n')
  })

  test('is connected when its state says so, and not while it is on its way', () => {
    const pattern = new RegExp(ciscoPlan(settings, undefined).isUp.expects ?? '', 'm')
    assert.match('  >> state: Connected\n  >> registered with local VPN subsystem.\n', pattern)
    for (const state of ['Disconnected', 'Connecting', 'Reconnecting']) {
      assert.doesNotMatch(`  >> state: ${state}\n`, pattern)
    }
  })

  test('takes no gateway that would be a second command', () => {
    for (const gateway of ['vpn\nexit', '-s', '']) {
      assert.equal(vpnSettings.safeParse({ driver: 'cisco', gateway }).success, false, gateway)
    }
  })
})
