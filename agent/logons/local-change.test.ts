import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Sid } from '@keyturn/protocols/ad'
import type { Kept, Local, Unproved } from './kept.ts'
import { createLocalChange, type LocalChangeDeps, type Verifiers } from './local-change.ts'

const alice = 'S-1-5-21-1-2-3-1104' as Sid
const never = new AbortController().signal
const noon = '2026-11-21T12:00:00.000Z'

/** A cache that keeps passwords as they are, in memory, and what the agent keeps, also after it was killed. */
function aComputer(over: Partial<Verifiers & { prove: LocalChangeDeps['logons']['prove'] }> = {}) {
  const cache = new Map<Sid, { verifier: string; dcSaid: string | null }>([
    [alice, { verifier: 'old', dcSaid: noon }],
  ])
  const unproved = new Map<Sid, Unproved>()
  const notes = new Map<Sid, Local>()
  const steps: string[] = []
  const put = (account: Sid, verifier: string) => {
    const entry = cache.get(account)
    if (entry !== undefined) cache.set(account, { ...entry, verifier })
  }
  const verifiers: Verifiers = {
    read: async (account) => cache.get(account) ?? 'not-cached',
    takes: async (verifier, password) => verifier === password.toString(),
    async write(account, old, password) {
      steps.push('write')
      if (cache.get(account)?.verifier !== old) return false
      put(account, password.toString())
      return true
    },
    async putBack(account, old) {
      steps.push('put back')
      put(account, old)
    },
    ...over,
  }
  const kept: Kept = {
    async keep(account, old) {
      steps.push('keep')
      if (unproved.has(account)) throw new Error('not finished')
      unproved.set(account, old)
    },
    unproved: async () => [...unproved].map(([account, old]) => ({ account, ...old })),
    drop: async (account) => void unproved.delete(account),
    noteLocal: async (account, change) => void notes.set(account, change),
    async localOf(account, dcSaid) {
      const change = notes.get(account)
      return change?.dcSaid === dcSaid ? change : undefined
    },
    forget: async (account) => void unproved.delete(account),
  }
  const prove = async (_: unknown, password: Buffer) => {
    steps.push('prove')
    return cache.get(alice)?.verifier === password.toString()
  }
  const logons = {
    nameOf: async () => ({ domain: 'CORP', name: 'alice' }),
    prove: over.prove ?? prove,
  }
  return {
    cache,
    unproved,
    notes,
    steps,
    kept,
    logons,
    start: () => createLocalChange({ verifiers, kept, logons }),
  }
}

type Computer = ReturnType<typeof aComputer>

function changed(computer: Computer, password = 'new', signal = never, takes?: Date) {
  return computer.start().changeLocally(alice, Buffer.from(password), signal, takes)
}

function isAsBefore({ cache, unproved, notes }: Computer) {
  assert.deepEqual(cache.get(alice), { verifier: 'old', dcSaid: noon })
  assert.deepEqual([...unproved], [])
  assert.deepEqual([...notes], [])
}

suite('a cached log-on that is changed without a DC', () => {
  test('has its old verifier on disk before the new one is written, and nowhere once that is proved', async () => {
    const computer = aComputer()
    assert.equal(await changed(computer), 'changed')
    assert.deepEqual(computer.steps, ['keep', 'write', 'prove'])
    assert.equal(computer.cache.get(alice)?.verifier, 'new')
    assert.deepEqual([...computer.unproved], [])
    assert.deepEqual(computer.notes.get(alice), { dcSaid: noon, takes: null })
  })

  test('is noted with the age of its password where that is known, also of one that it took already', async () => {
    const computer = aComputer()
    const takes = new Date('2026-11-21T12:30:00.000Z')
    assert.equal(await changed(computer, 'new', never, takes), 'changed')
    assert.deepEqual(computer.notes.get(alice), { dcSaid: noon, takes })
    assert.equal(await changed(computer, 'new', never), 'changed')
    assert.deepEqual(computer.notes.get(alice), { dcSaid: noon, takes })
    const unknown = aComputer()
    assert.equal(await changed(unknown), 'changed')
    assert.equal(await changed(unknown, 'new', never, takes), 'changed')
    assert.deepEqual(unknown.notes.get(alice), { dcSaid: noon, takes })
    // What a DC said of the password that is there needs no note, and gets none.
    const told = aComputer()
    assert.equal(await changed(told, 'old', never, takes), 'changed')
    isAsBefore(told)
  })

  test('that takes the password already is proved, and not written', async () => {
    const computer = aComputer()
    assert.equal(await changed(computer, 'old'), 'changed')
    assert.deepEqual(computer.steps, ['keep', 'prove'])
    isAsBefore(computer)
  })

  test('is not made where there is none, and not touched where it is not understood', async () => {
    for (const found of ['not-cached', 'unknown-format'] as const) {
      const computer = aComputer({ read: async () => found })
      assert.equal(await changed(computer), found)
      assert.deepEqual(computer.steps, [])
    }
  })

  test('is what it was when the cache lets somebody in with a wrong password, or her not with the right one', async () => {
    const computer = aComputer({ prove: async () => false })
    assert.equal(await changed(computer), 'proof-failed')
    assert.deepEqual(computer.steps, ['keep', 'write', 'put back'])
    isAsBefore(computer)
  })

  test('is what it was when the daemon still answers with the old password after the proof', async () => {
    const computer = aComputer()
    computer.logons.prove = async () => {
      computer.cache.set(alice, { verifier: 'old', dcSaid: noon })
      return true
    }
    assert.equal(await changed(computer), 'proof-failed')
    isAsBefore(computer)
  })

  test('is what it was when a program breaks, whichever it is', async () => {
    const broken = () => Promise.reject(new Error('no space left'))
    for (const over of [{ write: broken }, { prove: broken }]) {
      const computer = aComputer(over)
      await assert.rejects(changed(computer), /no space left/)
      isAsBefore(computer)
    }
    const noNote = aComputer()
    noNote.kept.noteLocal = broken
    await assert.rejects(changed(noNote), /no space left/)
    isAsBefore(noNote)
    const noKeeping = aComputer()
    noKeeping.kept.keep = broken
    await assert.rejects(changed(noKeeping), /no space left/)
    assert.deepEqual(noKeeping.steps, [])
  })

  test('is not written when nobody here is known by that name, or nobody waits any more', async () => {
    const nameless = aComputer()
    nameless.logons.nameOf = async () => undefined as never
    assert.equal(await changed(nameless), 'proof-failed')
    const given = aComputer()
    assert.equal(await changed(given, 'new', AbortSignal.abort()), 'proof-failed')
    for (const computer of [nameless, given]) assert.deepEqual(computer.steps, [])
  })

  test('twice at once is changed twice, one after the other', async () => {
    const computer = aComputer()
    const agent = computer.start()
    const both = ['one', 'two'].map((password) => agent.changeLocally(alice, Buffer.from(password), never))
    assert.deepEqual(await Promise.all(both), ['changed', 'changed'])
    assert.deepEqual(computer.steps, ['keep', 'write', 'prove', 'keep', 'write', 'prove'])
    assert.equal(computer.cache.get(alice)?.verifier, 'two')
  })
})

suite('the start after an agent was killed', () => {
  const killed = (verifier: string) => {
    const computer = aComputer()
    computer.unproved.set(alice, { verifier: 'old', dcSaid: noon })
    computer.cache.set(alice, { verifier, dcSaid: noon })
    return computer
  }

  test('puts the old verifier back, whether or not the new one was written', async () => {
    for (const verifier of ['old', 'new']) {
      const computer = killed(verifier)
      await computer.start().putBackUnproved()
      isAsBefore(computer)
    }
  })

  test('leaves what a DC said meanwhile, and makes no entry that is gone', async () => {
    const newer = killed('new')
    newer.cache.set(alice, { verifier: 'newest', dcSaid: '2026-11-21T13:00:00.000Z' })
    await newer.start().putBackUnproved()
    assert.equal(newer.cache.get(alice)?.verifier, 'newest')
    const gone = killed('new')
    gone.cache.delete(alice)
    await gone.start().putBackUnproved()
    assert.equal(gone.cache.has(alice), false)
    for (const { unproved } of [newer, gone]) assert.deepEqual([...unproved], [])
  })

  test('that cannot put it back keeps it for the next one', async () => {
    const computer = killed('new')
    const { verifiers, ...rest } = {
      verifiers: { putBack: () => Promise.reject(new Error('read-only')) },
      kept: computer.kept,
      logons: computer.logons,
    }
    const read = async () => ({ verifier: 'new', dcSaid: noon })
    const agent = createLocalChange({ ...rest, verifiers: { ...verifiers, read } as never })
    await assert.rejects(agent.putBackUnproved(), /read-only/)
    assert.equal(computer.unproved.get(alice)?.verifier, 'old')
    await computer.start().putBackUnproved()
    isAsBefore(computer)
  })

  test('lets no second change begin before that', async () => {
    for (const password of ['new', 'newer']) {
      const computer = killed('new')
      await assert.rejects(changed(computer, password), /not finished/)
      assert.deepEqual(computer.steps, ['keep'])
    }
  })
})
