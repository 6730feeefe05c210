import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { parseEntry } from '@keyturn/protocols/audit'
import {
  emptyFrontier,
  openNote,
  parseCheckpoint,
  parseVerifierKey,
  rootOf,
  sameHash,
  createSigner,
} from '@keyturn/protocols/tlog'
import { createLog, type Clock } from '#kernel'
import { createAuditLog } from './log.ts'
import { grow } from './state.ts'
import type { AuditStore } from './store.ts'
import { alice, anAccount, anEvent, bob } from './testing/an-event.ts'
import { aFence, anAuditLog } from './testing/index.ts'
import { createMemoryStore } from './testing/memory-store.ts'

suite('appending to the audit log', () => {
  test('gives each of many events at once its own place, in one write or few', async () => {
    let writes = 0
    const store = createMemoryStore()
    const append: AuditStore['append'] = async (extension) => (writes++, await store.append(extension))
    await using log = await aLogOn({ ...store, append })
    const receipts = await Promise.all(Array.from({ length: 500 }, () => log.append(anEvent())))
    assert.deepEqual(
      receipts.map(({ index }) => index),
      [...receipts.keys()],
    )
    assert.ok(writes <= 3, `${writes} writes`)
  })

  test('an entry is never earlier than the one before it, though the clock goes back', async () => {
    const times = ['2026-11-21T08:00:00.000Z', '2026-11-21T07:00:00.000Z', '2026-11-21T08:00:00.001Z']
    const clock: Clock = () => new Date(times.shift() ?? '2026-11-21T09:00:00.000Z')
    await using log = await anAuditLog({ clock })
    for (let i = 0; i < 3; i++) await log.append(anEvent())
    const at = (await log.entries()).map((entry) => entry.at)
    assert.deepEqual(at, at.toSorted())
    assert.ok(!at.includes('2026-11-21T07:00:00.000Z'))
  })

  test('each leaf is one canonical line', async () => {
    await using log = await anAuditLog()
    await log.append(anEvent({ facts: { why: 'b', dc: 'a' } }))
    const [leaf = ''] = await log.leaves(0, 10)
    assert.deepEqual(parseEntry(leaf)?.facts, { dc: 'a', why: 'b' })
  })
})

suite('a log that cannot write', () => {
  test('nothing is acknowledged when the disk is full, and the log goes on when there is room', async () => {
    const store = createMemoryStore()
    let full = true
    const diskFull = async () => {
      throw new Error('could not extend file: No space left on device')
    }
    const append: AuditStore['append'] = async (one) => (full ? await diskFull() : await store.append(one))
    await using log = await aLogOn({ ...store, append })
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => log.append(anEvent())))
    for (const one of tries) {
      assert.equal(one.status, 'rejected')
      assert.equal(one.reason.code, 'audit.unavailable')
    }
    full = false
    assert.equal((await log.append(anEvent())).index, 0)
  })

  test('a write that was lost on the way back is not written twice, and not acknowledged', async () => {
    const store = createMemoryStore()
    let lost = 1
    const append: AuditStore['append'] = async (one) => {
      const done = await store.append(one)
      if (lost-- > 0) throw new Error('Connection terminated unexpectedly')
      return done
    }
    await using log = await aLogOn({ ...store, append })
    await assert.rejects(log.append(anEvent({ facts: { reset: 'lost' } })), { code: 'audit.unavailable' })
    assert.equal((await log.append(anEvent({ facts: { reset: 'next' } }))).index, 1)
    assert.equal((await store.leaves(0, 10)).length, 2)
  })

  test('after closing is refused', async () => {
    const log = await anAuditLog()
    await log[Symbol.asyncDispose]()
    await assert.rejects(log.append(anEvent()), { code: 'audit.unavailable' })
  })
})

suite('what may stand in the log', () => {
  test('a fact that sounds like a secret is a mistake of ours, and its value is not in the message', async () => {
    await using log = await anAuditLog()
    for (const name of ['password', 'newPassword', 'recoveryCodes', 'seed', 'deviceKey', 'token', 'answer']) {
      await assert.rejects(log.append(anEvent({ facts: { [name]: 'hunter2' } })), (error: Error) => {
        assert.match(error.message, /sounds like a secret/)
        assert.doesNotMatch(error.message, /hunter2/)
        return true
      })
    }
    await log.append(anEvent({ facts: { codesLeft: 7, factor: 'recovery-code' } }))
    assert.equal((await log.entries()).length, 1)
  })

  test('an entry of a size or with names that no event needs is a mistake of ours', async () => {
    await using log = await anAuditLog()
    await assert.rejects(log.append(anEvent({ facts: { why: 'x'.repeat(17_000) } })), /bytes/)
    await assert.rejects(log.append(anEvent({ facts: { 'a b': 1 } })), /letters and digits/)
    await assert.rejects(log.append(anEvent({ facts: { rate: Number.NaN } })), /not a number/)
    assert.deepEqual(await log.entries(), [])
  })
})

suite('a checkpoint', () => {
  test('is over all that was acknowledged, and its key opens it', async () => {
    await using log = await anAuditLog()
    await Promise.all(Array.from({ length: 2_500 }, () => log.append(anEvent())))
    const { checkpoint, verifierKey } = await log.checkpoint()
    const key = parseVerifierKey(verifierKey)
    assert.ok(key)
    const opened = openNote(Buffer.from(checkpoint), [key])
    assert.ok(opened.ok)
    const tree = parseCheckpoint(opened.text)
    assert.ok(tree)
    const leaves = await log.leaves(0, 10_000)
    assert.equal(tree.size, 2_500)
    assert.ok(sameHash(tree.root, rootOf(grow(emptyFrontier, leaves))))
  })

  test('asked for while others write has at least what was acknowledged before', async () => {
    await using log = await anAuditLog()
    for (let round = 0; round < 20; round++) {
      const { index } = await log.append(anEvent())
      const [{ checkpoint }] = await Promise.all([log.checkpoint(), log.append(anEvent()), log.checkpoint()])
      assert.ok(Number(checkpoint.split('\n')[1]) > index)
    }
  })
})

test('a person’s own entries are found, the newest first, and nobody else’s', async () => {
  await using log = await anAuditLog()
  for (const id of [alice, bob, alice]) await log.append(anEvent({ account: anAccount(id) }))
  const found = await log.ofAccount(alice, 10)
  assert.deepEqual(
    found.map(({ index }) => index),
    [2, 0],
  )
})

async function aLogOn(store: AuditStore) {
  return await createAuditLog({
    store,
    fence: aFence(),
    signer: createSigner('test.example/audit', Buffer.alloc(32, 1)),
    clock: () => new Date('2026-11-21T08:15:30.123Z'),
    log: createLog('silent'),
  })
}
