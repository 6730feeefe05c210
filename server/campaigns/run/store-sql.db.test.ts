import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { AccountId } from '#kernel'
import { aRun, aTarget, at, old, open } from '../testing/a-run.ts'
import type { Settled } from '../claims/claims.ts'

const claimed = {
  is: 'writing',
  way: 'must-change',
  left: { pwdLastSet: null, keyVersion: null },
} as const

const written = (account: AccountId): Settled => ({
  account,
  event: { type: 'found-written' },
  after: { pwdLastSet: null, keyVersion: 3 },
})

suite('accounts that many servers write to', () => {
  test('are each claimed by one of them', async () => {
    await using run = await aRun()
    const claims = await Promise.all(
      Array.from({ length: 8 }, () => run.store.claim(run.claim(), { limit: 20, open })),
    )
    const all = claims.flat().map(({ account }) => account)
    assert.equal(new Set(all).size, all.length)
    const rest = await run.store.claim(run.claim(), { limit: 500, open })
    assert.equal(all.length + rest.length, 100)
    assert.deepEqual(await run.store.claim(run.claim(), { limit: 500, open }), [])
  })

  test('are claimed no more from the moment in which somebody pauses, and what is claimed is not sent', async () => {
    await using run = await aRun()
    const claim = run.claim()
    const claimed = (await run.store.claim(claim, { limit: 5, open })).map(({ account }) => account)
    assert.deepEqual(await run.store.maySend(claim, claimed), new Set(claimed))
    await run.pause('paused')
    assert.deepEqual(await run.store.claim(run.claim(), { limit: 5, open }), [])
    assert.deepEqual(await run.store.maySend(claim, claimed), new Set())
  })

  test('come at their offices’ time, and disabled ones with the first wave', async () => {
    const targets = [
      ...Array.from({ length: 10 }, () => aTarget()),
      aTarget({ office: 'Pune' }),
      aTarget({ isDisabled: true, name: 'left' }),
    ]
    await using run = await aRun(targets)
    const half = { segment: 'on-site', office: '', people: 5 } as const
    await run.store.assignWaves(run.freeze, [
      { ...half, wave: 1, day: '2026-11-29' },
      { ...half, wave: 2, day: '2026-11-30' },
    ])
    const counts = await run.store.counts(run.freeze)
    assert.deepEqual(
      counts.map(({ wave, accounts }) => [wave, accounts]),
      [
        [1, 6],
        [2, 6],
      ],
    )
    assert.equal(await run.store.isDue(run.freeze, [{ office: '', day: '2026-11-29' }]), 6)
    assert.equal(await run.store.isDue(run.freeze, [{ office: 'Pune', day: '2026-11-30' }]), 1)
    assert.equal(await run.store.isDue(run.freeze, []), 0)
  })
})

suite('what a server left behind that died', () => {
  test('is looked at by one other, with what was noted, and the dead one has no say any more', async () => {
    await using run = await aRun()
    const dead = run.claim()
    const [one, other] = await run.store.claim(dead, { limit: 2, open })
    assert.ok(one && other)
    await run.store.note(dead, 'dc2.corp.example', [{ account: one.account, before: old }])
    assert.deepEqual(await run.store.claimLost(run.claim(), 10), [], 'not before its time is over')
    await run.lose()
    const looks = await Promise.all([run.claim(), run.claim()].map((claim) => run.store.claimLost(claim, 10)))
    const lost = looks.flat().toSorted((a) => (a.noted === null ? 1 : -1))
    const secondsAgo = lost[0]?.noted?.secondsAgo ?? assert.fail('nothing is noted')
    assert.ok(secondsAgo >= 0 && secondsAgo < 60, String(secondsAgo))
    assert.deepEqual(lost, [
      { ...claimed, account: one.account, noted: { dc: 'dc2.corp.example', before: old, secondsAgo } },
      { ...claimed, account: other.account, noted: null },
    ])
    await run.store.settle(dead, [written(one.account)], at)
    assert.deepEqual(await run.store.maySend(dead, [one.account, other.account]), new Set())
    assert.deepEqual(await run.store.note(dead, 'dc1', [{ account: other.account, before: old }]), new Set())
    const states = (await run.store.counts(run.freeze)).map(({ state, accounts }) => [state, accounts])
    assert.deepEqual(states, [
      ['waiting', 98],
      ['writing', 2],
    ])
  })

  test('while the clock was hours fast waits a minute when it is right again, and no hours', async () => {
    await using run = await aRun([aTarget()])
    const dead = run.claim()
    const [one] = await run.store.claim(dead, { limit: 1, open })
    assert.ok(one)
    await run.claimsEnd(new Date(Date.now() + 5 * 3_600_000))
    assert.deepEqual(
      await run.store.claimLost(run.claim(), 10),
      [],
      'its server may live, and send for half a minute',
    )
    const tables = run.db.tables<{ 'campaigns.targets': { claimed_until: Date } }>()
    const { claimed_until: until } = await tables
      .selectFrom('campaigns.targets')
      .select('claimed_until')
      .executeTakeFirstOrThrow()
    assert.ok(until.getTime() < Date.now() + 120_000, until.toISOString())
    assert.deepEqual(await run.store.maySend(dead, [one.account]), new Set([one.account]))
  })

  test('may be claimed anew only when nothing was written, and forgets where it was', async () => {
    await using run = await aRun([aTarget()])
    const claim = run.claim()
    const [one] = await run.store.claim(claim, { limit: 1, open })
    assert.ok(one)
    await run.store.note(claim, 'dc1', [{ account: one.account, before: old }])
    await run.store.settle(
      claim,
      [{ account: one.account, event: { type: 'found-unwritten' }, after: undefined }],
      at,
    )
    const again = run.claim()
    assert.deepEqual(await run.store.claim(again, { limit: 1, open }), [{ ...one, noted: null }])
    await run.store.settle(again, [written(one.account)], at)
    assert.deepEqual(await run.store.claim(run.claim(), { limit: 1, open }), [])
    assert.equal(await run.store.isOpen(run.freeze), false)
  })
})

suite('what people do by hand', () => {
  test('is signed off for a segment that nothing writes to, and never instead of a write', async () => {
    const service = aTarget({ segment: 'service', way: 'owner-rotation' })
    const person = aTarget()
    await using run = await aRun([service, aTarget({ segment: 'service', way: 'manual' }), person])
    const { store, freeze } = run
    assert.equal(await store.signOff({ freeze, of: { segment: 'on-site' } }, 'carol', at), 0)
    assert.equal(await store.signOff({ freeze, of: { account: person.account } }, 'carol', at), 0)
    assert.equal(await store.signOff({ freeze, of: { segment: 'service' } }, 'carol', at), 2)
    assert.equal(await store.signOff({ freeze, of: { account: service.account } }, 'carol', at), 0)
  })

  test('a failed one may be tried again, signed off or excused; one that is being written may not', async () => {
    const targets = [aTarget(), aTarget(), aTarget()]
    await using run = await aRun(targets)
    const { store, freeze } = run
    const claim = run.claim()
    await store.claim(claim, { limit: 3, open })
    const because = { owner: 'ada', reason: 'in surgery', until: null }
    const [one, two, three] = targets.map(({ account }) => account)
    assert.ok(one && two && three)
    assert.equal(await store.excuse({ freeze, of: { account: one } }, because), 0)
    const failed = [one, two].map((account, i) => ({
      account,
      event: { type: 'failed', why: i === 0 ? 'refused' : 'protected' } as const,
      after: undefined,
    }))
    await store.settle(claim, [...failed, written(three)], at)
    assert.equal(await store.tryAgain(freeze), 1)
    assert.equal(await store.signOff({ freeze, of: { account: two } }, 'carol', at), 1)
    assert.equal(await store.excuse({ freeze, of: { account: one } }, because), 1)
    assert.equal(await store.isOpen(freeze), false)
    const away = await store.away(freeze, '00000000-0000-0000-0000-000000000000', 10)
    assert.deepEqual(away, [], 'no DC was noted for it')
  })
})

suite('a campaign that two people move at once', () => {
  test('is moved by one of them', async () => {
    await using run = await aRun()
    const kept = (await run.campaigns.find('friday')) ?? assert.fail()
    const moves = await Promise.all(
      (['paused', 'cancelled'] as const).map((is) => run.campaigns.move(kept, { now: { is }, changed: at })),
    )
    assert.equal(moves.filter((isMoved) => isMoved).length, 1)
    assert.equal(await run.campaigns.add({ ...kept, draftedBy: 'otto' }), false)
  })
})
