import assert from 'node:assert/strict'
import { mkdtempDisposableSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import type { RouteBody } from '@keyturn/contract'
import { formatChallenge, grouped } from '@keyturn/protocols/challenge'
import { isResponse, makeChallenge, parseAgreement } from '@keyturn/protocols/no-network'
import { signingPublicKey, verifyStatement } from '@keyturn/protocols/refresh'
import { Fault, secret, systemRandom } from '#kernel'
import { aDevice, alice, aWorld, bob, origin, written, type World } from '../testing.ts'
import { createTurns } from './in-turn.ts'
import { keysFrom, loadNoNetworkKeys } from './keys.ts'

const password = secret('Blauer Füller 77')
type Device = Awaited<ReturnType<typeof aDevice>>

/** As the device shows it, and what it would compute. */
function aChallenge(device: Device, { account = alice, nonce = systemRandom(5) } = {}) {
  const agreed = device.agreed()
  const challenge = makeChallenge(device.id, account.sid, { nonce, secret: agreed.secret })
  return {
    text: formatChallenge(challenge),
    fits: (response: string | null, plain: string) =>
      isResponse(
        response ?? '',
        { challenge, account: account.sid, password: Buffer.from(plain) },
        agreed.secret,
      ),
  }
}

/** She typed it and chose a password, which the directory took. */
async function answered(world: World, text: string) {
  const order = world.orders.answerTo(text)
  assert.ok(order)
  const held = await world.orders.hold(order, alice, password)
  assert.ok(held)
  await world.orders.release(held, written, origin)
  return { order, held, view: () => world.orders.refreshOf(order, held) }
}

type Outcome = RouteBody<'device.report'>['outcome']

function report(launch: string, outcome: Outcome) {
  return { launch, account: alice.sid, outcome }
}
const refreshed: Outcome = {
  refreshed: true,
  path: 'no-network',
  tookMs: 700,
  attempts: [{ path: 'no-network', came: 'done' }],
}
/** As an older agent says it. */
const failed: Outcome = { refreshed: false, why: 'wrong-response', tried: ['no-network'] }

suite('what a device gets for the day without a network', () => {
  test('is signed by the key that it pinned, and made for it alone', async () => {
    await using world = await aWorld()
    const [one, other] = [await aDevice(world, 'one'), await aDevice(world, 'other')]
    const { agreement, signature } = world.devices.noNetwork(one.id)
    const bytes = Buffer.from(agreement, 'base64url')
    const key = signingPublicKey(one.serverKey)
    assert.ok(key && verifyStatement(bytes, Buffer.from(signature, 'base64url'), key))
    assert.equal(parseAgreement(bytes)?.device, one.id)
    assert.equal(parseAgreement(bytes)?.portal, 'https://reset.corp.example')
    assert.notDeepEqual(one.agreed().secret, other.agreed().secret)
  })

  test('is nowhere in the database', async () => {
    await using world = await aWorld()
    const device = await aDevice(world, 'one')
    const { text } = aChallenge(device)
    await answered(world, text)
    const dump = await world.dump()
    for (const encoding of ['base64url', 'hex', 'base64'] as const) {
      assert.ok(!dump.includes(device.agreed().secret.toString(encoding)))
    }
  })
})

suite('a reset with the challenge of a computer without a network', () => {
  test('gives the one response that fits, when the directory has the password and not before', async () => {
    await using world = await aWorld()
    const device = await aDevice(world, 'LAPTOP-9')
    const challenge = aChallenge(device)
    const order = world.orders.answerTo(grouped(challenge.text).toLowerCase())
    assert.ok(order)
    assert.equal(await world.orders.learner(order, alice.sid), 'LAPTOP-9')
    const held = await world.orders.hold(order, alice, password)
    assert.ok(held)
    const before = await world.orders.refreshOf(order, held)
    assert.deepEqual(before, { state: 'response', device: 'LAPTOP-9', response: null })
    assert.ok(!world.audited().includes('device.answered'))

    await world.orders.release(held, written, origin)
    const view = await world.orders.refreshOf(order, held)
    assert.equal(view.state, 'response')
    assert.ok(await challenge.fits(view.response, 'Blauer Füller 77'))
    assert.equal(await challenge.fits(view.response, 'Blauer Füller 78'), false)
    const dump = await world.dump()
    assert.ok(!dump.includes(view.response ?? '') && !dump.includes('Blauer'), 'sealed at rest')
    assert.deepEqual(world.factsOf('device.answered'), [
      { launch: challenge.text, device: device.id, dc: 'dc1.corp.example' },
    ])
  })

  test('shows it again when asked again, for an hour, and only to that reset', async () => {
    await using world = await aWorld()
    const device = await aDevice(world, 'LAPTOP-9')
    const { order, held, view } = await answered(world, aChallenge(device).text)
    await world.orders.release(held, written, origin)
    assert.deepEqual(
      world.factsOf('device.answered').length,
      1,
      'released twice after a crash is released once',
    )
    assert.deepEqual(await view(), await view())
    assert.deepEqual(await world.orders.refreshOf(order, null), { state: 'none' })
    world.pass({ minutes: 61 })
    assert.deepEqual(await view(), { state: 'response', device: 'LAPTOP-9', response: null })
    await world.devices.sweep()
    assert.match(await world.dump(), /"sealed":null/)
  })

  test('is answered once: whoever resets again with the same challenge gets no second response', async () => {
    await using world = await aWorld()
    const device = await aDevice(world, 'LAPTOP-9')
    const { text } = aChallenge(device)
    const { order } = await answered(world, text)
    assert.equal(await world.orders.learner(order, alice.sid), undefined)
    assert.equal(await world.orders.hold(order, alice, secret('Another 4711!')), undefined)
  })

  test('whose password the directory refused can be answered for the next one', async () => {
    await using world = await aWorld()
    const device = await aDevice(world, 'LAPTOP-9')
    const challenge = aChallenge(device)
    const order = world.orders.answerTo(challenge.text) ?? ''
    const refused = await world.orders.hold(order, alice, secret('refused 1'))
    assert.ok(refused)
    await world.orders.discard(refused)
    assert.deepEqual(await world.orders.refreshOf(order, refused), { state: 'none' })
    await world.orders.release(refused, written, origin)
    assert.deepEqual(world.factsOf('device.answered'), [])
    const { view } = await answered(world, challenge.text)
    const now = await view()
    assert.ok(now.state === 'response' && (await challenge.fits(now.response, 'Blauer Füller 77')))
  })
})

suite('a challenge that is nobody’s', () => {
  test('for another person, of a stranger, of a removed device, of an older server: all the same', async () => {
    await using world = await aWorld()
    await using elsewhere = await aWorld()
    const device = await aDevice(world, 'LAPTOP-9')
    const gone = await aDevice(world, 'GONE')
    const { text: goneText } = aChallenge(gone)
    await world.devices.enrolments.remove(gone.id)
    const forged = makeChallenge(device.id, alice.sid, { nonce: systemRandom(5), secret: Buffer.alloc(32) })
    const texts = [
      aChallenge(device, { account: bob }).text,
      formatChallenge(forged),
      goneText,
      aChallenge(await aDevice(elsewhere, 'LAPTOP-9')).text,
    ]
    for (const text of texts) {
      const order = world.orders.answerTo(text)
      assert.ok(order, 'a stranger is not told')
      assert.equal(await world.orders.learner(order, alice.sid), undefined)
      assert.equal(await world.orders.hold(order, alice, password), undefined)
      assert.deepEqual(await world.orders.refreshOf(order, null), { state: 'none' })
      await world.orders.end(order)
    }
  })

  test('what is mistyped is no order at all', async () => {
    await using world = await aWorld()
    const { text } = aChallenge(await aDevice(world, 'LAPTOP-9'))
    const slip = (text[5] === 'A' ? 'B' : 'A') + text.slice(6)
    for (const typed of ['', 'x', text.slice(1), text.slice(0, 5) + slip]) {
      assert.equal(world.orders.answerTo(typed), undefined, typed)
    }
  })
})

suite('a device that has a network again', () => {
  test('tells that it was refreshed, and the page and the log know it', async () => {
    await using world = await aWorld()
    const device = await aDevice(world, 'LAPTOP-9')
    const { text } = aChallenge(device)
    const { view } = await answered(world, text)
    world.pass({ minutes: 8 * 60 })
    for (let twice = 0; twice < 2; twice++) {
      await world.devices.report(report(text, refreshed), { device: device.id, origin })
    }
    assert.deepEqual(await view(), { state: 'refreshed', device: 'LAPTOP-9' })
    assert.deepEqual(world.factsOf('device.refreshed'), [
      { launch: text, device: device.id, path: 'no-network', tookMs: 700, attempts: 'no-network:done' },
    ])
  })

  test('tells of three wrong responses, also to a challenge that nobody ever typed', async () => {
    await using world = await aWorld()
    const device = await aDevice(world, 'LAPTOP-9')
    const { text } = aChallenge(device)
    await world.devices.report(report(text, failed), { device: device.id, origin })
    assert.deepEqual(world.factsOf('device.not-refreshed'), [
      { launch: text, device: device.id, why: 'wrong-response', tried: 'no-network' },
    ])
    const order = world.orders.answerTo(text) ?? ''
    assert.equal(await world.orders.learner(order, alice.sid), undefined, 'and it is over')
  })

  test('is not believed about a response that was never given, or another device’s challenge', async () => {
    await using world = await aWorld()
    const [device, other] = [await aDevice(world, 'LAPTOP-9'), await aDevice(world, 'LAPTOP-10')]
    const { text } = aChallenge(device)
    const by = (id: string) => ({ device: id, origin })
    await assert.rejects(world.devices.report(report(text, refreshed), by(device.id)), {
      code: 'launch.step-refused',
    })
    await answered(world, text)
    await assert.rejects(world.devices.report(report(text, refreshed), by(other.id)), {
      code: 'launch.expired',
    })
    const forBob = { ...report(text, refreshed), account: bob.sid }
    await assert.rejects(world.devices.report(forBob, by(device.id)), { code: 'launch.expired' })
    assert.deepEqual(world.factsOf('device.refreshed'), [])
  })

  test('and was removed meanwhile takes what was kept for it along', async () => {
    await using world = await aWorld()
    const device = await aDevice(world, 'LAPTOP-9')
    const { view } = await answered(world, aChallenge(device).text)
    await world.devices.enrolments.remove(device.id)
    assert.deepEqual(await view(), { state: 'none' })
    assert.doesNotMatch(await world.dump(), /released/)
  })
})

suite('the keys for it', () => {
  test('come from one file that is made once, for its owner alone', async () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'keyturn-keys-'))
    const file = join(folder.path, 'no-network.key')
    const first = await loadNoNetworkKeys(file, systemRandom)
    const again = await loadNoNetworkKeys(file, systemRandom)
    assert.ok(first.agreement.equals(again.agreement))
    assert.equal(again.atRest.open(first.atRest.seal('CODE', 'a/1'), 'a/1'), 'CODE')
    assert.equal(statSync(file).mode & 0o777, 0o600)
    truncateSync(file, 31)
    await assert.rejects(loadNoNetworkKeys(file, systemRandom), { code: 'config.invalid' })
  })

  test('open a response only where it belongs, whole, and with the same file', () => {
    const { atRest } = keysFrom(Buffer.alloc(32, 1), systemRandom)
    const sealed = atRest.seal('CODE', 'a/1')
    assert.notEqual(atRest.seal('CODE', 'a/1'), sealed)
    assert.equal(atRest.open(sealed, 'a/2'), undefined)
    assert.equal(atRest.open(sealed.slice(2), 'a/1'), undefined)
    assert.equal(atRest.open('', 'a/1'), undefined)
    assert.equal(keysFrom(Buffer.alloc(32, 2), systemRandom).atRest.open(sealed, 'a/1'), undefined)
  })
})

test('responses are computed in turn, and who comes when too many wait is told to come again', async () => {
  const turn = createTurns()
  let running = 0
  const work = async () => {
    assert.equal(++running, 1, 'one at a time')
    await new Promise((resolve) => setImmediate(resolve))
    running--
  }
  const failing = turn(async () => {
    throw new Error('one that fails keeps nobody waiting')
  })
  const all = Array.from({ length: 40 }, () => turn(work))
  await assert.rejects(failing)
  const settled = await Promise.allSettled(all)
  const refused = settled.filter(({ status }) => status === 'rejected')
  assert.equal(refused.length, 11)
  for (const one of refused) {
    assert.ok(one.status === 'rejected' && one.reason instanceof Fault)
    assert.equal(one.reason.code, 'request.too-many')
  }
  await turn(work)
})
