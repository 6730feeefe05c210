import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { vpnAccount, vpnConfigPath } from '@keyturn/lab'
import { aVpnLaptop, type VpnLaptop } from '../testing/laptop.ts'
import { vpnSuite, type VpnWorld } from '../vpn-suite.ts'

const settings = { driver: 'openvpn', config: vpnConfigPath, openSeconds: 12, mostSeconds: 60 }

let laptop: VpnLaptop
let world: VpnWorld
before(async () => {
  laptop = await aVpnLaptop()
  world = laptop.world(settings, /^(setpriv|timeout|openvpn) |^link tun/)
})
after(() => laptop?.[Symbol.asyncDispose]())

vpnSuite('OpenVPN', () => world)

suite('OpenVPN with the password of a service account', () => {
  test('lets in the right one, which stands on no command line', async () => {
    await using subject = await laptop.start(settings, { kind: 'password', ...vpnAccount })
    assert.equal(await subject.opened(), 'open')
    assert.equal(await world.isThrough(), true)
    const host = laptop.lab.host('laptop1')
    const seen = await host.must([
      'sh',
      '-c',
      'cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ | tr "\\0" "\\n"',
    ])
    assert.match(seen, /--auth-user-pass/)
    assert.ok(!seen.includes(vpnAccount.password))
    await subject.close()
    assert.deepEqual(await world.running(), [])
  })

  test('and a wrong one is not asked for again: it does not open', async () => {
    const wrong = { kind: 'password', name: vpnAccount.name, password: 'something else' } as const
    await using subject = await laptop.start(settings, wrong)
    assert.equal(await subject.opened(), 'not open')
    assert.deepEqual(await world.running(), [])
  })
})

suite('OpenVPN after a crash', () => {
  test('of the agent, in the midst of the script that sets name servers, puts them back', async () => {
    const before = await world.nameServers()
    const host = laptop.lab.host('laptop1')
    const set = (await host.read(vpnConfigPath)).replace(/^up .*/m, 'up /etc/openvpn/slow')
    await host.write('/etc/openvpn/client/slow.conf', set, 0o600)
    await host.write('/etc/openvpn/slow', '#!/bin/sh\n/etc/openvpn/resolver\nsleep 2\n', 0o755)
    await using subject = await laptop.start({ ...settings, config: '/etc/openvpn/client/slow.conf' })
    await eventually(async () => (await world.nameServers()) !== before)
    await subject.kill()
    await eventually(async () => (await world.running()).length === 0)
    assert.equal(await world.nameServers(), before)
  })

  test('a tunnel that a killed agent could not take along is closed by the next start', async () => {
    const before = await world.nameServers()
    await using subject = await laptop.start(settings)
    assert.equal(await subject.opened(), 'open')
    // Stopped, its processes hear neither the socket nor the death of their parent.
    await laptop.lab.host('laptop1').must(['sh', '-c', 'kill -STOP $(pgrep -x timeout) $(pgrep -x openvpn)'])
    await subject.kill()
    assert.notDeepEqual(await world.running(), [])
    await using next = await laptop.start(settings)
    assert.equal(await next.opened(), 'open')
    const running = await world.running()
    assert.equal(running.filter((line) => line.startsWith('openvpn ')).length, 1, running.join('\n'))
    await next.close()
    assert.deepEqual(await world.running(), [])
    assert.equal(await world.nameServers(), before)
  })

  test('a tunnel never outlives its limit, though its agent hangs', async () => {
    await using subject = await laptop.start({ ...settings, mostSeconds: 30 })
    assert.equal(await subject.opened(), 'open')
    subject.freeze()
    await eventually(async () => (await world.running()).length === 0)
  })
})

async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 90_000
  while (!(await isSo())) {
    assert.ok(performance.now() < end, 'not in time')
    await sleep(100)
  }
}
