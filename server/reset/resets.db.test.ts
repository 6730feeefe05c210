import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Fault } from '#kernel'
import { aScene, choose, failing, from, launch, proved, right, started } from './testing.ts'

suite('a reset', () => {
  test('is announced before the directory sees it, and its computer learns of it after', async () => {
    await using scene = await aScene()
    const { world, alice, resets } = scene
    const id = await proved(resets, 'alice', launch)
    world.order.length = 0
    const view = await choose(resets, id, 'New-2026')
    assert.deepEqual(world.order, ['reset.setting', 'directory', 'reset.done', 'release'])
    assert.equal(alice.password, 'New-2026')
    assert.deepEqual(
      world.notices.map(({ kind, to }) => ({ kind, to })),
      [{ kind: 'password-reset', to: ['alice@corp.example'] }],
    )
    assert.deepEqual(view, {
      state: 'done',
      purpose: 'reset',
      at: world.now.toISOString(),
      notified: ['a•••@corp.example'],
      refresh: { state: 'waiting', device: 'LAPTOP-7' },
    })
  })

  test('reaches no directory when the audit log cannot be written, and can be tried again', async () => {
    await using scene = await aScene()
    const { world, resets } = scene
    const id = await proved(resets, 'alice', launch)
    world.at = failing('reset.setting', new Fault('audit.unavailable', 'disk full'))
    await assert.rejects(choose(resets, id, 'New-2026'), { code: 'audit.unavailable' })
    assert.ok(!world.order.includes('directory'))
    assert.equal(world.order.at(-1), 'discard')
    world.at = async () => {}
    assert.equal((await choose(resets, id, 'New-2026')).state, 'done')
  })

  test('of two choices at once, one is taken', async () => {
    await using scene = await aScene()
    const { world, resets } = scene
    const id = await proved(resets, 'alice')
    const both = await Promise.allSettled([choose(resets, id, 'One-2026'), choose(resets, id, 'Two-2026')])
    assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
    const refused = both.find((one) => one.status === 'rejected')
    assert.equal(refused?.reason.code, 'reset.step-refused')
    assert.equal(world.order.filter((one) => one === 'directory').length, 1)
  })

  test('of two resets of one account, on two servers, one writes at a time', async () => {
    await using scene = await aScene()
    const { world, alice, resets } = scene
    const first = await proved(resets, 'alice')
    const second = await proved(resets, 'alice')
    const gate = Promise.withResolvers<void>()
    const arrived = Promise.withResolvers<void>()
    world.at = async (what) => {
      if (what !== 'before the write') return
      arrived.resolve()
      await gate.promise
    }
    const slow = choose(resets, first, 'One-2026')
    await arrived.promise
    await assert.rejects(choose(world.server(), second, 'Two-2026'), { code: 'reset.step-refused' })
    gate.resolve()
    assert.equal((await slow).state, 'done')
    assert.equal(alice.password, 'One-2026')
  })
})

suite('somebody who signed in with the password she learned', () => {
  test('is signed out when the owner resets it, and again if the first time failed', async () => {
    await using scene = await aScene()
    const { world, alice, resets } = scene
    const id = await proved(resets, 'alice')
    world.at = failing('sign out', new Fault('storage.unavailable', 'gone'))
    assert.equal((await choose(resets, id, 'New-2026')).state, 'done')
    assert.deepEqual(world.signedOut, [])
    assert.equal(world.notices.length, 1)
    world.at = async () => {}
    world.pass(60)
    await resets.sweeper.sweep()
    assert.deepEqual(world.signedOut, [`person ${alice.account.id}`])
  })

  test('is not signed out by a reset that was not proved to its end', async () => {
    await using scene = await aScene()
    const { world, resets } = scene
    await resets.cancel(await proved(resets, 'alice'))
    assert.deepEqual(world.signedOut, [])
  })
})

suite('a password that is not taken', () => {
  test('with a password of which our own check says no, asks no DC', async () => {
    await using scene = await aScene()
    const { world, resets } = scene
    const id = await proved(resets, 'alice')
    world.weak = ['too-short']
    const view = await choose(resets, id, 'x')
    assert.deepEqual(view.state === 'choosing' && view.problems, ['too-short'])
    assert.ok(!world.types().includes('reset.setting'))
  })

  test('that the DC refuses says why, forgets what was sealed, and goes on', async () => {
    await using scene = await aScene()
    const { world, resets } = scene
    const id = await proved(resets, 'alice', launch)
    world.history = ['Old-2026']
    const view = await choose(resets, id, 'Old-2026')
    assert.ok(view.state === 'choosing')
    assert.deepEqual([view.problems, view.interrupted], [['in-history'], false])
    assert.deepEqual(world.order.slice(-2), ['discard', 'reset.rejected'])
    assert.equal((await choose(resets, id, 'New-2026')).state, 'done')
  })

  test('refused between its two writes says that the old password is gone, and leaves time', async () => {
    await using scene = await aScene()
    const { world, alice, resets } = scene
    const id = await proved(resets, 'alice')
    world.way = 'two-step'
    world.history = ['Old-2026']
    const view = await choose(resets, id, 'Old-2026')
    assert.ok(view.state === 'choosing' && view.interrupted)
    assert.equal(alice.password, 'random')
    world.pass(29 * 60)
    assert.equal((await choose(resets, id, 'New-2026')).state, 'done')
    assert.equal(alice.password, 'New-2026')
  })

  test('left with the old password gone ends with a notice to its owner', async () => {
    await using scene = await aScene()
    const { world, resets } = scene
    const id = await proved(resets, 'alice')
    world.way = 'two-step'
    world.history = ['Old-2026']
    await choose(resets, id, 'Old-2026')
    world.pass(31 * 60)
    await resets.sweeper.sweep()
    assert.deepEqual(
      world.notices.map(({ kind }) => kind),
      ['reset-interrupted'],
    )
    const view = await resets.view(id)
    assert.deepEqual(view, { state: 'refused', purpose: 'reset', why: 'late' })
  })
})

suite('a reset in trouble', () => {
  test('loses nothing when no DC answers', async () => {
    await using scene = await aScene()
    const { world, resets } = scene
    const id = await proved(resets, 'alice', launch)
    world.at = failing('before the write', new Fault('directory.unavailable', 'no DC'))
    await assert.rejects(choose(resets, id, 'New-2026'), { code: 'directory.unavailable' })
    assert.equal((await resets.view(id)).state, 'choosing')
    assert.ok(world.order.includes('discard'))
  })

  test('that somebody else proved is refused when the owner says that it was not her', async () => {
    await using scene = await aScene()
    const { world, alice, resets } = scene
    const id = await proved(resets, 'alice')
    world.frozen.add(alice.account.id)
    const view = await choose(resets, id, 'Sommer-2026!')
    assert.ok(view.state === 'refused' && view.why === 'not-allowed')
    assert.ok(!world.types().includes('reset.setting'))
    assert.equal(alice.password, 'forgotten')
  })

  test('that somebody else proved stays refused when the help desk clears the account at once', async () => {
    await using scene = await aScene()
    const { world, alice, resets } = scene
    const id = await proved(resets, 'alice')
    await resets.forgetProofs(alice.account.id)
    const view = await resets.view(id)
    assert.deepEqual(view, { state: 'refused', purpose: 'reset', why: 'not-allowed' })
    assert.ok(world.types().includes('reset.refused'))
    assert.equal((await choose(resets, id, 'New-2026')).state, 'refused')
    assert.equal(alice.account.pwdLastSet?.toISOString(), '2026-05-01T08:00:00.000Z')
  })

  test('that somebody else half proved goes on as that of a name that nobody has', async () => {
    await using scene = await aScene()
    const { world, alice, resets } = scene
    world.need = { factors: ['totp', 'recovery-code'], different: 2 }
    const [half, bare] = [await started(resets, 'alice'), await started(resets, 'alice')]
    const before = await resets.prove(half.id, right)
    assert.ok(before.state === 'proving' && before.proved.length === 1)
    await resets.forgetProofs(alice.account.id)
    const after = await resets.view(half.id)
    assert.ok(after.state === 'proving' && after.proved.length === 0)
    const again = await resets.prove(half.id, right)
    assert.ok(again.state === 'proving' && again.proved.length === 0 && again.wrong)
    const other = await resets.prove(bare.id, right)
    assert.ok(other.state === 'proving' && other.proved.length === 1)
  })

  test('of an account that became protected meanwhile is refused', async () => {
    await using scene = await aScene()
    const { world, resets } = scene
    const id = await proved(resets, 'alice')
    world.at = failing('before the write', new Fault('directory.refused', 'protected'))
    const view = await choose(resets, id, 'New-2026')
    assert.deepEqual(view, { state: 'refused', purpose: 'reset', why: 'not-allowed' })
  })

  test('unlocks a locked account before its computer is told', async () => {
    await using scene = await aScene()
    const { world, alice, resets } = scene
    alice.account = { ...alice.account, locked: true }
    const id = await proved(resets, 'alice', launch)
    world.order.length = 0
    await choose(resets, id, 'New-2026')
    const order = ['reset.setting', 'directory', 'reset.done', 'unlock.setting', 'unlock.done', 'release']
    assert.deepEqual(world.order, order)
    assert.equal(alice.account.locked, false)
  })
})

suite('an unlock', () => {
  const start = {
    purpose: 'unlock',
    identifier: 'alice',
    launch: undefined,
    origin: from,
    language: 'en',
  } as const

  test('unlocks, announced before, and sets no password', async () => {
    await using scene = await aScene()
    const { world, alice, resets } = scene
    alice.account = { ...alice.account, locked: true }
    const { id } = await resets.start(start)
    const proven = await resets.prove(id, right)
    assert.ok(proven.state === 'choosing' && proven.locked)
    await assert.rejects(choose(resets, id, 'New-2026'), { code: 'reset.step-refused' })
    assert.equal((await resets.unlock(id, from)).state, 'done')
    assert.equal(alice.account.locked, false)
    assert.equal(alice.password, 'forgotten')
    assert.deepEqual(
      world.notices.map(({ kind }) => kind),
      ['account-unlocked'],
    )
    assert.deepEqual(world.types().slice(-2), ['unlock.setting', 'unlock.done'])
  })

  test('that failed can be tried again', async () => {
    await using scene = await aScene()
    const { world, alice, resets } = scene
    alice.account = { ...alice.account, locked: true }
    const { id } = await resets.start(start)
    await resets.prove(id, right)
    world.at = failing('before the unlock', new Fault('directory.unavailable', 'no DC'))
    await assert.rejects(resets.unlock(id, from), { code: 'directory.unavailable' })
    world.at = async () => {}
    assert.equal((await resets.unlock(id, from)).state, 'done')
  })

  test('is not what a reset is for', async () => {
    await using scene = await aScene()
    const id = await proved(scene.resets, 'alice')
    await assert.rejects(scene.resets.unlock(id, from), { code: 'reset.step-refused' })
  })
})
