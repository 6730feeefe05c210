import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { ResetView } from '@keyturn/contract'
import { aScene, choose, from, killed, launch, proved, right, type World } from '../testing.ts'

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
    for (const where of ['after the write', 'reset.done', 'sign out', 'release', 'notice']) {
      test(`at "${where}" (${way}) has changed the password: it ends as done, thief out, computer and owner told`, async () => {
        await using scene = await aScene()
        const { world, alice, resets } = scene
        world.way = way
        const id = await proved(resets, 'alice', launch)
        await chooseAndDie(world, id, where)
        const view = await sweepOn(world, id)
        assert.equal(view.state, 'done')
        assert.equal(alice.password, 'New-2026')
        assert.deepEqual(new Set(world.signedOut), new Set([`person ${alice.account.id}`]))
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
