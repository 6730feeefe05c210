import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import type { AccountId } from '#kernel'
import {
  next,
  foundOf,
  nextOfTarget,
  statesBefore,
  type PasswordMark,
  type Campaign,
  type CampaignEvent,
  type Target,
  type TargetEvent,
} from './state.ts'

const [carol, otto, mallory] = ['carol', 'otto', 'mallory'] as unknown as [AccountId, AccountId, AccountId]

const run = (...events: readonly CampaignEvent[]) =>
  events.reduce<Campaign | undefined>((state, event) => state && next(state, event), { is: 'draft' })
const simulated: CampaignEvent = { type: 'simulated', open: 0 }
const yes = (by: AccountId): CampaignEvent => ({ type: 'approved', by })

const campaignEvents: fc.Arbitrary<CampaignEvent> = fc.oneof(
  fc.constantFrom<CampaignEvent>(
    ...(['edited', 'started', 'paused', 'resumed', 'all-written', 'reopened', 'cancelled'] as const).map(
      (type) => ({
        type,
      }),
    ),
  ),
  fc.nat({ max: 2 }).map((open) => ({ type: 'simulated', open }) as const),
  fc.nat({ max: 2 }).map((left) => ({ type: 'verification-read', left }) as const),
  fc.constantFrom(carol, otto, mallory).map((by) => ({ type: 'approved', by }) as const),
  fc.constantFrom(carol, otto, mallory).map((by) => ({ type: 'approval-withdrawn', by }) as const),
)

suite('a campaign', () => {
  test('goes from a draft to its end by two people', () => {
    const end = run(
      simulated,
      yes(carol),
      yes(otto),
      { type: 'started' },
      { type: 'paused' },
      { type: 'resumed' },
      { type: 'all-written' },
      { type: 'verification-read', left: 3 },
      { type: 'verification-read', left: 0 },
    )
    assert.deepEqual(end, { is: 'closed' })
  })

  test('whose exemption is over while it is verified runs again, and can be paused before its deadline', () => {
    assert.deepEqual(next({ is: 'verifying' }, { type: 'reopened' }), { is: 'running' })
    assert.equal(next({ is: 'closed' }, { type: 'reopened' }), undefined)
    assert.deepEqual(next({ is: 'verifying' }, { type: 'paused' }), { is: 'paused' })
  })

  test('is not approved by one person who presses twice', () => {
    assert.equal(run(simulated, yes(carol), yes(carol)), undefined)
  })

  test('with an account in no segment cannot be approved by anybody', () => {
    assert.equal(run({ type: 'simulated', open: 1 }, yes(carol)), undefined)
  })

  test('that was edited after the approval needs both of them again', () => {
    assert.deepEqual(run(simulated, yes(carol), yes(otto), { type: 'edited' }), { is: 'draft' })
  })

  test('loses the approval of whoever withdraws, and keeps the other one', () => {
    const withdrawn = (by: AccountId): CampaignEvent => ({ type: 'approval-withdrawn', by })
    assert.deepEqual(run(simulated, yes(carol), yes(otto), withdrawn(carol)), {
      is: 'half-approved',
      by: otto,
    })
    assert.deepEqual(run(simulated, yes(carol), withdrawn(carol)), { is: 'simulated' })
    assert.equal(run(simulated, yes(carol), withdrawn(mallory)), undefined)
    assert.equal(run(simulated, yes(carol), yes(otto), { type: 'started' }, withdrawn(carol)), undefined)
  })

  test('never runs without two different people who said yes to this very plan', () => {
    fc.assert(
      fc.property(fc.array(campaignEvents, { maxLength: 30 }), (events) => {
        let state: Campaign = { is: 'draft' }
        let yesOf = new Set<AccountId>()
        for (const event of events) {
          const after = next(state, event)
          if (after === undefined) continue
          if (event.type === 'edited' || event.type === 'simulated') yesOf = new Set()
          if (event.type === 'approved') yesOf.add(event.by)
          if (event.type === 'approval-withdrawn') yesOf.delete(event.by)
          if (after.is === 'running') assert.equal(yesOf.size, 2)
          assert.ok(state.is !== 'closed' && state.is !== 'cancelled', 'an end is an end')
          state = after
        }
      }),
      { numRuns: 1_000 },
    )
  })
})

const targetEvents: fc.Arbitrary<TargetEvent> = fc.constantFrom<TargetEvent>(
  { type: 'claimed' },
  { type: 'found-written' },
  { type: 'found-unwritten' },
  { type: 'found-changed' },
  { type: 'failed', why: 'refused' },
  { type: 'tried-again' },
  { type: 'signed-off' },
  { type: 'proved' },
  { type: 'deadline-passed' },
  { type: 'enforcement-claimed' },
  { type: 'enforced', how: 'disabled' },
  { type: 'found-unenforced' },
  { type: 'found-back' },
  { type: 'excused', owner: 'carol', reason: 'on leave' },
  { type: 'exemption-over' },
)

const through = (state: Target, ...events: readonly TargetEvent[]): Target =>
  events.reduce((now, event) => nextOfTarget(now, event) ?? assert.fail(`${event.type} in ${now.is}`), state)

suite('an account of a campaign', () => {
  test('is written once, and enforced once, however often it is claimed, excused and excused no more', () => {
    fc.assert(
      fc.property(fc.array(targetEvents, { maxLength: 30 }), (events) => {
        let state: Target = { is: 'waiting' }
        let open = 0
        let written = 0
        let enforced = 0
        for (const event of events) {
          const after = nextOfTarget(state, event)
          if (after === undefined) continue
          if (event.type === 'claimed') open++
          // A failure is known to have written nothing.
          if (event.type === 'found-unwritten') open--
          if (event.type === 'failed' && state.is === 'writing') open--
          if (event.type === 'found-written') written++
          if (event.type === 'enforced') enforced++
          assert.ok(open <= 1 && written <= 1 && enforced <= 1)
          if (event.type === 'enforced') assert.equal(state.is, 'enforcing')
          state = after
        }
      }),
      { numRuns: 1_000 },
    )
  })

  test('whose write got no answer is neither written nor excused until somebody looked', () => {
    const writing: Target = { is: 'writing' }
    assert.equal(nextOfTarget(writing, { type: 'excused', owner: 'carol', reason: 'late' }), undefined)
    assert.equal(nextOfTarget(writing, { type: 'proved' }), undefined)
    assert.equal(nextOfTarget(writing, { type: 'claimed' }), undefined)
    assert.deepEqual(nextOfTarget(writing, { type: 'found-unwritten' }), { is: 'waiting' })
  })

  test('that changed its password by itself before its turn needs no write', () => {
    assert.deepEqual(nextOfTarget({ is: 'waiting' }, { type: 'proved' }), { is: 'verified' })
  })

  test('is enforced only after its deadline', () => {
    assert.equal(nextOfTarget({ is: 'written' }, { type: 'enforced', how: 'disabled' }), undefined)
    const overdue = through({ is: 'written' }, { type: 'deadline-passed' })
    assert.equal(nextOfTarget(overdue, { type: 'enforced', how: 'disabled' }), undefined)
    const enforcing = through(overdue, { type: 'enforcement-claimed' })
    assert.equal(nextOfTarget(enforcing, { type: 'enforcement-claimed' }), undefined)
    assert.equal(nextOfTarget(enforcing, { type: 'excused', owner: 'ada', reason: 'late' }), undefined)
    assert.deepEqual(nextOfTarget(enforcing, { type: 'found-unenforced' }), { is: 'overdue' })
    assert.deepEqual(nextOfTarget(enforcing, { type: 'found-back' }), { is: 'written' })
    const enforced = through(enforcing, { type: 'enforced', how: 'disabled' })
    assert.deepEqual(enforced, { is: 'enforced', how: 'disabled' })
  })

  test('is what it was when its exemption is over, and never written a second time for it', () => {
    const excused: TargetEvent = { type: 'excused', owner: 'ada', reason: 'in surgery' }
    for (const was of ['waiting', 'written', 'overdue'] as const) {
      const again = through({ is: was }, excused, excused, { type: 'exemption-over' })
      assert.deepEqual(again, { is: was })
    }
  })

  test('that could not be disabled is disabled when it is tried again, and not written anew', () => {
    const failed = through({ is: 'enforcing' }, { type: 'failed', why: 'refused' })
    assert.deepEqual(nextOfTarget(failed, { type: 'tried-again' }), { is: 'overdue' })
  })

  test('is looked at before somebody tries again, and may be done by hand instead', () => {
    const failed: Target = { is: 'failed', why: 'refused', during: 'writing' }
    assert.equal(nextOfTarget(failed, { type: 'claimed' }), undefined)
    assert.deepEqual(nextOfTarget(failed, { type: 'tried-again' }), { is: 'waiting' })
    assert.deepEqual(nextOfTarget(failed, { type: 'signed-off' }), { is: 'written' })
    assert.deepEqual(statesBefore({ type: 'signed-off' }), ['waiting', 'failed'])
    assert.deepEqual(statesBefore({ type: 'claimed' }), ['waiting'])
  })
})

const t0 = new Date('2026-11-27T17:00:00Z')
const old = new Date('2026-01-01T00:00:00Z')
const later = new Date('2026-11-28T06:00:00Z')

suite('a write of which nobody heard is judged by reading', () => {
  const before = { pwdLastSet: old, keyVersion: 3 }
  test('must-change: by the flag, and by a password that is newer than the theft', () => {
    const found = (now: PasswordMark | undefined) => foundOf('must-change', before, { now, t0 })
    assert.equal(found({ pwdLastSet: null, keyVersion: 3 }), 'written')
    assert.equal(found({ pwdLastSet: old, keyVersion: 3 }), 'unwritten')
    assert.equal(found({ pwdLastSet: later, keyVersion: 4 }), 'changed')
    assert.equal(found(undefined), 'gone')
  })

  test('random reset: by the version of the key, which counts whoever wrote', () => {
    const found = (now: PasswordMark, was: PasswordMark = before) => foundOf('random-reset', was, { now, t0 })
    assert.equal(found({ pwdLastSet: later, keyVersion: 4 }), 'written')
    assert.equal(found({ pwdLastSet: null, keyVersion: 4 }), 'written')
    assert.equal(found({ pwdLastSet: old, keyVersion: 3 }), 'unwritten')
    assert.equal(found({ pwdLastSet: null, keyVersion: 3 }), 'unwritten')
    const unread = { pwdLastSet: old, keyVersion: null }
    assert.equal(found({ pwdLastSet: later, keyVersion: null }, unread), 'written')
    assert.equal(found(unread, unread), 'unwritten')
  })
})
