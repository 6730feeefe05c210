import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { emptyHead, extend, sameTree, type Head } from '../state.ts'
import type { AuditStore } from '../store.ts'
import { alice, anAccount, anEvent, bob } from './an-event.ts'

type Check = (what: string, body: (store: AuditStore) => Promise<void>) => void

/** What every store of the log keeps. `open` gives an empty one. */
export function storeSuite(name: string, open: () => Promise<AuditStore & Partial<AsyncDisposable>>): void {
  const check: Check = (what, body) =>
    test(what, async () => {
      const store = await open()
      try {
        await body(store)
      } finally {
        await store[Symbol.asyncDispose]?.()
      }
    })
  suite(`${name}, as a store of the audit log`, () => {
    checkWriting(check)
    checkReading(check)
  })
}

function checkWriting(check: Check): void {
  check('begins empty', async (store) => {
    assert.ok(sameHead(await store.head(), emptyHead))
    assert.deepEqual(await store.leaves(0, 10), [])
  })

  check('gives back what was appended, byte for byte and in order', async (store) => {
    const odd = ['Jürgen ✓', '"\\\n\u0000\u2028', '\ud800', '{},"NULL"', "'; drop table audit.entries; --"]
    const events = odd.map((device) => anEvent({ origin: { address: '::1', device } }))
    const first = extend(await store.head(), events, new Date('2026-11-21T08:15:30.123Z'))
    assert.ok(await store.append(first))
    assert.deepEqual(
      await store.leaves(0, 10),
      first.leaves.map(({ leaf }) => leaf),
    )
    assert.deepEqual(await store.leaves(3, 1), [first.leaves[3]?.leaf])
    assert.ok(sameHead(await store.head(), first.after))
  })

  check('of two writers who saw the same end, one appends and the other is told', async (store) => {
    const head = await store.head()
    const [one, other] = ['one', 'other'].map((why) =>
      extend(head, [anEvent({ facts: { why } })], new Date(9)),
    )
    assert.ok(one && other)
    const both = await Promise.all([store.append(one), store.append(other)])
    assert.deepEqual(both.map(String).toSorted(), ['false', 'true'])
    assert.equal((await store.leaves(0, 10)).length, 1)
  })

  check('writers who wait for each other all get their turn, none on top of another', async (store) => {
    const write = async () => await store.appendLocked((head) => extend(head, [anEvent()], new Date(9)))
    const done = await Promise.all(Array.from({ length: 12 }, write))
    const starts = done.map(({ before }) => before.frontier.size).toSorted((a, b) => a - b)
    assert.deepEqual(starts, [...starts.keys()])
    assert.equal((await store.head()).frontier.size, 12)
  })
}

function checkReading(check: Check): void {
  check('finds the newest entries of one account, and of no other', async (store) => {
    const events = [alice, bob, alice].map((id) => anEvent({ account: anAccount(id) }))
    const { leaves } = await store.appendLocked((head) =>
      extend(head, [...events, anEvent({ account: null })], new Date(9)),
    )
    assert.deepEqual(await store.ofAccount(alice, 10), [leaves[2]?.leaf, leaves[0]?.leaf])
    assert.deepEqual(await store.ofAccount(alice, 1), [leaves[2]?.leaf])
    assert.deepEqual(await store.ofAccount(bob, 10), [leaves[1]?.leaf])
  })

  check('keeps the first key that claims the log', async (store) => {
    assert.equal(await store.verifierKey(), undefined)
    const claims = await Promise.all(['a', 'b'].map((key) => store.claimVerifierKey(key)))
    assert.equal(claims[0], claims[1])
    assert.equal(await store.verifierKey(), claims[0])
  })
}

function sameHead(a: Head, b: Head): boolean {
  return sameTree(a.frontier, b.frontier) && a.at.getTime() === b.at.getTime()
}
