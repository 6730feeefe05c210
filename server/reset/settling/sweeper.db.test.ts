import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { Fault } from '#kernel'
import { aDatabase } from '../../storage/testing.ts'
import { lookAfterSeconds } from './looks.ts'
import { resetMigrations } from '../migrations/index.ts'
import { handleSweeps, sweepAtStart } from './sweeper.ts'
import { aPerson, aScene, aWorld, choose, failing, launch, proved, started } from '../testing.ts'

suite('a write without an answer', () => {
  const unknown = { outcome: 'unknown', dc: 'dc1' } as const

  test('is told as such, and done as soon as the DC shows it', async () => {
    await using scene = await aScene()
    const { world, alice, resets } = scene
    const id = await proved(resets, 'alice', launch)
    world.answer = unknown
    assert.deepEqual(await choose(resets, id, 'New-2026'), { state: 'setting', purpose: 'reset' })
    assert.deepEqual(world.looks, [{ reset: id, look: 0 }])
    assert.equal(world.types().at(-1), 'reset.unknown')
    alice.account = { ...alice.account, pwdLastSet: world.now }
    await resets.sweeper.look({ reset: id, look: 0 })
    assert.equal((await resets.view(id)).state, 'done')
    assert.equal(world.types().at(-1), 'reset.settled')
    assert.equal(world.released.length, 1)
  })

  test('is said not to have happened only after a minute of answers that show none', async () => {
    await using scene = await aScene()
    const { world, resets } = scene
    const id = await proved(resets, 'alice')
    world.answer = unknown
    await choose(resets, id, 'New-2026')
    for (const [look, seconds] of lookAfterSeconds.entries()) {
      assert.equal((await resets.view(id)).state, 'setting')
      world.pass(seconds)
      await resets.sweeper.look({ reset: id, look })
    }
    assert.equal((await resets.view(id)).state, 'choosing')
  })

  test('found by a sweep is looked at again as soon as that can be certain, not a minute late', async () => {
    await using scene = await aScene()
    const { world, resets } = scene
    const id = await proved(resets, 'alice')
    world.answer = unknown
    await choose(resets, id, 'New-2026')
    world.looks.length = 0
    await resets.sweeper.sweep()
    const ordered = world.looks.splice(0)
    world.pass(59)
    await resets.sweeper.sweep()
    assert.deepEqual([ordered.length, world.looks.length], [1, 0])
    assert.equal((await resets.view(id)).state, 'setting')
    world.pass(2)
    for (const look of ordered) await resets.sweeper.look(look)
    assert.equal((await resets.view(id)).state, 'choosing')
  })

  test('whose DC is away is done when another DC shows it', async () => {
    await using scene = await aScene()
    const { world, alice, resets } = scene
    const id = await proved(resets, 'alice')
    world.answer = unknown
    await choose(resets, id, 'New-2026')
    world.at = failing('read of the DC', new Fault('directory.unavailable', 'away'))
    world.pass(60)
    await resets.sweeper.sweep()
    assert.equal((await resets.view(id)).state, 'setting')
    alice.account = { ...alice.account, pwdLastSet: world.now }
    await resets.sweeper.sweep()
    assert.equal((await resets.view(id)).state, 'done')
  })

  test('whose DC is lost for good is given back after half an hour', async () => {
    await using scene = await aScene()
    const { world, resets } = scene
    const id = await proved(resets, 'alice')
    world.answer = unknown
    await choose(resets, id, 'New-2026')
    world.at = failing('read of the DC', new Fault('directory.unavailable', 'away'))
    for (const seconds of [60, 29 * 60 + 1, 61]) {
      assert.equal((await resets.view(id)).state, 'setting')
      world.pass(seconds)
      await resets.sweeper.sweep()
    }
    assert.equal((await resets.view(id)).state, 'choosing')
  })

  test('stays open while no DC answers, however long', async () => {
    await using scene = await aScene()
    const { world, resets } = scene
    const id = await proved(resets, 'alice')
    world.answer = unknown
    await choose(resets, id, 'New-2026')
    const away = new Fault('directory.unavailable', 'away')
    world.at = async (what) => {
      if (what.startsWith('read of')) throw away
    }
    for (let hour = 0; hour < 5; hour++) {
      world.pass(3600)
      await resets.sweeper.sweep()
    }
    assert.equal((await resets.view(id)).state, 'setting')
  })

  test('is settled by the sweeper though its slow server still waits: then one of the two ends it', async () => {
    await using scene = await aScene()
    const { world, resets } = scene
    const id = await proved(resets, 'alice', launch)
    const gate = Promise.withResolvers<void>()
    const arrived = Promise.withResolvers<void>()
    world.at = async (what) => {
      if (what !== 'after the write') return
      arrived.resolve()
      await gate.promise
    }
    const slow = choose(resets, id, 'New-2026')
    await arrived.promise
    world.pass(30)
    await world.server().sweeper.sweep()
    assert.equal((await resets.view(id)).state, 'done')
    gate.resolve()
    assert.equal((await slow).state, 'done')
    assert.equal(world.notices.length, 1)
  })
})

suite('a server that is only slow', () => {
  test('to announce finds the step given back and sends nothing', async () => {
    await using scene = await aScene()
    const { world, alice, resets } = scene
    const id = await proved(resets, 'alice', launch)
    const gate = Promise.withResolvers<void>()
    const arrived = Promise.withResolvers<void>()
    world.at = async (what) => {
      if (what !== 'reset.setting') return
      arrived.resolve()
      await gate.promise
    }
    const slow = choose(resets, id, 'New-2026')
    await arrived.promise
    world.pass(30)
    await world.server().sweeper.sweep()
    gate.resolve()
    await assert.rejects(slow, { code: 'reset.step-refused' })
    assert.ok(!world.order.includes('directory'))
    assert.equal(alice.password, 'forgotten')
    assert.equal((await resets.view(id)).state, 'choosing')
  })
})

suite('the jobs', () => {
  test('settle a write without an answer soon after it, by themselves', async () => {
    await using db = await aDatabase([resetMigrations])
    const world = aWorld(db)
    const alice = aPerson(world, 'alice')
    const resets = world.server({ jobs: db.jobs })
    handleSweeps(resets.sweeper, db.jobs)
    await db.jobs.start()
    await sweepAtStart(db.jobs)
    const id = await proved(resets, 'alice')
    world.answer = { outcome: 'unknown', dc: 'dc1' }
    await choose(resets, id, 'New-2026')
    alice.account = { ...alice.account, pwdLastSet: world.now }
    const deadline = performance.now() + 20_000
    while ((await resets.view(id)).state === 'setting' && performance.now() < deadline) await delay(250)
    assert.equal((await resets.view(id)).state, 'done')
  })
})

suite('time', () => {
  test('ends what nobody went on with, tells the computer, and forgets it a day later', async () => {
    await using scene = await aScene()
    const { world, resets } = scene
    const { id } = await started(resets, 'nobody', launch)
    world.pass(15 * 60 + 1)
    await resets.sweeper.sweep()
    assert.deepEqual(world.order.slice(-2), ['reset.refused', 'end'])
    assert.equal((await resets.view(id)).state, 'refused')
    world.pass(25 * 3600)
    await resets.sweeper.sweep()
    await assert.rejects(resets.view(id), { code: 'reset.expired' })
  })

  test('has one broken reset not keep the others waiting', async () => {
    await using scene = await aScene()
    const { world, resets } = scene
    const ids = await Promise.all(Array.from({ length: 250 }, async () => (await started(resets, 'x')).id))
    world.pass(15 * 60 + 1)
    let failed = 0
    world.at = async () => {
      if (failed++ < 3) throw new Fault('audit.unavailable', 'for a moment')
    }
    await resets.sweeper.sweep()
    const open = world.types().filter((type) => type === 'reset.refused').length
    assert.equal(open, ids.length - 3)
    world.pass(60)
    await resets.sweeper.sweep()
    assert.equal(world.types().filter((type) => type === 'reset.refused').length, ids.length)
  })
})
