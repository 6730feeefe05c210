import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { parseKeepOrder, signingPublicKey, verifyStatement } from '@keyturn/protocols/refresh'
import { alice, aWorld, bob } from '../testing.ts'
import { aLaptop, policy, told } from './testing.ts'
import { dueOf, lossOf, wantedOf } from './wanted.ts'

const all = { after: '', limit: 500 }
const obeysPolicy = true
const bytes = (text: string) => Buffer.from(text, 'base64url')

suite('what is wanted of a computer', () => {
  test('is what everybody’s is, and what the first group that has its name says otherwise', () => {
    const settings = {
      logons: { caching: true, expiresAfterDays: 30 },
      groups: [
        { names: ['kiosk-?', 'KIOSK-*'], logons: { caching: false } },
        { names: ['*-lab', 'k*k-1'], logons: { expiresAfterDays: null } },
      ],
    }
    assert.deepEqual(wantedOf('laptop1', settings), settings.logons)
    assert.deepEqual(wantedOf('Kiosk-1', settings), { caching: false, expiresAfterDays: 30 })
    assert.deepEqual(wantedOf('pc7-LAB', settings), { caching: true, expiresAfterDays: null })
    for (const name of ['pc7-lab2', 'mykiosk-1', 'k-1']) {
      assert.deepEqual(wantedOf(name, settings), settings.logons, name)
    }
  })

  test('is not tried again for a day where the computer said that it does not go', () => {
    const at = new Date('2026-11-21T10:00:00Z')
    const wanted = { mostAccounts: 5, caching: false }
    const last = {
      order: 'o',
      wanted,
      at: at.toISOString(),
      outcomes: { mostAccounts: 'not-offered' },
    } as const
    assert.deepEqual(dueOf(policy, wanted, null, at), { caching: false, mostAccounts: 5 })
    assert.deepEqual(dueOf(policy, wanted, last, at), { caching: false })
    assert.deepEqual(dueOf(policy, { mostAccounts: 6 }, last, at), { mostAccounts: 6 })
    assert.deepEqual(dueOf(policy, { mostAccounts: 5 }, last, new Date('2026-11-22T10:00:01Z')), {
      mostAccounts: 5,
    })
    // Somebody set it back at the computer.
    assert.deepEqual(dueOf(policy, { caching: false }, { ...last, outcomes: { caching: 'set' } }, at), {
      caching: false,
    })
    assert.deepEqual(dueOf(policy, { caching: true }, null, at), {})
  })

  test('costs the log-on of whom it costs it', () => {
    const at = new Date('2026-11-21T10:00:00Z')
    const byDc = (day: string) => new Date(`2026-11-${day}T10:00:00Z`)
    const logons = [
      { account: alice.sid, takes: null, byDc: byDc('01') },
      { account: bob.sid, takes: null, byDc: byDc('20') },
    ]
    const lost = (wanted: object, over: object = {}) =>
      lossOf({ policy: { ...policy, ...over }, logons }, wanted, at)
    assert.deepEqual(lost({ caching: true, mostAccounts: 2, expiresAfterDays: 21 }), [])
    assert.deepEqual(lost({ caching: false }), [alice.sid, bob.sid])
    assert.deepEqual(lost({ mostAccounts: 1 }), [alice.sid])
    assert.deepEqual(lost({ expiresAfterDays: 19 }), [alice.sid])
    assert.deepEqual(lost({ caching: false }, { caching: false }), [])
    assert.deepEqual(lossOf({ policy: null, logons }, { caching: false }, at), [])
  })
})

suite('a computer that keeps log-ons otherwise than is wanted', () => {
  const groups = [{ names: ['kiosk*'], logons: { caching: false } }]

  test('is ordered to, over its nonce of this moment, and what it made of that is in the view and the log', async () => {
    await using world = await aWorld({ logons: { expiresAfterDays: 30 }, groups })
    const kiosk = await aLaptop(world, 'kiosk1', alice, false)
    const asked = told([alice], { obeysPolicy })
    const { orders } = await world.devices.fleet.checkIn(asked, kiosk.by)
    const [order, ...more] = orders
    assert.ok(order?.kind === 'keep' && more.length === 0)
    const key = signingPublicKey(kiosk.serverKey)
    assert.ok(key !== undefined && verifyStatement(bytes(order.text), bytes(order.signature), key))
    const read = parseKeepOrder(bytes(order.text))
    assert.deepEqual(read?.wanted, { caching: false, expiresAfterDays: 30 })
    assert.deepEqual([read?.device, read?.nonce], [kiosk.id, asked.nonce])
    const [ordered] = world.factsOf('device.policy-ordered')
    assert.deepEqual(
      [ordered?.['caching'], ordered?.['loses'], ordered?.['losesOnly']],
      ['off', 1, alice.sid],
    )

    const outcomes = { caching: 'restart', expiresAfterDays: 'not-offered' } as const
    const kept = { order: order.order, outcomes }
    for (const _ of [1, 2]) assert.deepEqual((await kiosk.checkIn({ obeysPolicy, kept })).orders, [])
    assert.equal(world.factsOf('device.policy-set').length, 1)
    const [device] = (await world.devices.fleet.page(all)).devices
    assert.deepEqual(device?.drift, ['caching', 'expiresAfterDays'])
    assert.deepEqual(device?.keeping.ordered?.outcomes, outcomes)
    // A report for an order that it never got is none.
    await kiosk.checkIn({ obeysPolicy, kept: { ...kept, order: 'x'.repeat(22) } })
    assert.equal(world.factsOf('device.policy-set').length, 1)
  })

  test('is ordered nothing where its administrator did not say that it may be, or it is as it is wanted', async () => {
    await using world = await aWorld({ logons: {}, groups })
    const kiosk = await aLaptop(world, 'kiosk1', alice, false)
    assert.deepEqual((await kiosk.checkIn()).orders, [])
    assert.deepEqual((await kiosk.checkIn({ obeysPolicy, policy: { ...policy, caching: false } })).orders, [])
    const laptop = await aLaptop(world, 'laptop1', alice, false)
    assert.deepEqual((await laptop.checkIn({ obeysPolicy })).orders, [])
    assert.ok(!world.audited().includes('device.policy-ordered'))
  })

  test('is warned of before: whose log-on would go, and whose is kept nowhere else', async () => {
    await using world = await aWorld({ groups })
    world.becomes(bob)
    const kiosk = await aLaptop(world, 'kiosk1', alice, false)
    await aLaptop(world, 'laptop1', bob, false)
    await world.devices.fleet.checkIn(told([alice, bob]), kiosk.by)
    const { devices } = await world.devices.fleet.page(all)
    assert.deepEqual(devices.find(({ name }) => name === 'kiosk1')?.keeping.wouldLose, [
      { account: alice.sid, name: 'alice', only: true },
      { account: bob.sid, name: 'bob', only: false },
    ])
    assert.deepEqual(devices.find(({ name }) => name === 'laptop1')?.keeping.wouldLose, [])
  })
})
