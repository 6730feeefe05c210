import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { wireguardConfigPath } from '@keyturn/lab'
import { aVpnLaptop, type VpnLaptop } from '../testing/laptop.ts'
import { vpnSuite, type VpnWorld } from '../vpn-suite.ts'

const settings = { driver: 'wireguard', config: wireguardConfigPath, openSeconds: 6 }

let laptop: VpnLaptop
let world: VpnWorld
before(async () => {
  laptop = await aVpnLaptop()
  await laptop.lab.gateway().startWireguard()
  world = laptop.world(settings, /wireguard-go|wg-quick|guard\/program\.ts|^link corp/)
})
after(() => laptop?.[Symbol.asyncDispose]())

vpnSuite('WireGuard', () => world)

suite('WireGuard after a crash', () => {
  test('a tunnel whose guard was killed too is closed by the next start', async () => {
    const before = await world.nameServers()
    await using subject = await laptop.start(settings)
    assert.equal(await subject.opened(), 'open')
    const host = laptop.lab.host('laptop1')
    await host.must(['sh', '-c', 'kill -KILL $(pgrep -f guard/program[.]ts)'])
    await subject.kill()
    assert.equal(await world.isThrough(), true)
    await using next = await laptop.start(settings)
    assert.equal(await next.opened(), 'open')
    await next.close()
    assert.deepEqual(await world.running(), [])
    assert.equal(await world.nameServers(), before)
  })

  test('a tunnel that the person opened by herself is neither used nor closed', async () => {
    const host = laptop.lab.host('laptop1')
    await host.must(['wg-quick', 'up', wireguardConfigPath])
    try {
      await using subject = await laptop.start(settings)
      assert.equal(await subject.opened(), 'not open')
      assert.equal(await world.isThrough(), true)
    } finally {
      await host.must(['wg-quick', 'down', wireguardConfigPath])
    }
  })
})
