import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Settled } from '../claims/claims.ts'
import { aRun, aTarget, at, old, open } from '../testing/a-run.ts'

const zone = { office: '', timeZone: 'Europe/Berlin' }
const left = { pwdLastSet: null, keyVersion: 3 }

/** Some that were written by must-change at eight in the morning of the 30th. */
async function written(count = 3) {
  const run = await aRun(Array.from({ length: count }, () => aTarget()))
  const claim = run.claim()
  const all = (await run.store.claim(claim, { limit: count, open })).map(({ account }) => account)
  await run.store.note(
    claim,
    'dc1',
    all.map((account) => ({ account, before: old })),
  )
  await run.store.settle(
    claim,
    all.map((account) => ({ account, event: { type: 'found-written' }, after: left })),
    at,
  )
  const { store, freeze } = run
  const overdue = (upTo: string) => store.markOverdue(freeze, ['must-change'], [{ ...zone, upTo }])
  const wish = { limit: 500, open, except: [] }
  const state = async () =>
    (await store.counts(freeze)).map((one) => [one.state, one.why, one.accounts, one.back])
  return Object.assign(run, { all, overdue, wish, state })
}

suite('the deadline', () => {
  test('finds those who were written by then and are not back, and an excused one not', async () => {
    await using run = await written()
    const { store, freeze, all } = run
    const [back, excused, late] = all
    assert.ok(back && excused && late)
    await store.back(freeze, [back], at)
    await store.excuse(
      { freeze, of: { account: excused } },
      { owner: 'ada', reason: 'in surgery', until: '2026-12-01' },
    )
    assert.equal(await store.awaited(freeze, ['must-change']), 1)
    assert.equal(await run.overdue('2026-11-29'), 0)
    assert.equal(await run.overdue('2026-11-30'), 1)
    const claimed = await store.claimOverdue(run.claim(), run.wish)
    assert.deepEqual(claimed, [{ account: late, is: 'enforcing', way: 'must-change', noted: null, left }])
    assert.deepEqual(await store.claimOverdue(run.claim(), run.wish), [], 'one server alone has it')
  })

  test('does nothing while it is paused, nothing twice, and nothing to an operator', async () => {
    await using run = await written(2)
    const { store } = run
    await run.overdue('2026-11-30')
    const [operator] = run.all
    assert.ok(operator)
    await run.pause('paused')
    assert.deepEqual(await store.claimOverdue(run.claim(), run.wish), [])
    await run.pause('running')
    const claim = run.claim()
    const claimed = await store.claimOverdue(claim, { ...run.wish, except: [operator] })
    const ids = claimed.map(({ account }) => account)
    assert.equal(ids.length, 1)
    assert.ok(!ids.includes(operator))
    await run.pause('paused')
    assert.deepEqual(await store.maySend(claim, ids), new Set())
    await run.pause('running')
    assert.deepEqual(await store.maySend(claim, ids), new Set(ids))
    await store.settle(claim, settledAs(ids, { type: 'enforced', how: 'disabled' }), at)
    assert.deepEqual(await store.claimOverdue(run.claim(), { ...run.wish, except: [operator] }), [])
    assert.equal(await run.overdue('2026-11-30'), 0)
  })

  test('that a dead server was at is settled by what is there, and what was not done is done by another', async () => {
    await using run = await written(1)
    const { store, all } = run
    await run.overdue('2026-11-30')
    const dead = run.claim()
    await store.claimOverdue(dead, run.wish)
    await store.note(dead, 'dc2', [{ account: all[0] ?? assert.fail(), before: left }])
    await run.lose()
    const next = run.claim()
    const [lost] = await store.claimLost(next, 10)
    assert.equal(lost?.is, 'enforcing')
    assert.equal(lost.noted?.dc, 'dc2')
    await store.settle(dead, settledAs(all, { type: 'enforced', how: 'disabled' }), at)
    assert.deepEqual(await run.state(), [['enforcing', null, 1, 0]], 'a dead server has no say')
    await store.settle(next, settledAs(all, { type: 'found-unenforced' }), at)
    // What the first write left is known as before: by it she is seen to come back.
    const [again] = await store.claimOverdue(run.claim(), run.wish)
    assert.deepEqual(again?.left, left)
    assert.equal(again.noted, null)
  })

  test('is not for whoever has come after all; a random one is seen to come back afterwards', async () => {
    await using run = await written(2)
    const { store, freeze, all } = run
    await run.overdue('2026-11-30')
    const claim = run.claim()
    await store.claimOverdue(claim, run.wish)
    const [came, late] = all
    assert.ok(came && late)
    await store.note(
      claim,
      'dc2',
      all.map((account) => ({ account, before: left })),
    )
    await store.settle(claim, settledAs([came], { type: 'found-back' }), at)
    const after = { pwdLastSet: at, keyVersion: 4 }
    const enforced = { account: late, event: { type: 'enforced', how: 'random-reset' }, after } as const
    await store.settle(claim, [enforced], at)
    assert.deepEqual(await run.state(), [
      ['enforced', 'random-reset', 1, 0],
      ['written', null, 1, 1],
    ])
    const away = await store.away(freeze, nobody, 10)
    assert.deepEqual(away, [{ account: late, name: 'somebody', dc: 'dc2', before: after }])
    await store.back(freeze, [late], at)
    assert.deepEqual(await store.away(freeze, nobody, 10), [])
  })

  test('that a DC refused is tried again as what it was', async () => {
    await using run = await written(1)
    const { store, freeze, all } = run
    await run.overdue('2026-11-30')
    const claim = run.claim()
    await store.claimOverdue(claim, run.wish)
    await store.note(
      claim,
      'dc2',
      all.map((account) => ({ account, before: left })),
    )
    await store.settle(claim, settledAs(all, { type: 'failed', why: 'refused' }), at)
    assert.equal(await store.isOpen(freeze), false)
    assert.equal(await store.tryAgain(freeze), 1)
    assert.deepEqual(await run.state(), [['overdue', null, 1, 0]])
    assert.deepEqual((await store.claimOverdue(run.claim(), run.wish))[0]?.left, left)
  })
})

suite('an exemption', () => {
  test('is over on the day after its last one, once, and told; it opens what it was', async () => {
    await using run = await written(2)
    const { store, freeze, all } = run
    const [one, other] = all
    assert.ok(one && other)
    const because = { owner: 'ada', reason: 'in surgery', until: '2026-12-01' }
    await store.excuse({ freeze, of: { account: one } }, because)
    await store.excuse({ freeze, of: { account: other } }, { ...because, until: null })
    assert.deepEqual(await store.exemptionsOver(freeze, '2026-12-01', 10), [])
    const over = await store.exemptionsOver(freeze, '2026-12-02', 10)
    assert.deepEqual(
      over.map(({ account, owner, until }) => [account, owner, until]),
      [[one, 'ada', '2026-12-01']],
    )
    const ends = await Promise.all(
      [1, 2].map(() => store.endExemptions(freeze, [one, other], { day: '2026-12-02', at })),
    )
    assert.deepEqual(new Set(ends), new Set([0, 1]))
    assert.deepEqual(await run.state(), [
      ['exempt', null, 1, 0],
      ['written', null, 1, 0],
    ])
    assert.deepEqual(
      (await store.exemptionsOf(freeze, 10)).map(({ account, isOver }) => [account, isOver]),
      [[one, true]],
    )
    await store.excuse({ freeze, of: { account: one } }, { ...because, until: '2026-12-09' })
    assert.deepEqual(
      (await store.exemptionsOf(freeze, 10)).map(({ account, isOver }) => [account, isOver]),
      [[one, false]],
    )
  })
})

suite('what is proved', () => {
  test('is verified, but for the exempt, those under way, and random ones whom a deadline waits for', async () => {
    const targets = [
      aTarget({ way: 'random-reset' }),
      aTarget({ way: 'manual', segment: 'service' }),
      aTarget(),
      aTarget(),
    ]
    await using run = await aRun(targets)
    const { store, freeze } = run
    const [random, byHand, excused, busy] = targets.map(({ account }) => account)
    assert.ok(random && byHand && excused && busy)
    await store.excuse(
      { freeze, of: { account: excused } },
      { owner: 'ada', reason: 'in surgery', until: null },
    )
    const claim = run.claim()
    await store.claim(claim, { limit: 10, open })
    await store.note(claim, 'dc1', [{ account: random, before: old }])
    const after = { pwdLastSet: at, keyVersion: 4 }
    await store.settle(claim, [{ account: random, event: { type: 'found-written' }, after }], at)
    const all = targets.map(({ account }) => account)
    const verified = async () =>
      [...(await store.among(freeze, all)).values()]
        .filter(({ state }) => state === 'verified')
        .map(({ account }) => account)
    await store.prove(freeze, all, { at, hold: true })
    assert.deepEqual(await verified(), [byHand])
    await store.prove(freeze, all, { at, hold: false })
    assert.deepEqual((await verified()).toSorted(), [byHand, random].toSorted())
    assert.equal((await store.away(freeze, nobody, 10)).length, 1, 'and she is missed none the less')
    const pages = await store.frozenAfter(freeze, nobody, 3)
    const rest = await store.frozenAfter(freeze, pages.at(-1)?.account ?? '', 3)
    assert.equal(new Set([...pages, ...rest].map(({ account }) => account)).size, 4)
  })
})

const nobody = '00000000-0000-0000-0000-000000000000'

function settledAs(accounts: readonly Settled['account'][], event: Settled['event']) {
  return accounts.map((account) => ({ account, event, after: undefined }))
}
