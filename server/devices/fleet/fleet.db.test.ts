import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { parseForgetOrder, signingPublicKey, verifyStatement } from '@keyturn/protocols/refresh'
import { secret } from '#kernel'
import { aDevice, alice, aWorld, bob, written } from '../testing.ts'
import { aFollowedWorld, aLaptop, assign, follow, policy, resets, told } from './testing.ts'
import { stateOf } from './view.ts'
import { driftOf } from './wanted.ts'

const all = { after: '', limit: 200 }

suite('an order to forget', () => {
  test('reaches the computers that keep a log-on of hers, signed for each, until they have done it', async () => {
    await using world = await aWorld()
    const laptop = await aLaptop(world, 'laptop1', alice, false)
    const other = await aLaptop(world, 'laptop2', bob, false)
    const silent = await aDevice(world, 'laptop3')
    const { fleet } = world.devices
    assert.deepEqual(await fleet.forget({ account: 'alice', devices: 'known' }), {
      ordered: true,
      account: alice.sid,
      devices: 2,
    })
    assert.deepEqual((await other.checkIn()).orders, [])
    assert.equal((await fleet.checkIn(told([]), silent.by)).orders.length, 1)
    const asked = told([alice])
    const [order] = (await fleet.checkIn(asked, laptop.by)).orders
    assert.ok(order?.kind === 'forget')
    const bytes = Buffer.from(order.text, 'base64url')
    const key = signingPublicKey(laptop.serverKey)
    assert.ok(key && verifyStatement(bytes, Buffer.from(order.signature, 'base64url'), key))
    const said = parseForgetOrder(bytes)
    assert.deepEqual([said?.account, said?.device, said?.nonce], [alice.sid, laptop.id, asked.nonce])

    const forgot = (outcome: 'still-there' | 'gone', by = laptop.by) =>
      fleet.forgot({ order: order.order, outcome }, by)
    await assert.rejects(forgot('gone', other.by), { code: 'launch.step-refused' })
    await forgot('still-there')
    assert.equal((await laptop.checkIn()).orders.length, 1)
    await forgot('gone')
    await forgot('gone')
    assert.deepEqual((await laptop.checkIn()).orders, [])
    const outcomes = world.factsOf('device.forgot').map((facts) => [facts['device'], facts['what']])
    assert.deepEqual(outcomes, [
      [laptop.id, 'still-there'],
      [laptop.id, 'gone'],
    ])
  })

  test('said twice is one; for one computer, for all, and for an account that is gone it works too', async () => {
    await using world = await aWorld()
    const laptop = await aLaptop(world, 'laptop1', alice, false)
    await aDevice(world, 'laptop2')
    const { fleet } = world.devices
    const gone = 'S-1-5-21-1-2-3-4711'
    for (const devices of [[laptop.id], [laptop.id], 'all'] as const) {
      await fleet.forget({ account: gone, devices: typeof devices === 'string' ? devices : [...devices] })
    }
    assert.equal((await laptop.checkIn()).orders.length, 1)
    assert.deepEqual(
      world.factsOf('device.order-made').map((facts) => [facts['kind'], facts['sid']]),
      [
        ['forget', gone],
        ['forget', gone],
      ],
    )
    assert.deepEqual(await fleet.forget({ account: 'nobody', devices: 'all' }), {
      ordered: false,
      why: 'unknown-account',
    })
    assert.deepEqual(await fleet.forget({ account: 'alice', devices: [laptop.id, 'x'] }), {
      ordered: false,
      why: 'unknown-device',
    })
  })

  test('takes back the password that waits there, and is over after ninety days', async () => {
    await using world = await aFollowedWorld()
    const laptop = await aLaptop(world, 'laptop1', alice)
    await resets(world, alice, secret('Blauer Füller 77'))
    await world.devices.fleet.forget({ account: 'alice', devices: 'known' })
    assert.doesNotMatch(await world.dump(), /"sealed"/)
    assert.deepEqual(
      (await laptop.checkIn()).orders.map(({ kind }) => kind),
      ['forget'],
    )
    world.pass({ minutes: 91 * 24 * 60 })
    assert.deepEqual((await laptop.checkIn()).orders, [])
  })
})

suite('whose computer it is', () => {
  test('is said of accounts and computers that there are, in the log, and not of protected ones', async () => {
    await using world = await aWorld()
    const laptop = await aDevice(world, 'laptop1')
    world.becomes({ ...bob, isProtected: true })
    assert.deepEqual(await assign(world, laptop.id, alice), { end: 'done' })
    assert.deepEqual(await assign(world, laptop.id, alice), { end: 'nothing-to-do' })
    assert.deepEqual(await assign(world, laptop.id, bob), { end: 'protected' })
    assert.deepEqual(await assign(world, 'x', alice), { end: 'unknown-device' })
    assert.deepEqual(await assign(world, laptop.id, { ...alice, sAMAccountName: 'x' }), {
      end: 'unknown-account',
    })
    assert.deepEqual(await assign(world, laptop.id, alice, false), { end: 'done' })
    assert.deepEqual(
      world.audited().filter((type) => /assigned/.test(type)),
      ['device.assigned', 'device.unassigned'],
    )
  })
})

suite('the view of all computers', () => {
  test('says what a computer said last of each log-on, and forgets it with the computer', async () => {
    await using world = await aFollowedWorld()
    const laptop = await aLaptop(world, 'laptop1', alice)
    const last = async () =>
      (await world.devices.fleet.page(all)).devices.flatMap(({ logons }) => logons.map((one) => one.last))
    assert.deepEqual(await last(), [null])
    const at = () => world.clock().toISOString()
    for (const outcome of [
      { refreshed: false, why: 'vpn-did-not-open', tried: ['direct', 'vpn'] },
      { refreshed: true, path: 'direct', tookMs: 400 },
    ] as const) {
      const launch = await laptop.released(alice, secret('Blauer Füller 77'))
      await laptop.view(launch)
      const told = outcome.refreshed ? outcome : { ...outcome, tried: [...outcome.tried] }
      await laptop.report(launch, alice.sid, told)
      assert.deepEqual(await last(), [{ at: at(), why: outcome.refreshed ? null : outcome.why }])
      await assert.rejects(laptop.report(launch, bob.sid, told), { code: 'launch.step-refused' })
    }
    await world.devices.enrolments.remove(laptop.id)
    assert.deepEqual(await last(), [])
  })

  test('says how each log-on stands, what waits for it, and what is not as it is wanted', async () => {
    await using world = await aWorld({ follow, logons: { mostAccounts: 10, expiresAfterDays: 30 } })
    const laptop = await aLaptop(world, 'laptop1', alice)
    world.becomes(bob)
    await assign(world, laptop.id, bob)
    const page = async () => (await world.devices.fleet.page(all)).devices[0]
    const states = async () => (await page())?.logons.map(({ name, state }) => `${name} ${state}`)
    assert.deepEqual(await states(), ['alice current', 'bob missing'])
    assert.deepEqual((await page())?.drift, ['expiresAfterDays'])
    await resets(world, alice, secret('Blauer Füller 77'))
    assert.deepEqual(await states(), ['alice stale', 'bob missing'])
    assert.deepEqual((await page())?.logons[0]?.ordered, ['follow'])
    world.becomes({ ...alice, disabled: true })
    assert.deepEqual(await states(), ['alice disabled', 'bob missing'])
    world.becomes({ ...alice, pwdLastSet: written.pwdLastSet })
    const takes = written.pwdLastSet.toISOString()
    await laptop.checkIn({ logons: [{ account: alice.sid, passwordLastSet: takes, answeredByDc: takes }] })
    assert.deepEqual(await states(), ['alice current', 'bob missing'])
    assert.equal((await page())?.logons[0]?.answeredByDc, takes)
  })

  test('has ten thousand computers, in pages that miss none and have none twice', async () => {
    await using world = await aWorld()
    const count = 10_000
    await world.fill(count)
    const seen = new Set<string>()
    const began = performance.now()
    for (let after: string | null = ''; after !== null;) {
      const page: Awaited<ReturnType<typeof world.devices.fleet.page>> = await world.devices.fleet.page({
        after,
        limit: 500,
      })
      for (const { device, logons } of page.devices) {
        assert.ok(!seen.has(device))
        assert.equal(logons.length, 3)
        seen.add(device)
      }
      after = page.next
    }
    assert.equal(seen.size, count)
    assert.ok(performance.now() - began < 30_000)
    const one = await world.devices.fleet.page({ ...all, account: 'alice' })
    assert.equal(one.devices.length, 1)
  })
})

test('how a log-on stands', () => {
  const [older, newer] = [new Date('2026-01-01'), new Date('2026-02-01')]
  const account = { disabled: false, expired: false, pwdLastSet: newer }
  assert.equal(stateOf(account, newer), 'current')
  assert.equal(stateOf(account, older), 'stale')
  assert.equal(stateOf(account, null), 'unknown')
  assert.equal(stateOf(account, null, newer), 'current')
  assert.equal(stateOf(account, null, older), 'unknown', 'a DC may have answered there since')
  assert.equal(stateOf(account, older, newer), 'stale', 'what the computer knows of itself comes first')
  assert.equal(stateOf({ ...account, pwdLastSet: null }, null, newer), 'stale')
  assert.equal(stateOf(account, undefined, newer), 'missing')
  assert.equal(stateOf(account, undefined), 'missing')
  assert.equal(stateOf(account, 'never-told'), 'unknown')
  assert.equal(stateOf({ ...account, pwdLastSet: null }, newer), 'stale')
  assert.equal(stateOf({ ...account, disabled: true }, newer), 'disabled')
  assert.equal(stateOf({ ...account, expired: true }, null), 'disabled')
  assert.equal(stateOf(undefined, newer), 'disabled')
  assert.equal(stateOf(undefined, undefined), 'unknown')
})

test('what is wanted of nobody drifts nowhere', () => {
  assert.deepEqual(driftOf(policy, {}), [])
  assert.deepEqual(driftOf(policy, { caching: false, mostAccounts: 10, expiresAfterDays: 30 }), [
    'caching',
    'expiresAfterDays',
  ])
  assert.deepEqual(driftOf({ ...policy, expiresAfterDays: 30 }, { expiresAfterDays: null }), [
    'expiresAfterDays',
  ])
})
