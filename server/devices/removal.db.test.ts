import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { secret } from '#kernel'
import { aDevice, alice, aWorld, origin, written } from './testing.ts'

const password = secret('Blauer Füller 77')

suite('a stolen laptop that was removed', () => {
  test('proves nothing any more, while another one does', async () => {
    await using world = await aWorld()
    const [stolen, other] = [await aDevice(world, 'laptop1'), await aDevice(world, 'laptop2')]
    await world.devices.authenticate(stolen.signed('GET', '/x', ''))
    const removed = await world.devices.enrolments.remove(stolen.id)
    assert.deepEqual(removed, { removed: true, name: 'laptop1' })
    await assert.rejects(world.devices.authenticate(stolen.signed('GET', '/x', '')), {
      code: 'device.unknown',
    })
    assert.equal((await world.devices.authenticate(other.signed('GET', '/x', ''))).name, 'laptop2')
    const { devices } = await world.devices.enrolments.list()
    assert.deepEqual(
      devices.map(({ name }) => name),
      ['laptop2'],
    )
  })

  test('gets nothing out of its open launches: neither what waits for it nor what comes', async () => {
    await using world = await aWorld()
    const device = await aDevice(world, 'laptop1')
    const released = await device.released(alice, password)
    const { launch } = await device.launch([alice.sid])
    await world.orders.claim(launch, 'r2')
    const held = await world.orders.hold(launch, alice, password)
    assert.ok(held)
    const waiting = device.view(launch, { ms: 20_000, signal: new AbortController().signal })
    assert.match(await world.dump(), /sealed/)
    await world.devices.enrolments.remove(device.id)
    await assert.rejects(waiting, { code: 'launch.expired' })
    await assert.rejects(device.view(released), { code: 'launch.expired' })
    assert.doesNotMatch(await world.dump(), /sealed/)

    // Her reset does not notice.
    await world.orders.release(held, written, origin)
    assert.deepEqual(await world.orders.refreshOf(launch, null), { state: 'none' })
    assert.equal(await world.orders.claim(launch, 'r2'), undefined)
    await assert.rejects(device.view(launch), { code: 'launch.expired' })
  })

  test('stands in the log with its name; one that nobody knows does not', async () => {
    await using world = await aWorld()
    const device = await aDevice(world, 'laptop1')
    await world.devices.enrolments.remove(device.id)
    assert.deepEqual(await world.devices.enrolments.remove(device.id), { removed: false })
    assert.deepEqual(world.audited(), ['device.key-made', 'device.enrolled', 'device.removed'])
    assert.deepEqual(world.factsOf('device.removed'), [
      { device: device.id, name: 'laptop1', system: 'linux' },
    ])
  })
})
