import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Fault } from '#kernel'
import type { Resets } from '../resets.ts'
import { aScene, choose, failing, from, launch, right, wrong } from '../testing.ts'

const ask = (resets: Resets, identifier: string, at?: string) =>
  resets.start({ purpose: 'why', identifier, launch: at, origin: from, language: 'en' })

async function told(resets: Resets, at?: string) {
  const { id } = await ask(resets, 'alice', at)
  const view = await resets.prove(id, right)
  return view.state === 'told' ? { id, view } : assert.fail(`it shows ${view.state}`)
}

suite('somebody who asks why she cannot log on', () => {
  test('is told after she proved it, and the log says what before she hears it', async () => {
    await using scene = await aScene()
    const { world, alice, resets } = scene
    alice.account = { ...alice.account, locked: true }
    const { id, view } = await told(resets)
    assert.deepEqual(view.hindrances, [{ what: 'locked' }])
    assert.deepEqual(view.onward, ['reset', 'unlock'])
    assert.deepEqual(world.types(), ['reset.started', 'reset.proved', 'why.told'])
    assert.deepEqual([world.events[2]?.facts['told'], world.events[2]?.facts['purpose']], ['locked', 'why'])
    // Looked at again it is said again, and written down only if it is something else.
    await resets.view(id)
    alice.account = { ...alice.account, locked: false }
    const later = await resets.view(id)
    assert.ok(later.state === 'told' && later.hindrances.length === 0)
    assert.equal(world.types().filter((type) => type === 'why.told').length, 2)
  })

  test('is told nothing while the log cannot take it', async () => {
    await using scene = await aScene()
    const { world, resets } = scene
    const { id } = await ask(resets, 'alice')
    world.at = failing('why.told', new Fault('audit.unavailable', 'the disk is full'))
    await assert.rejects(resets.prove(id, right), { code: 'audit.unavailable' })
    world.at = async () => {}
    assert.equal((await resets.view(id)).state, 'told')
  })

  test('looks like anybody else before, whether or not there is such an account', async () => {
    await using scene = await aScene()
    const { alice, resets } = scene
    alice.account = { ...alice.account, disabled: true }
    const timeless = (view: object) => ({ ...view, expires: '' })
    const [hers, nobodys] = [await ask(resets, 'alice'), await ask(resets, 'nobody')]
    assert.deepEqual(timeless(nobodys.view), timeless(hers.view))
    const [no, never] = [await resets.prove(hers.id, wrong), await resets.prove(nobodys.id, right)]
    assert.deepEqual(timeless(never), timeless(no))
    assert.equal((await resets.prove(hers.id, right)).state, 'told')
  })

  test('who is disabled is told just that, and can do nothing about it here', async () => {
    await using scene = await aScene()
    const { alice, resets } = scene
    alice.account = { ...alice.account, disabled: true }
    const { id, view } = await told(resets)
    assert.deepEqual([view.hindrances, view.onward], [[{ what: 'disabled' }], []])
    await assert.rejects(resets.goOn(id, 'unlock', from), { code: 'reset.step-refused' })
  })

  test('sets no password by it, and unlocks nothing', async () => {
    await using scene = await aScene()
    const { resets, world } = scene
    const { id } = await told(resets)
    await assert.rejects(choose(resets, id, 'Quiet-Meadow-17'), { code: 'reset.step-refused' })
    await assert.rejects(resets.unlock(id, from), { code: 'reset.step-refused' })
    assert.ok(!world.types().includes('reset.setting'))
  })

  test('has six tries at it, like at a reset, and the log says so', async () => {
    await using scene = await aScene()
    const { world, resets } = scene
    const { id } = await ask(resets, 'alice')
    for (let i = 0; i < 7; i++) await resets.prove(id, wrong)
    assert.equal((await resets.view(id)).state, 'refused')
    assert.equal(world.types().at(-1), 'reset.refused')
  })

  test('is told no more once she said that it was not her, nor after a quarter of an hour', async () => {
    await using scene = await aScene()
    const { world, alice, resets } = scene
    const [one, other] = [await told(resets), await told(resets)]
    await resets.forgetProofs(alice.account.id)
    const view = await resets.view(one.id)
    assert.ok(view.state === 'refused' && view.why === 'not-allowed')
    assert.equal((await resets.goOn(other.id, 'reset', from)).view.state, 'refused')
    const third = await told(resets)
    world.pass(16 * 60)
    const late = await resets.view(third.id)
    assert.ok(late.state === 'refused' && late.why === 'late')
  })
})

suite('from what she was told', () => {
  test('she unlocks her account there and then, with what she proved', async () => {
    await using scene = await aScene()
    const { alice, resets } = scene
    alice.account = { ...alice.account, locked: true }
    const { id } = await told(resets)
    const next = await resets.goOn(id, 'unlock', from)
    assert.ok(next.view.state === 'choosing' && next.view.purpose === 'unlock')
    assert.equal((await resets.unlock(next.id, from)).state, 'done')
    assert.equal(alice.account.locked, false)
  })

  test('she turns to an unlock, finds nothing locked, and resets: the launch was left to that, by both', async () => {
    await using scene = await aScene()
    const { resets, world } = scene
    const { id } = await told(resets, launch)
    const unlocking = await resets.goOn(id, 'unlock', from)
    assert.ok(unlocking.view.state === 'choosing')
    assert.equal(unlocking.view.device, undefined)
    assert.equal(unlocking.view.challengeUnknown, undefined)
    const begun = await resets.start({
      purpose: 'reset',
      identifier: 'alice',
      launch,
      origin: from,
      language: 'en',
    })
    assert.ok(begun.view.state === 'proving' && begun.view.device === 'LAPTOP-7')
    await resets.prove(begun.id, right)
    await choose(resets, begun.id, 'Quiet-Meadow-17')
    assert.deepEqual(world.released, [`${launch} for alice`])
  })

  test('she resets, and the computer in front of her learns the password: its launch was left to that', async () => {
    await using scene = await aScene()
    const { alice, resets, world } = scene
    const { id } = await told(resets, launch)
    const next = await resets.goOn(id, 'reset', from)
    assert.ok(next.view.state === 'choosing' && next.view.device === 'LAPTOP-7')
    await choose(resets, next.id, 'Quiet-Meadow-17')
    assert.equal(alice.password, 'Quiet-Meadow-17')
    assert.deepEqual(world.released, [`${launch} for alice`])
    assert.deepEqual(
      world.events.filter(({ type }) => type === 'reset.started').map(({ facts }) => facts['purpose']),
      ['why', 'reset'],
    )
  })

  test('she proves what a reset needs more than that, and no proof is asked for twice', async () => {
    await using scene = await aScene()
    const { resets, world } = scene
    world.need = { factors: ['totp', 'recovery-code'], different: 2 }
    world.lesser = { factors: ['totp'], different: 1 }
    const { id } = await told(resets)
    const { id: reset, view } = await resets.goOn(id, 'reset', from)
    assert.ok(view.state === 'proving')
    assert.deepEqual([view.purpose, view.factors, view.proved], ['reset', ['recovery-code'], ['totp']])
    await assert.rejects(choose(resets, reset, 'Quiet-Meadow-17'), { code: 'reset.step-refused' })
    assert.equal((await resets.prove(reset, { ...right, factor: 'recovery-code' })).state, 'choosing')
  })

  test('she goes on once: of two at the same time one begins, and what was proved counts no third time', async () => {
    await using scene = await aScene()
    const { resets } = scene
    const { id } = await told(resets)
    const both = await Promise.allSettled([resets.goOn(id, 'reset', from), resets.goOn(id, 'unlock', from)])
    const begun = both.filter((one) => one.status === 'fulfilled' && one.value.view.state === 'choosing')
    assert.equal(begun.length, 1)
    const again = await resets.goOn(id, 'reset', from)
    assert.equal(again.view.state, 'refused')
  })

  test('nobody goes on who was told nothing', async () => {
    await using scene = await aScene()
    const { resets } = scene
    const { id } = await ask(resets, 'alice')
    await assert.rejects(resets.goOn(id, 'reset', from), { code: 'reset.step-refused' })
  })
})
