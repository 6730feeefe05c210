import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { ResetView } from '@keyturn/contract'
import { Fault } from '#kernel'
import { lookAfterSeconds } from './looks.ts'
import {
  aScene,
  choose,
  failing,
  from,
  killed,
  launch,
  proved,
  right,
  started,
  type World,
} from './testing.ts'

const minutes = 3
const unlocking = {
  purpose: 'unlock',
  identifier: 'alice',
  launch: undefined,
  origin: from,
  language: 'en',
} as const

/** Another server, or the same one again, sweeps each minute. */
async function sweepOn(world: World, id: string): Promise<ResetView> {
  world.at = async () => {}
  const restarted = world.server()
  for (let minute = 0; minute < minutes; minute++) {
    await restarted.sweeper.sweep()
    world.pass(60)
  }
  return restarted.view(id)
}

/** Chooses a password on a server that is killed at `where`. */
async function chooseAndDie(world: World, id: string, where: string): Promise<void> {
  const arrived = Promise.withResolvers<void>()
  const die = killed(where)
  world.at = async (what) => {
    if (what === where) arrived.resolve()
    await die(what)
  }
  void choose(world.server(), id, 'New-2026')
  await arrived.promise
}

const ways = ['policy-hints', 'two-step'] as const

suite('a server that is killed', () => {
  const before = ['hold', 'reset.setting', 'before the write']
  for (const where of before) {
    test(`at "${where}" has written nothing: she chooses again`, async () => {
      await using scene = await aScene()
      const { world, alice, resets } = scene
      const id = await proved(resets, 'alice', launch)
      await chooseAndDie(world, id, where)
      const view = await sweepOn(world, id)
      assert.ok(view.state === 'choosing' && !view.interrupted)
      assert.equal(alice.password, 'forgotten')
      assert.equal((await choose(world.server(), id, 'New-2026')).state, 'done')
      assert.equal(alice.password, 'New-2026')
    })
  }

  for (const where of ['after the first write', 'before the second write']) {
    test(`at "${where}" leaves a random password: she is told, has time, and ends it`, async () => {
      await using scene = await aScene()
      const { world, alice, resets } = scene
      world.way = 'two-step'
      const id = await proved(resets, 'alice', launch)
      await chooseAndDie(world, id, where)
      assert.equal(alice.password, 'random')
      const view = await sweepOn(world, id)
      assert.ok(view.state === 'choosing' && view.interrupted)
      assert.ok(world.types().includes('reset.interrupted'))
      world.pass(20 * 60)
      assert.equal((await choose(world.server(), id, 'New-2026')).state, 'done')
      assert.equal(alice.password, 'New-2026')
    })
  }

  for (const way of ways) {
    for (const where of ['after the write', 'reset.done', 'release', 'notice']) {
      test(`at "${where}" (${way}) has changed the password: it ends as done, computer and owner are told`, async () => {
        await using scene = await aScene()
        const { world, alice, resets } = scene
        world.way = way
        const id = await proved(resets, 'alice', launch)
        await chooseAndDie(world, id, where)
        const view = await sweepOn(world, id)
        assert.equal(view.state, 'done')
        assert.equal(alice.password, 'New-2026')
        assert.deepEqual(new Set(world.released), new Set([`${launch} for alice`]))
        assert.deepEqual(
          world.notices.map(({ kind }) => kind),
          ['password-reset'],
        )
        const told = world.types().filter((type) => type === 'reset.done' || type === 'reset.settled')
        assert.equal(told.length, 1)
      })
    }
  }

  test('during an unlock has it finished or given back', async () => {
    for (const [where, state] of [
      ['unlock.setting', 'choosing'],
      ['before the unlock', 'choosing'],
      ['after the unlock', 'done'],
    ] as const) {
      await using scene = await aScene()
      const { world, alice, resets } = scene
      alice.account = { ...alice.account, locked: true }
      const { id } = await resets.start(unlocking)
      await resets.prove(id, right)
      const arrived = Promise.withResolvers<void>()
      world.at = async (what) => {
        if (what === where) arrived.resolve()
        await killed(where)(what)
      }
      void resets.unlock(id, from)
      await arrived.promise
      assert.equal((await sweepOn(world, id)).state, state, where)
    }
  })
})

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
