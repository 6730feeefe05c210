import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { aScene, choose, from, right, type World } from './testing.ts'

const start = (challenge: string, identifier = 'alice') => ({
  purpose: 'reset' as const,
  identifier,
  launch: undefined,
  deviceChallenge: challenge,
  origin: from,
  language: 'en',
})

/** Before the name of any computer: what it was about, in the order in which it was done. */
const done = (world: World) => world.order.filter((one) => ['directory', 'release', 'end'].includes(one))

suite('a reset with the challenge of a computer without a network', () => {
  test('names the computer once she has proved who she is, and releases the response after the write', async () => {
    await using scene = await aScene()
    const { resets, world } = scene
    const { id, view } = await resets.start(start('known'))
    assert.ok(view.state === 'proving' && !('device' in view))
    const choosing = await resets.prove(id, right)
    assert.ok(choosing.state === 'choosing')
    assert.equal(choosing.device, 'LAPTOP-9')
    assert.equal(choosing.challengeUnknown, undefined)
    assert.equal((await choose(resets, id, 'Blauer Füller 77')).state, 'done')
    assert.deepEqual(done(world), ['directory', 'release'])
    assert.deepEqual(world.released, ['challenge:known for alice'])
  })

  test('of a computer that is unknown is the same to a stranger, and told to her before she chooses', async () => {
    await using scene = await aScene()
    const { resets } = scene
    const [known, unknown] = [await resets.start(start('known')), await resets.start(start('unknown'))]
    const timeless = (view: object) => ({ ...view, expires: '' })
    assert.deepEqual(timeless(unknown.view), timeless(known.view))
    const nobody = await resets.start(start('known', 'nobody'))
    assert.deepEqual(timeless(nobody.view), timeless(known.view))
    const choosing = await resets.prove(unknown.id, right)
    assert.ok(choosing.state === 'choosing')
    assert.equal(choosing.challengeUnknown, true)
    assert.equal(choosing.device, undefined)
  })

  test('that is mistyped begins nothing', async () => {
    await using scene = await aScene()
    const { resets, world } = scene
    await assert.rejects(resets.start(start('mistyped')), { code: 'request.invalid' })
    assert.deepEqual(world.types(), [])
  })

  test('that a crash cut off after the write is answered by the next server', async () => {
    await using scene = await aScene()
    const { world } = scene
    world.at = async (what) => {
      if (what === 'release') throw new Error('the server ends here')
    }
    const { id } = await scene.resets.start(start('known'))
    await scene.resets.prove(id, right)
    await choose(scene.resets, id, 'Blauer Füller 77')
    assert.deepEqual(world.released, [])
    world.at = async () => {}
    world.pass(60)
    await world.server().sweeper.sweep()
    assert.deepEqual(world.released, ['challenge:known for alice'])
  })
})
