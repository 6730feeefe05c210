import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { Account } from '#directory'
import { Fault } from '#kernel'
import { aPerson, aScene, choose, failing, launch, right, started, wrong, type World } from '../testing.ts'

suite('proving', () => {
  test('of a hundred answers at once, six are looked at', async () => {
    await using scene = await aScene()
    const { world, resets } = scene
    const { id } = await started(resets, 'alice')
    await Promise.allSettled(Array.from({ length: 100 }, () => resets.prove(id, wrong)))
    assert.equal(world.proofs, 6)
    const view = await resets.view(id)
    assert.deepEqual(view, { state: 'refused', purpose: 'reset', why: 'too-many-tries' })
  })

  test('is written down before it counts', async () => {
    await using scene = await aScene()
    const { world, resets } = scene
    const { id } = await started(resets, 'alice')
    world.at = failing('reset.proved', new Fault('audit.unavailable', 'disk full'))
    await assert.rejects(resets.prove(id, right), { code: 'audit.unavailable' })
    assert.equal((await resets.view(id)).state, 'proving')
  })

  test('a factor that the policy does not name for this person is wrong, whatever the answer', async () => {
    await using scene = await aScene()
    const { world, resets } = scene
    world.need = { factors: ['recovery-code'], different: 1 }
    const { id } = await started(resets, 'alice')
    const view = await resets.prove(id, right)
    assert.ok(view.state === 'proving' && view.wrong)
  })

  test('a password for a reset that is still being proved is refused', async () => {
    await using scene = await aScene()
    const { id } = await started(scene.resets, 'alice')
    await assert.rejects(choose(scene.resets, id, 'New-2026'), { code: 'reset.step-refused' })
  })

  test('whoever mistyped a name leaves the computer to the right one; what was begun takes nothing more', async () => {
    await using scene = await aScene()
    const { world, resets } = scene
    const { id } = await started(resets, 'alise', launch)
    assert.equal((await resets.cancel(id)).state, 'refused')
    assert.deepEqual(world.order.slice(-2), ['reset.refused', 'give-back'])
    assert.equal((await resets.prove(id, right)).state, 'refused')
    const { view } = await started(resets, 'alice', launch)
    assert.ok(view.state === 'proving' && view.device === 'LAPTOP-7')
  })

  test('a cancelled reset tells its computer and takes nothing more', async () => {
    await using scene = await aScene()
    const { world, resets } = scene
    const { id } = await started(resets, 'alice', launch)
    await resets.prove(id, right)
    assert.equal((await resets.cancel(id)).state, 'refused')
    assert.deepEqual(world.order.slice(-2), ['reset.refused', 'end'])
    assert.equal((await resets.prove(id, right)).state, 'refused')
    assert.equal(world.proofs, 1)
  })
})

suite('a stranger', () => {
  async function story(world: World, name: string) {
    const resets = world.server()
    const { id, view } = await started(resets, name)
    const views = [view]
    for (let i = 0; i < 7; i++) views.push(await resets.prove(id, wrong))
    return views
  }

  test('sees the same for existing, unknown, ambiguous, disabled and protected names', async () => {
    await using scene = await aScene()
    const { world } = scene
    aPerson(world, 'twice')
    aPerson(world, 'twice')
    const disabled = aPerson(world, 'disabled')
    disabled.account = { ...disabled.account, disabled: true }
    const admin = aPerson(world, 'admin')
    admin.account = { ...admin.account, isProtected: true }
    const expected = await story(world, 'alice')
    for (const name of ['nobody', 'twice', 'disabled', 'admin', 'a*)(cn=*', '']) {
      assert.deepEqual(await story(world, name), expected, name)
    }
  })

  test('causes as many entries, tries and looks at the directory for a name that nobody has', async () => {
    await using scene = await aScene()
    const { world } = scene
    await story(world, 'alice')
    const [types, proofs] = [world.types(), world.proofs]
    world.events.length = 0
    await story(world, 'nobody')
    assert.deepEqual(world.types(), types)
    assert.equal(world.proofs, proofs * 2)
    assert.ok(world.events.every(({ account }) => account === null))
    assert.ok(!JSON.stringify(world.events).includes('nobody'))
  })

  test('cannot tell by the clock, though a DC needs longer for an account that is there', async () => {
    await using scene = await aScene()
    const { world } = scene
    const policy = {
      shown: () => ['totp'] as const,
      needFor: async (account: Account) => {
        await delay(account.dn === '' ? 2 : 25)
        return world.need
      },
    }
    const resets = world.server({ answerStepMs: 160, policy })
    const took = async (name: string) => {
      const began = performance.now()
      await started(resets, name)
      return performance.now() - began
    }
    const times = { alice: [] as number[], nobody: [] as number[] }
    for (let i = 0; i < 11; i++) {
      times.alice.push(await took('alice'))
      times.nobody.push(await took('nobody'))
    }
    const gap = Math.abs(median(times.alice) - median(times.nobody))
    assert.ok(gap < 12, `medians are ${gap} ms apart, the directory's are 23`)
  })

  test('with the right code of an account that may not reset proves nothing', async () => {
    await using scene = await aScene()
    const { world, resets } = scene
    const admin = aPerson(world, 'admin')
    admin.account = { ...admin.account, isProtected: true }
    const { id } = await started(resets, 'admin')
    const view = await resets.prove(id, right)
    assert.ok(view.state === 'proving' && view.wrong)
  })
})

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0
}
