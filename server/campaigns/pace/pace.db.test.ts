import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { suite, test } from 'node:test'
import { systemRandom } from '#kernel'
import { aRun, aServer } from '../testing/a-run.ts'
import { paceOf } from './pace.ts'
import { roomFor } from './rooms.ts'
import { createPaceStore } from './store-sql.ts'

const dcs = ['dc1.corp.example', 'dc2.corp.example']

/** A campaign and its pace, with what time does to it. */
async function aPace() {
  const run = await aRun([])
  const paces = createPaceStore(run.db.tables())
  const { freeze } = run
  const batch = (dc = dcs[0] ?? '') => ({ freeze, batch: randomUUID(), dc })
  /** All that counts ends then: milliseconds from now. */
  const shift = (by: number) =>
    run.db
      .tables<{ 'campaigns.paced': { until: Date } }>()
      .updateTable('campaigns.paced')
      .set({ until: new Date(Date.now() + by) })
      .execute()
  return { ...run, paces, batch, shift }
}

suite('the pace of a campaign on a domain controller', () => {
  test('is one for all servers together, also when all of them ask at once', async () => {
    await using pace = await aPace()
    await using other = await aServer(pace.db)
    const stores = [pace.paces, createPaceStore(other.tables())]
    const asked = await Promise.all(
      Array.from({ length: 10 }, async (_, i) =>
        stores[i % 2]?.take(pace.batch(), { atMost: 50, perMinute: 120 }),
      ),
    )
    const got = asked.map((room) => room?.writes ?? 0).filter((writes) => writes > 0)
    assert.deepEqual(
      got.toSorted((a, b) => a - b),
      [20, 50, 50],
    )
    const { writes, waitSeconds } = await pace.paces.take(pace.batch(), { atMost: 50, perMinute: 120 })
    assert.equal(writes, 0)
    assert.ok(waitSeconds > 60 && waitSeconds <= 100, String(waitSeconds))
    // The other one and another campaign have their own.
    assert.equal((await pace.paces.take(pace.batch(dcs[1]), { atMost: 50, perMinute: 120 })).writes, 50)
    const elsewhere = { ...pace.batch(), freeze: randomUUID() }
    assert.equal((await pace.paces.take(elsewhere, { atMost: 50, perMinute: 120 })).writes, 50)
  })

  test('gives back what was not used, and counts the rest for a minute after it was sent', async () => {
    await using pace = await aPace()
    const wish = { atMost: 50, perMinute: 60 }
    const first = pace.batch()
    await pace.paces.take(first, wish)
    await pace.paces.end(first, 10)
    assert.deepEqual(await pace.paces.counted(pace.freeze), [{ dc: dcs[0], writes: 10 }])
    const second = pace.batch()
    assert.equal((await pace.paces.take(second, wish)).writes, 50)
    const { writes, waitSeconds } = await pace.paces.take(pace.batch(), wish)
    assert.deepEqual([writes, waitSeconds <= 60], [0, true])
    await pace.shift(-1)
    assert.deepEqual(await pace.paces.counted(pace.freeze), [])
    assert.equal((await pace.paces.take(pace.batch(), wish)).writes, 50)
  })

  test('outlives the server that took room and was killed, and a clock that was hours fast', async () => {
    await using pace = await aPace()
    const wish = { atMost: 50, perMinute: 50 }
    const dead = await aServer(pace.db)
    await createPaceStore(dead.tables()).take(pace.batch(), wish)
    await dead[Symbol.asyncDispose]()
    assert.equal((await pace.paces.take(pace.batch(), wish)).writes, 0)
    await pace.shift(5 * 3_600_000)
    const { writes, waitSeconds } = await pace.paces.take(pace.batch(), wish)
    assert.equal(writes, 0)
    assert.ok(waitSeconds <= 100, String(waitSeconds))
  })
})

suite('where a campaign writes next', () => {
  const bulk = { writingDc: async () => dcs[0] ?? '', writingDcs: async () => dcs }

  test('is the domain controller that has room, beginning at another one with each batch', async () => {
    await using pace = await aPace()
    const deps = { paces: pace.paces, directory: { bulk }, random: systemRandom }
    const plan = { dcs: 'all', pace: { writesPerMinute: 70 } } as const
    const ask = async (batch: number) => {
      const room = await roomFor({ freeze: pace.freeze, plan, batch, atMost: 50 }, deps)
      return 'waitSeconds' in room ? 'none' : [await room.dc(), room.atMost]
    }
    const rooms = [await ask(1), await ask(1), await ask(1), await ask(1), await ask(1)]
    assert.deepEqual(rooms, [[dcs[1], 50], [dcs[1], 20], [dcs[0], 50], [dcs[0], 20], 'none'])
    const kept = { plan: `${text}pace: { writesPerMinute: 70 }`, freeze: pace.freeze }
    assert.deepEqual(await paceOf(kept, deps), {
      writesPerMinute: 70,
      dcs: dcs.map((dc) => ({ dc, writes: 70 })),
    })
    assert.equal(await paceOf({ ...kept, plan: text }, deps), null)
  })

  test('is bound by nothing where the plan sets no pace', async () => {
    await using pace = await aPace()
    const deps = { paces: pace.paces, directory: { bulk }, random: systemRandom }
    for (let i = 0; i < 3; i++) {
      const wish = { freeze: pace.freeze, plan: { dcs: 'nearest' }, batch: i, atMost: 50 } as const
      const room = await roomFor(wish, deps)
      assert.ok(!('waitSeconds' in room) && room.atMost === 50)
      assert.equal(await room.dc(), dcs[0])
      await room.end(50)
    }
    assert.deepEqual(await pace.paces.counted(pace.freeze), [])
  })
})

const text = `
campaign: friday
trigger: ransomware
t0: 2026-11-27T18:00:00Z
operators: [carol, otto]
scope: [{ domain: all }]
waves: { start: 2026-11-30 }
helpDesk: { agents: 3 }
`
