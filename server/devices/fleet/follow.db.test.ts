import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import {
  bindPassword,
  openPassword,
  parseFollowOrder,
  signingPublicKey,
  verifyStatement,
} from '@keyturn/protocols/refresh'
import { secret } from '#kernel'
import { alice, bob, origin, written, type World } from '../testing.ts'
import { aFollowedWorld, aLaptop, assign, old, resets, told } from './testing.ts'

const password = secret('Blauer Füller 77')
const sealed = /"sealed"/
const made = 'device.order-made'

const droppedWhy = (world: World) => world.factsOf('device.order-dropped').map((facts) => facts['why'])

suite('a computer that follows', () => {
  test('gets the password of a reset elsewhere when it comes, once, and by an order for itself alone', async () => {
    await using world = await aFollowedWorld()
    const laptop = await aLaptop(world, 'laptop2', alice)
    await resets(world, alice, password)
    const asked = told([alice])
    const { orders } = await world.devices.fleet.checkIn(asked, laptop.by)
    const [order] = orders
    assert.ok(order?.kind === 'follow' && orders.length === 1)
    const bytes = Buffer.from(order.text, 'base64url')
    const key = signingPublicKey(laptop.serverKey)
    assert.ok(key && verifyStatement(bytes, Buffer.from(order.signature, 'base64url'), key))
    const said = parseFollowOrder(bytes)
    assert.deepEqual(
      [said?.device, said?.account, said?.nonce, said?.order, said?.pwdLastSet.toISOString()],
      [laptop.id, alice.sid, asked.nonce, order.order, written.pwdLastSet.toISOString()],
    )
    const to = { order: order.order, device: laptop.id, account: alice.sid }
    const opened = await openPassword(Buffer.from(order.sealed, 'base64url'), laptop.sealingKey, to)
    assert.ok(opened)
    assert.equal(opened.password.toString(), 'Blauer Füller 77')
    assert.equal(bindPassword(opened), said?.password)

    assert.doesNotMatch(await world.dump(), sealed)
    assert.deepEqual((await laptop.checkIn()).orders, [])
    await laptop.report(order.order, alice.sid)
    await laptop.report(order.order, alice.sid)
    const [facts, ...more] = world.factsOf('device.refreshed')
    assert.deepEqual([facts?.['order'], facts?.['device'], more.length], [order.order, laptop.id, 0])
    assert.equal(world.factsOf('device.order-given').length, 1)
  })

  test('of two that ask at once with one key, one gets it', async () => {
    await using world = await aFollowedWorld()
    const laptop = await aLaptop(world, 'laptop2', alice)
    await resets(world, alice, password)
    const all = await Promise.all(Array.from({ length: 6 }, () => laptop.checkIn()))
    assert.equal(all.flatMap(({ orders }) => orders).length, 1)
  })

  test('does so beside the one at which she reset, and each has what is sealed to itself', async () => {
    await using world = await aFollowedWorld()
    const [here, other] = [await aLaptop(world, 'laptop1', alice), await aLaptop(world, 'laptop2', alice)]
    const { launch } = await here.launch([alice.sid])
    await world.orders.claim(launch, 'r1')
    const held = await world.orders.hold(launch, alice, password)
    assert.ok(held)
    world.becomes({ ...alice, pwdLastSet: written.pwdLastSet })
    await world.orders.release(held, written, origin)
    await world.orders.release(held, written, origin)
    assert.equal((await here.view(launch)).state, 'done')
    assert.deepEqual(await world.orders.refreshOf(launch, held), { state: 'waiting', device: 'laptop1' })
    assert.equal((await other.checkIn()).orders.length, 1)
    // It has it from its launch, and says so: nothing is given twice.
    const knows = [
      { account: alice.sid, passwordLastSet: written.pwdLastSet.toISOString(), answeredByDc: null },
    ]
    assert.deepEqual((await here.checkIn({ logons: knows })).orders, [])
    assert.deepEqual(droppedWhy(world), ['current'])
  })

  test('waits while no DC is in its reach, while the account is locked, and while the DC is behind', async () => {
    await using world = await aFollowedWorld()
    const laptop = await aLaptop(world, 'laptop2', alice)
    await resets(world, alice, password)
    assert.deepEqual((await laptop.checkIn({ canFollow: false })).orders, [])
    const now = { ...alice, pwdLastSet: written.pwdLastSet }
    for (const account of [{ ...now, locked: true }, alice]) {
      world.becomes(account)
      assert.deepEqual((await laptop.checkIn()).orders, [])
    }
    world.becomes(now)
    assert.equal((await laptop.checkIn()).orders.length, 1)
  })
})

suite('a laptop that wants a password which is not for it', () => {
  test('does not get one by naming somebody: whose computer it is, an administrator says', async () => {
    await using world = await aFollowedWorld()
    const thief = await aLaptop(world, 'laptop9', alice, false)
    await resets(world, alice, password)
    assert.doesNotMatch(await world.dump(), sealed)
    assert.deepEqual((await thief.checkIn()).orders, [])
    // Nor once it is assigned: what was chosen before was never sealed to it.
    assert.deepEqual(await assign(world, thief.id, alice), { end: 'done' })
    assert.deepEqual((await thief.checkIn()).orders, [])
    assert.equal(world.factsOf(made).length, 0)
  })

  test('that is assigned to another gets nothing of hers either', async () => {
    await using world = await aFollowedWorld()
    world.becomes(bob)
    const his = await aLaptop(world, 'laptop3', bob)
    await his.checkIn(told([alice, bob]))
    await resets(world, alice, password)
    assert.doesNotMatch(await world.dump(), sealed)
  })

  test('gets one where somebody switched the danger on, and the log says for whom it was sealed', async () => {
    await using world = await aFollowedWorld({ dangerouslyWhoeverIsCached: true })
    const any = await aLaptop(world, 'laptop9', alice, false)
    await resets(world, alice, password)
    assert.equal(world.factsOf(made)[0]?.['device'], any.id)
    assert.equal((await any.checkIn()).orders.length, 1)
  })

  test('and was removed gets nothing: what waited for it is gone, and it proves nothing any more', async () => {
    await using world = await aFollowedWorld()
    const stolen = await aLaptop(world, 'laptop2', alice)
    await resets(world, alice, password)
    assert.match(await world.dump(), sealed)
    await world.devices.enrolments.remove(stolen.id)
    assert.doesNotMatch(await world.dump(), sealed)
    const request = stolen.signed('POST', '/api/device/check-in', '{}')
    await assert.rejects(world.devices.authenticate(request), { code: 'device.unknown' })
    await resets(world, alice, password, new Date('2026-11-22T10:00:00Z'))
    assert.doesNotMatch(await world.dump(), sealed)
  })

  test('cannot report what it was not given', async () => {
    await using world = await aFollowedWorld()
    const [laptop, other] = [await aLaptop(world, 'laptop2', alice), await aLaptop(world, 'laptop3', bob)]
    await resets(world, alice, password)
    const waiting = /"id":"([\w-]{22})","batch"/.exec(await world.dump())?.[1] ?? assert.fail()
    await assert.rejects(laptop.report(waiting, alice.sid), { code: 'launch.step-refused' })
    await assert.rejects(other.report(waiting, alice.sid), { code: 'launch.expired' })
    const [order] = (await laptop.checkIn()).orders
    await assert.rejects(laptop.report(order?.order ?? '', bob.sid), { code: 'launch.step-refused' })
  })
})

suite('what waits for a computer', () => {
  const later = new Date('2026-11-22T10:00:00Z')
  const hers = { ...alice, pwdLastSet: written.pwdLastSet }
  const voids = {
    'the account was disabled': [
      'account-disabled',
      (world: World) => world.becomes({ ...hers, disabled: true }),
    ],
    'she changed it elsewhere': [
      'newer-password',
      (world: World) => world.becomes({ ...hers, pwdLastSet: later }),
    ],
    'she must change it': ['newer-password', (world: World) => world.becomes({ ...hers, pwdLastSet: null })],
    'she said that it was not her': ['distrusted', (world: World) => world.devices.fleet.distrust(alice.id)],
    'its hours are over': ['late', (world: World) => world.pass({ minutes: 72 * 60 + 1 })],
  } as const
  for (const [what, [why, happens]] of Object.entries(voids)) {
    test(`is erased by the sweep when ${what}, whether or not the computer ever comes`, async () => {
      await using world = await aFollowedWorld()
      const laptop = await aLaptop(world, 'laptop2', alice)
      await resets(world, alice, password)
      await world.devices.sweep()
      assert.match(await world.dump(), sealed)
      await happens(world)
      await world.devices.sweep()
      assert.doesNotMatch(await world.dump(), sealed)
      assert.deepEqual(droppedWhy(world), [why])
      world.becomes(hers)
      assert.deepEqual((await laptop.checkIn()).orders, [])
    })
  }

  test('is the newest alone, and nothing of a password that the directory refused', async () => {
    await using world = await aFollowedWorld()
    const laptop = await aLaptop(world, 'laptop2', alice)
    await resets(world, alice, secret('the first one'))
    const refused = await world.orders.hold(null, alice, secret('too weak'))
    assert.ok(refused)
    await world.orders.discard(refused)
    await resets(world, alice, secret('the second one'), later)
    const { orders } = await laptop.checkIn()
    assert.equal(orders.length, 1)
    const [order] = orders
    assert.ok(order?.kind === 'follow')
    const to = { order: order.order, device: laptop.id, account: alice.sid }
    const opened = await openPassword(Buffer.from(order.sealed, 'base64url'), laptop.sealingKey, to)
    assert.equal(opened?.password.toString(), 'the second one')
    assert.deepEqual(droppedWhy(world), ['newer-reset'])
    assert.doesNotMatch(await world.dump(), sealed)
  })

  test('of a reset that nobody ever settled is erased, and never given', async () => {
    await using world = await aFollowedWorld()
    const laptop = await aLaptop(world, 'laptop2', alice)
    const held = await world.orders.hold(null, alice, password)
    assert.deepEqual((await laptop.checkIn()).orders, [])
    world.pass({ minutes: 21 })
    await world.devices.sweep()
    assert.doesNotMatch(await world.dump(), sealed)
    await world.orders.release(held ?? assert.fail(), written, origin)
    assert.deepEqual((await laptop.checkIn()).orders, [])
    assert.equal(world.factsOf(made).length, 0)
  })

  test('goes when the computer is hers no more, or keeps no log-on of her', async () => {
    await using world = await aFollowedWorld()
    const [one, other] = [await aLaptop(world, 'laptop2', alice), await aLaptop(world, 'laptop3', alice)]
    await resets(world, alice, password)
    assert.deepEqual(await assign(world, one.id, alice, false), { end: 'done' })
    assert.deepEqual((await one.checkIn()).orders, [])
    assert.deepEqual((await other.checkIn({ logons: [] })).orders, [])
    assert.deepEqual(droppedWhy(world), ['not-assigned', 'not-cached-here'])
  })

  test('is nothing at all until an administrator turns it on', async () => {
    await using world = await aFollowedWorld({ enabled: false })
    const laptop = await aLaptop(world, 'laptop2', alice)
    assert.equal(await world.orders.hold(null, alice, password), undefined)
    await resets(world, alice, password)
    assert.deepEqual((await laptop.checkIn()).orders, [])
    assert.doesNotMatch(await world.dump(), sealed)
  })

  test('is not old news: what the cache has already is never given', async () => {
    await using world = await aFollowedWorld()
    const laptop = await aLaptop(world, 'laptop2', alice)
    await resets(world, alice, password, old)
    assert.deepEqual((await laptop.checkIn()).orders, [])
    assert.deepEqual(droppedWhy(world), ['current'])
  })
})
