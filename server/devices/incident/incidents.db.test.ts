import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { DeedReport } from '@keyturn/contract'
import { parseIncidentOrder, signingPublicKey, verifyStatement } from '@keyturn/protocols/refresh'
import { aLaptop } from '../fleet/testing.ts'
import { aDevice, alice, aWorld, bob, origin } from '../testing.ts'

const nonce = 'N'.repeat(43)
const all = { after: '', limit: 500 }
const deeds = ['end-sessions', 'forget'] as const
const report = (deed: DeedReport['deed'], outcome: DeedReport['outcome']): DeedReport => ({
  deed,
  outcome,
  found: 1,
  left: outcome === 'left' ? 1 : 0,
  by: 'processes',
})

type World = Awaited<ReturnType<typeof aWorld>>
const order = (
  world: World,
  of: Parameters<World['devices']['incidents']['order']>[0]['of'],
  devices: 'known' | 'all' | string[] = 'known',
) => world.devices.incidents.order({ of, devices, deeds: [...deeds], by: 'root' }, origin)

suite('orders for an incident', () => {
  test('go to computers that may know the account, signed over this request, until they have done it', async () => {
    await using world = await aWorld()
    const laptop = await aLaptop(world, 'laptop1', alice, false)
    const other = await aLaptop(world, 'laptop2', bob, false)
    const silent = await aDevice(world, 'laptop3')
    const { incidents } = world.devices
    const ordered = await order(world, { accounts: ['alice', 'nobody'] })
    assert.ok(ordered.ordered)
    assert.deepEqual([ordered.accounts, ordered.devices, ordered.unknown], [1, 2, ['nobody']])
    assert.deepEqual(await incidents.offersFor(nonce, other.by), [])
    assert.equal((await incidents.offersFor(nonce, silent.by)).length, 1)
    const [offer] = await incidents.offersFor(nonce, laptop.by)
    assert.ok(offer)
    const bytes = Buffer.from(offer.text, 'base64url')
    const key = signingPublicKey(laptop.serverKey)
    assert.ok(key && verifyStatement(bytes, Buffer.from(offer.signature, 'base64url'), key))
    const said = parseIncidentOrder(bytes)
    assert.deepEqual(
      [said?.account, said?.device, said?.nonce, said?.deeds],
      [alice.sid, laptop.id, nonce, ['forget', 'end-sessions']],
    )
    const tell = (outcome: DeedReport['outcome'], by = laptop.by) =>
      incidents.report({ order: offer.order, refused: null, deeds: [report('end-sessions', outcome)] }, by)
    await assert.rejects(tell('done', other.by), { code: 'launch.step-refused' })
    await tell('left')
    assert.equal((await incidents.offersFor(nonce, laptop.by)).length, 1)
    await tell('done')
    assert.deepEqual(await incidents.offersFor(nonce, laptop.by), [])
    const { orders } = await incidents.page({ ...all, batch: ordered.batch })
    const reported = orders.map(({ name, reported: at }) => `${name} ${at !== null}`)
    assert.deepEqual(reported.toSorted(), ['laptop1 true', 'laptop3 false'])
  })

  test('said again take the place of the earlier ones; a SID that is gone, a group and a campaign are named too', async () => {
    await using world = await aWorld()
    const laptop = await aLaptop(world, 'laptop1', alice, false)
    const { incidents } = world.devices
    for (const of of [
      { group: 'Sales' },
      { campaign: 'friday' },
      { table: Buffer.from('account\nalice\n').toString('base64') },
    ]) {
      assert.equal((await order(world, of)).ordered, true, JSON.stringify(of))
    }
    assert.equal((await incidents.offersFor(nonce, laptop.by)).length, 1)
    const gone = await order(world, { accounts: ['S-1-5-21-1-2-3-4711'] }, [laptop.id])
    assert.equal(gone.ordered, true)
    assert.equal((await incidents.offersFor(nonce, laptop.by)).length, 2)
    // Both are given anew, in no order.
    const given = world.factsOf('device.incident-given').map(({ sid }) => sid)
    assert.ok(given.includes('S-1-5-21-1-2-3-4711'), given.join())
    world.pass({ minutes: 91 * 24 * 60 })
    assert.deepEqual(await incidents.offersFor(nonce, laptop.by), [])
  })

  test('about nobody of a domain, for unknown computers, or by a table in doubt, are none', async () => {
    await using world = await aWorld()
    await aLaptop(world, 'laptop1', alice, false)
    const why = async (...given: Parameters<typeof order> extends [World, ...infer Rest] ? Rest : never) => {
      const ordered = await order(world, ...given)
      return ordered.ordered ? 'ordered' : ordered.why
    }
    assert.equal(await why({ accounts: ['S-1-22-1-0', 'S-1-5-18', 'S-1-5-32-544'] }), 'nobody')
    assert.equal(await why({ accounts: ['alice'] }, ['x']), 'unknown-device')
    assert.equal(await why({ group: 'x' }), 'unknown-group')
    assert.equal(await why({ campaign: 'x' }), 'unknown-campaign')
    const doubt = Buffer.from('account\nalice\nALICE\n').toString('base64')
    assert.equal(await why({ table: doubt }), 'table-refused')
    assert.deepEqual(world.factsOf('device.incident-ordered'), [])
  })
})
