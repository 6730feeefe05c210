import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { suite, test } from 'node:test'
import { parseStatement, openPassword, signingPublicKey, verifyStatement } from '@keyturn/protocols/refresh'
import { secret } from '#kernel'
import { aDevice, alice, aWorld, bob, origin, written } from './testing.ts'

const password = secret('Blauer Füller 77')
const now = { ms: 0, signal: new AbortController().signal }

suite('enrolling a device', () => {
  test('a key with one use left enrols one of two computers that come at once', async () => {
    await using world = await aWorld()
    const { key } = await world.devices.enrolments.makeKey({ uses: 1, validHours: 1 })
    const both = await Promise.allSettled([aDevice(world, 'one', key), aDevice(world, 'two', key)])
    assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
    assert.equal((await world.devices.enrolments.list()).devices.length, 1)
  })

  test('a guessed and a late key are refused alike', async () => {
    await using world = await aWorld()
    const { key } = await world.devices.enrolments.makeKey({ uses: 9, validHours: 1 })
    await assert.rejects(aDevice(world, 'x', randomBytes(24).toString('base64url')), {
      code: 'device.key-refused',
    })
    world.pass({ minutes: 61 })
    await assert.rejects(aDevice(world, 'x', key), { code: 'device.key-refused' })
  })

  test('the key itself is nowhere in the database', async () => {
    await using world = await aWorld()
    const { key } = await world.devices.enrolments.makeKey({ uses: 1, validHours: 1 })
    assert.doesNotMatch(await world.dump(), new RegExp(key))
  })
})

suite('proving to be a device', () => {
  test('a request counts once, and only near the time of the server', async () => {
    await using world = await aWorld()
    const device = await aDevice(world, 'laptop1')
    const request = device.signed('POST', '/api/device/launches', '{}')
    assert.equal((await world.devices.authenticate(request)).name, 'laptop1')
    await assert.rejects(world.devices.authenticate(request), { code: 'device.unknown' })
    for (const offSeconds of [-121, 121]) {
      const off = device.signed('GET', '/x', '', { offSeconds })
      await assert.rejects(world.devices.authenticate(off), { code: 'device.unknown' })
    }
    await world.devices.authenticate(device.signed('GET', '/x', '', { offSeconds: 119 }))
  })

  test('another body, address or method, no proof and a stranger are refused alike', async () => {
    await using world = await aWorld()
    const device = await aDevice(world, 'laptop1')
    const request = device.signed('POST', '/api/x', '{}')
    const stranger = { ...device, id: 'S'.repeat(21) + 'A' }
    const others = [
      { ...request, body: Buffer.from('{ }') },
      { ...request, url: '/api/y' },
      { ...request, method: 'GET' },
      { ...request, authorization: undefined },
      device.signed('POST', '/api/x', '{}', { as: stranger.id }),
    ]
    for (const other of others) {
      await assert.rejects(world.devices.authenticate(other), { code: 'device.unknown' })
    }
    // None of them has used up the nonce.
    await world.devices.authenticate(request)
  })
})

suite('a reset at a device', () => {
  test('gives the device a statement that fits, and a password that only it can open, once', async () => {
    await using world = await aWorld()
    const device = await aDevice(world, 'laptop1')
    const launch = await device.launch([alice.sid])
    assert.deepEqual(await world.orders.claim(launch.launch, 'r1'), { device: 'laptop1' })
    const held = await world.orders.hold(launch.launch, alice, password)
    assert.ok(held)
    assert.deepEqual(await device.view(launch.launch), { state: 'waiting' })
    await world.orders.release(held, written, origin)

    const view = await device.view(launch.launch)
    assert.equal(view.state, 'done')
    const statement = Buffer.from(view.statement, 'base64url')
    const key = signingPublicKey(device.serverKey)
    assert.ok(key && verifyStatement(statement, Buffer.from(view.signature, 'base64url'), key))
    const said = parseStatement(statement)
    assert.equal(said?.nonce, launch.nonce)
    assert.equal(said?.account, alice.sid)
    assert.equal(said?.dc, 'dc1.corp.example')
    const to = { launch: launch.launch, device: device.id, account: alice.sid }
    const opened = await openPassword(Buffer.from(view.sealed, 'base64url'), launch.key, to)
    assert.equal(opened?.password.toString(), 'Blauer Füller 77')

    assert.deepEqual(await device.view(launch.launch), { state: 'ended', why: 'fetched' })
    assert.doesNotMatch(await world.dump(), new RegExp(view.sealed))
    assert.deepEqual(world.audited(), [
      'device.key-made',
      'device.enrolled',
      'device.launched',
      'device.sealed',
      'device.fetched',
    ])
  })

  test('of many that fetch at once, one gets it', async () => {
    await using world = await aWorld()
    const device = await aDevice(world, 'laptop1')
    const launch = await device.released(alice, password)
    const views = await Promise.all(Array.from({ length: 8 }, () => device.view(launch)))
    assert.equal(views.filter(({ state }) => state === 'done').length, 1)
    assert.equal(views.filter((view) => view.state === 'ended' && view.why === 'fetched').length, 7)
  })

  test('another device cannot see, fetch or report it', async () => {
    await using world = await aWorld()
    const device = await aDevice(world, 'laptop1')
    const thief = await aDevice(world, 'laptop2')
    const launch = await device.released(alice, password)
    await assert.rejects(thief.view(launch), { code: 'launch.expired' })
    await assert.rejects(thief.report(launch, alice.sid), { code: 'launch.expired' })
    assert.equal((await device.view(launch)).state, 'done')
  })
})

suite('a launch that gives nothing out', () => {
  test('for somebody without a cached logon there, and the page says so', async () => {
    await using world = await aWorld()
    const device = await aDevice(world, 'laptop1')
    const { launch } = await device.launch([alice.sid])
    await world.orders.claim(launch, 'r1')
    assert.equal(await world.orders.hold(launch, bob, password), undefined)
    assert.deepEqual(await device.view(launch), { state: 'ended', why: 'not-cached-here' })
    const view = await world.orders.refreshOf(launch, null)
    assert.deepEqual(view, { state: 'not-refreshed', device: 'laptop1', why: 'not-cached-here' })
  })

  test('to a second reset, nor to anyone when it is late', async () => {
    await using world = await aWorld()
    const device = await aDevice(world, 'laptop1')
    const { launch } = await device.launch([alice.sid])
    const both = await Promise.all([world.orders.claim(launch, 'r1'), world.orders.claim(launch, 'r2')])
    assert.equal(both.filter((one) => one !== undefined).length, 1)
    const { launch: late } = await device.launch([alice.sid])
    world.pass({ minutes: 21 })
    assert.equal(await world.orders.claim(late, 'r3'), undefined)
    assert.equal(await world.orders.claim('A'.repeat(22), 'r3'), undefined)
  })

  test('since nothing can be sealed to its key, does not stop the reset', async () => {
    await using world = await aWorld()
    const device = await aDevice(world, 'laptop1')
    const { launch } = await device.launch([alice.sid], Buffer.alloc(32).toString('base64url'))
    await world.orders.claim(launch, 'r1')
    assert.equal(await world.orders.hold(launch, alice, password), undefined)
  })
})

suite('what is sealed', () => {
  test('and never released is never fetched, and erased when the launch is over', async () => {
    await using world = await aWorld()
    const device = await aDevice(world, 'laptop1')
    const { launch } = await device.launch([alice.sid])
    await world.orders.claim(launch, 'r1')
    const held = await world.orders.hold(launch, alice, password)
    assert.ok(held)
    assert.match(await world.dump(), /"sealed"/)
    world.pass({ minutes: 21 })
    await world.devices.sweep()
    assert.doesNotMatch(await world.dump(), /"sealed"/)
    await world.orders.release(held, written, null)
    assert.deepEqual(await device.view(launch), { state: 'ended', why: 'late' })
  })

  test('and released is gone five minutes later, even before the sweep', async () => {
    await using world = await aWorld()
    const device = await aDevice(world, 'laptop1')
    const launch = await device.released(alice, password)
    world.pass({ minutes: 5, seconds: 1 })
    const changed = { state: 'ended', why: 'fetched' }
    assert.deepEqual(await device.view(launch), changed, 'and not that nobody chose one in time')
    await world.devices.sweep()
    assert.deepEqual(await device.view(launch), changed)
    assert.doesNotMatch(await world.dump(), /"sealed"/)
  })

  test('for a password that the directory refused is forgotten, and the next one is taken', async () => {
    await using world = await aWorld()
    const device = await aDevice(world, 'laptop1')
    const { launch } = await device.launch([alice.sid])
    await world.orders.claim(launch, 'r1')
    const first = await world.orders.hold(launch, alice, secret('refused by the DC'))
    assert.ok(first)
    await world.orders.discard(first)
    assert.doesNotMatch(await world.dump(), /"sealed"/)
    const second = await world.orders.hold(launch, alice, password)
    assert.ok(second)
    await world.orders.release(first, written, null)
    assert.deepEqual(await device.view(launch), { state: 'waiting' })
    await world.orders.release(second, written, null)
    // A crash after the release makes the reset's sweeper do it again.
    await world.orders.release(second, written, null)
    assert.equal((await device.view(launch)).state, 'done')
    assert.equal(world.audited().filter((type) => type === 'device.sealed').length, 1)
  })
})

suite('waiting for a reset', () => {
  test('ends as soon as the password is released', async () => {
    await using world = await aWorld()
    const device = await aDevice(world, 'laptop1')
    const { launch } = await device.launch([alice.sid])
    const begun = performance.now()
    const waiting = device.view(launch, { ...now, ms: 20_000 })
    await world.orders.claim(launch, 'r1')
    const held = await world.orders.hold(launch, alice, password)
    assert.ok(held)
    await world.orders.release(held, written, null)
    assert.equal((await waiting).state, 'done')
    assert.ok(performance.now() - begun < 5_000)
  })

  test('a device that hung up is not the one who fetches', async () => {
    await using world = await aWorld()
    const device = await aDevice(world, 'laptop1')
    const { launch } = await device.launch([alice.sid])
    const gone = new AbortController()
    const waiting = device.view(launch, { ms: 20_000, signal: gone.signal })
    gone.abort()
    await world.orders.claim(launch, 'r1')
    const held = await world.orders.hold(launch, alice, password)
    assert.ok(held)
    await world.orders.release(held, written, null)
    assert.deepEqual(await waiting, { state: 'waiting' })
    assert.equal((await device.view(launch)).state, 'done')
  })
})

suite('the report of a device', () => {
  test('shows on the page, is audited once, and a repeated one changes nothing', async () => {
    await using world = await aWorld()
    const device = await aDevice(world, 'laptop1')
    const launch = await device.released(alice, password)
    await device.view(launch)
    assert.deepEqual(await world.orders.refreshOf(launch, null), { state: 'waiting', device: 'laptop1' })
    await device.report(launch, alice.sid)
    await device.report(launch, alice.sid)
    assert.deepEqual(await world.orders.refreshOf(launch, null), { state: 'refreshed', device: 'laptop1' })
    assert.equal(world.audited().filter((type) => type === 'device.refreshed').length, 1)
    // And what she can use from there, told by that computer alone.
    const { launches } = world.devices
    const resources = [{ name: 'Mail', answers: true }]
    const other = await aDevice(world, 'laptop2')
    await assert.rejects(launches.resources({ launch, resources }, other.by), { code: 'launch.expired' })
    await launches.resources({ launch, resources }, device.by)
    const now = await world.orders.refreshOf(launch, null)
    assert.deepEqual(now, { state: 'refreshed', device: 'laptop1', resources })
  })

  test('for somebody else, or before anything was given out, is refused', async () => {
    await using world = await aWorld()
    const device = await aDevice(world, 'laptop1')
    const launch = await device.released(alice, password)
    await assert.rejects(device.report(launch, alice.sid), { code: 'launch.step-refused' })
    await device.view(launch)
    await assert.rejects(device.report(launch, bob.sid), { code: 'launch.step-refused' })
  })

  test('that never comes is told as an interruption', async () => {
    await using world = await aWorld()
    const device = await aDevice(world, 'laptop1')
    const launch = await device.released(alice, password)
    await device.view(launch)
    world.pass({ minutes: 11 })
    const view = await world.orders.refreshOf(launch, null)
    assert.deepEqual(view, { state: 'not-refreshed', device: 'laptop1', why: 'interrupted' })
  })
})

suite('asking how fresh a cached logon is', () => {
  test('tells when the directory took a password, and nothing of whom it does not know', async () => {
    await using world = await aWorld()
    const { accounts } = await world.devices.freshness([alice.sid, bob.sid])
    assert.deepEqual(accounts, [
      { account: alice.sid, passwordLastSet: '2026-11-20T08:00:00.000Z' },
      { account: bob.sid, passwordLastSet: null },
    ])
  })
})

test('two launches have different ids and nonces, and say where to reset', async () => {
  await using world = await aWorld()
  const device = await aDevice(world, 'laptop1')
  const [one, two] = [await device.launch([]), await device.launch([])]
  assert.notEqual(one.launch, two.launch)
  assert.notEqual(one.nonce, two.nonce)
  assert.match(one.portal, /^https:\/\/reset\.corp\.example\/\?launch=[\w-]{22}$/)
})
