import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { parseSettings, signingPublicKey, verifyStatement } from '@keyturn/protocols/refresh'
import { aDevice, aWorld, type World } from '../testing.ts'

let world: World
before(async () => {
  world = await aWorld()
})
after(() => world[Symbol.asyncDispose]())

const openvpn = { vpn: { driver: 'openvpn', config: '/etc/openvpn/client/corp.conf' } }

suite('the settings of devices', () => {
  test('are none until somebody sets them', async () => {
    const laptop = await aDevice(world, 'laptop1')
    assert.deepEqual(await world.devices.settings.of(laptop.id), { signed: null })
  })

  test('are signed for one device by the key that it pinned, and logged before they hold', async () => {
    const laptop = await aDevice(world, 'laptop1')
    assert.deepEqual(await world.devices.settings.set({ settings: openvpn, after: 0 }), { version: 1 })
    const { signed } = await world.devices.settings.of(laptop.id)
    const key = signingPublicKey(laptop.serverKey)
    assert.ok(signed !== null && key !== undefined)
    const bytes = Buffer.from(signed.settings, 'base64url')
    assert.ok(verifyStatement(bytes, Buffer.from(signed.signature, 'base64url'), key))
    const content = JSON.stringify(openvpn)
    assert.deepEqual(parseSettings(bytes), { device: laptop.id, version: 1, content })
    assert.equal(world.factsOf('device.settings-set')[0]?.['version'], 1)
  })

  test('count up, also past what devices know already', async () => {
    assert.deepEqual(await world.devices.settings.set({ settings: {}, after: 0 }), { version: 2 })
    assert.deepEqual(await world.devices.settings.set({ settings: {}, after: 40 }), { version: 41 })
    assert.deepEqual(await world.devices.settings.set({ settings: openvpn, after: 7 }), { version: 42 })
  })

  test('of two who set them at once, one does', async () => {
    const set = () => world.devices.settings.set({ settings: {}, after: 100 })
    const both = await Promise.allSettled([set(), set()])
    const versions = both.flatMap((one) => (one.status === 'fulfilled' ? [one.value.version] : []))
    assert.equal(new Set(versions).size, versions.length)
    assert.ok(versions.includes(101))
  })
})
