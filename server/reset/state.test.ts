import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import type { FactorName, Purpose } from '@keyturn/contract'
import { dueAt } from './settling/due.ts'
import { begin, next, type Choosing, type ResetEvent, type ResetState, type Setting } from './state.ts'
import { verdictOn, type Write } from './settling/write.ts'

const start = new Date('2026-11-21T10:00:00.000Z')
const later = (seconds: number) => new Date(start.getTime() + seconds * 1000)

const twoOf = { factors: ['totp', 'recovery-code'], different: 2 } as const
const proving = begin('reset', twoOf, start)
const choosing: Choosing = {
  state: 'choosing',
  purpose: 'reset',
  expires: proving.expires,
  problems: [],
  half: false,
}
const write: Write = {
  id: 'w1',
  begun: start.toISOString(),
  dc: 'dc1',
  before: '2026-05-01T08:00:00.000Z',
  announced: 7,
  held: null,
  unanswered: false,
  seen: null,
}
const setting: Setting = { state: 'setting', purpose: 'reset', expires: proving.expires, half: false, write }

function run(from: ResetState, events: readonly ResetEvent[], at = start): ResetState {
  return events.reduce((now, event) => next(now, event, at), from)
}

suite('while a reset is being proved', () => {
  test('whoever is waited for has the hour, and asking again and again keeps no reset alive', () => {
    const ask = (now: ResetState, seconds: number) =>
      next(now, { type: 'asked', until: later(seconds + 60 * 60).toISOString() }, later(seconds))
    const once = ask(proving, 15 * 60)
    assert.ok(once.state === 'proving' && once.expires === later(75 * 60).toISOString())
    const again = ask(once, 74 * 60)
    assert.equal(next(again, { type: 'looked' }, later(75 * 60 + 1)).state, 'refused')
  })

  test('proving the same factor twice does not count as two factors', () => {
    const once = run(proving, [{ type: 'proved', factor: 'totp' }])
    assert.equal(next(once, { type: 'proved', factor: 'totp' }, start), once)
  })

  test('two different ones are enough', () => {
    const both = run(proving, [
      { type: 'proved', factor: 'totp' },
      { type: 'proved', factor: 'recovery-code' },
    ])
    assert.deepEqual(both, choosing)
  })

  test('a factor that the policy does not name proves nothing', () => {
    const totpOnly = begin('reset', { factors: ['totp'], different: 1 }, start)
    assert.equal(next(totpOnly, { type: 'proved', factor: 'recovery-code' }, start), totpOnly)
  })

  test('nobody proves anything, even if a factor said so', () => {
    const nobody = begin('reset', null, start)
    assert.equal(next(nobody, { type: 'proved', factor: 'totp' }, start), nobody)
  })

  test('the sixth wrong answer ends it, and so does a seventh try at the same time', () => {
    const tries = (count: number) => run(proving, Array<ResetEvent>(count).fill({ type: 'tried' }))
    const six = tries(6)
    assert.equal(six.state, 'proving')
    assert.equal(next(six, { type: 'wrong' }, start).state, 'refused')
    assert.equal(tries(7).state, 'refused')
    assert.equal(next(tries(5), { type: 'wrong' }, start).state, 'proving')
  })

  test('a right answer that comes after the end does not revive it', () => {
    const ended = run(proving, Array<ResetEvent>(7).fill({ type: 'tried' }))
    assert.equal(next(ended, { type: 'proved', factor: 'totp' }, start), ended)
  })

  test('after 15 minutes it is late, whatever comes', () => {
    for (const event of [
      { type: 'looked' },
      { type: 'tried' },
      { type: 'proved', factor: 'totp' },
    ] as const) {
      const now = next(proving, event, later(15 * 60 + 1))
      assert.equal(now.state === 'refused' && now.why, 'late')
    }
    assert.equal(next(proving, { type: 'looked' }, later(15 * 60)), proving)
  })
})

suite('while a password is chosen and set', () => {
  test('what was proved for an unlock does not set a password', () => {
    const toUnlock = { ...choosing, purpose: 'unlock' } as const
    assert.equal(next(toUnlock, { type: 'claimed', purpose: 'reset', write }, start), toUnlock)
  })

  test('of two claims the second changes nothing', () => {
    const first = next(choosing, { type: 'claimed', purpose: 'reset', write }, start)
    const second = { ...write, id: 'w2' }
    assert.equal(next(first, { type: 'claimed', purpose: 'reset', write: second }, start), first)
  })

  test('a late answer about an earlier write does not touch this one', () => {
    const changed = { type: 'changed', of: 'w0', written: null, locked: false, notified: [] } as const
    assert.equal(next(setting, changed, start), setting)
  })

  test('it does not become late, for the DC may have the password already', () => {
    assert.equal(next(setting, { type: 'looked' }, later(3600)), setting)
  })

  test('a refusal gives time to choose again, and much more when the old password is gone', () => {
    const at = later(15 * 60 - 10)
    const rejected = { type: 'rejected', of: 'w1', problems: ['in-history'] } as const
    const again = next(setting, { ...rejected, interrupted: false }, at)
    const half = next(setting, { ...rejected, interrupted: true }, at)
    assert.ok(again.state === 'choosing' && half.state === 'choosing')
    assert.equal(again.expires, later(15 * 60 - 10 + 300).toISOString())
    assert.equal(half.expires, later(15 * 60 - 10 + 1800).toISOString())
    assert.deepEqual([again.half, half.half], [false, true])
  })

  test('that the old password is gone is not forgotten by a later try', () => {
    const half = next(setting, { type: 'half', of: 'w1', dc: 'dc2' }, start)
    const back = next(half, { type: 'not-sent', of: 'w1' }, start)
    assert.ok(back.state === 'choosing' && back.half)
    const left = next(back, { type: 'cancelled' }, start)
    assert.deepEqual(left.state === 'refused' && left.owed, ['sessions', 'entry', 'end', 'notice'])
  })

  test('a locked account is unlocked before its computer tries the new password', () => {
    const held = { ...setting, write: { ...write, held: 'h1' } }
    const changed = { type: 'changed', of: 'w1', written: null, locked: true, notified: [] } as const
    const done = next(held, changed, start)
    assert.deepEqual(done.state === 'done' && done.owed, ['sessions', 'unlock', 'release', 'notice'])
  })
})

suite('somebody who signed in with her old password', () => {
  const changed = { type: 'changed', of: 'w1', written: null, locked: false, notified: [] } as const

  test('is signed out by a reset, and by one that left her with no password', () => {
    const done = next(setting, changed, start)
    assert.ok(done.state === 'done' && done.owed.includes('sessions'))
    const half = next({ ...choosing, half: true }, { type: 'cancelled' }, start)
    assert.ok(half.state === 'refused' && half.owed.includes('sessions'))
  })

  test('stays where the password stays: after an unlock, and after a reset that changed nothing', () => {
    const unlocked = next({ ...setting, purpose: 'unlock' }, changed, start)
    assert.ok(unlocked.state === 'done' && !unlocked.owed.includes('sessions'))
    const left = next(choosing, { type: 'cancelled' }, start)
    assert.ok(left.state === 'refused' && !left.owed.includes('sessions'))
  })
})

suite('what a DC shows about a write without an answer', () => {
  const before = write.before
  const since = start.toISOString()
  const cases: readonly (readonly [string | null, string | null, number, string])[] = [
    [before, '2026-11-21T10:00:01.000Z', 0, 'changed'],
    [null, '2026-11-21T10:00:01.000Z', 0, 'changed'],
    [before, before, 59, 'open'],
    [before, before, 60, 'unchanged'],
    [before, null, 59, 'open'],
    [before, null, 60, 'interrupted'],
    [null, null, 60, 'interrupted'],
  ]
  for (const [was, is, seconds, verdict] of cases) {
    test(`${was ?? 0} → ${is ?? 0} for ${seconds} s: ${verdict}`, () => {
      const seen = { ...write, before: was, seen: { pwdLastSet: is, since } }
      assert.equal(verdictOn(seen, later(seconds)), verdict)
    })
  }

  test('nothing is said before it was read', () => {
    assert.equal(verdictOn(write, later(3600)), 'open')
  })

  test('the minute starts anew when the DC shows something else', () => {
    const first = next(setting, { type: 'read', of: 'w1', pwdLastSet: before }, later(10))
    const same = next(first, { type: 'read', of: 'w1', pwdLastSet: before }, later(20))
    const other = next(same, { type: 'read', of: 'w1', pwdLastSet: null }, later(30))
    assert.equal(same, first)
    assert.deepEqual(other.state === 'setting' && other.write.seen, {
      pwdLastSet: null,
      since: later(30).toISOString(),
    })
  })
})

const factor = fc.constantFrom<FactorName>('totp', 'recovery-code')
const purpose = fc.constantFrom<Purpose>('reset', 'unlock', 'why')
const of = fc.constantFrom('w1', 'w2')
const dc = fc.constant('dc1')
const someWrite = of.map((id): Write => ({ ...write, id, announced: null }))
const event: fc.Arbitrary<ResetEvent> = fc.oneof(
  fc.record({ type: fc.constantFrom('looked', 'tried', 'wrong', 'cancelled', 'went-on') }),
  fc.record({ type: fc.constant('told'), said: fc.constantFrom('', 'locked') }),
  fc.record({ type: fc.constant('proved'), factor }),
  fc.record({ type: fc.constant('claimed'), purpose, write: someWrite }),
  fc.record({ type: fc.constant('sending'), of, announced: fc.nat(), held: fc.constant(null) }),
  fc.record({ type: fc.constantFrom('half', 'unanswered'), of, dc }),
  fc.record({ type: fc.constantFrom('not-sent', 'not-allowed'), of }),
  fc.record({ type: fc.constant('rejected'), of, problems: fc.constant([]), interrupted: fc.boolean() }),
  fc.record({
    type: fc.constant('changed'),
    of,
    written: fc.constant(null),
    locked: fc.boolean(),
    notified: fc.constant([]),
  }),
)
const history = fc.array(fc.tuple(event, fc.nat(120)), { maxLength: 40 })
const different = fc.constantFrom(1, 2)

function replay(from: ResetState, events: readonly (readonly [ResetEvent, number])[]): ResetState[] {
  const states = [from]
  let seconds = 0
  for (const [one, wait] of events) {
    seconds += wait
    states.push(next(states.at(-1) ?? from, one, later(seconds)))
  }
  return states
}

suite('whatever happens in whatever order', () => {
  test('no password is asked for before enough different factors were proved', () => {
    const neverTooEarly = fc.property(history, purpose, different, (events, why, count) => {
      const states = replay(begin(why, { ...twoOf, different: count }, start), events)
      const first = states.findIndex(({ state }) => state !== 'proving' && state !== 'refused')
      if (first === -1) return
      const proofs = events.slice(0, first).flatMap(([one]) => (one.type === 'proved' ? [one.factor] : []))
      assert.ok(new Set(proofs).size >= count)
    })
    fc.assert(neverTooEarly, { numRuns: 2000 })
  })

  test('nobody gets further than proving', () => {
    const nowhere = fc.property(history, purpose, (events, why) => {
      for (const { state } of replay(begin(why, null, start), events)) {
        assert.ok(state === 'proving' || state === 'refused')
      }
    })
    fc.assert(nowhere)
  })

  test('whoever only asks why is told, and neither chooses nor writes', () => {
    const told = fc.property(history, (events) => {
      for (const { state } of replay(begin('why', { ...twoOf, different: 1 }, start), events)) {
        assert.ok(state === 'proving' || state === 'told' || state === 'refused')
      }
    })
    fc.assert(told, { numRuns: 1000 })
  })

  test('an end is an end, and no purpose becomes another', () => {
    const ends = fc.property(history, purpose, (events, why) => {
      const states = replay(begin(why, { ...twoOf, different: 1 }, start), events)
      const ended = states.find(({ state }) => state === 'done' || state === 'refused')
      if (ended !== undefined) assert.equal(states.at(-1), ended)
      assert.ok(states.every((now) => now.purpose === why))
    })
    fc.assert(ends, { numRuns: 1000 })
  })

  test('it is done only from setting, and by news of the very write that was claimed last', () => {
    const onlyOwn = fc.property(history, purpose, (events, why) => {
      const states = replay(begin(why, { ...twoOf, different: 1 }, start), events)
      const done = states.findIndex(({ state }) => state === 'done')
      if (done === -1) return
      const before = states[done - 1]
      const [news] = events[done - 1] ?? []
      assert.ok(before?.state === 'setting' && news?.type === 'changed' && news.of === before.write.id)
    })
    fc.assert(onlyOwn, { numRuns: 1000 })
  })

  test('time always has something left to do', () => {
    const due = fc.property(history, purpose, (events, why) => {
      for (const now of replay(begin(why, { ...twoOf, different: 1 }, start), events)) {
        assert.ok(!Number.isNaN(dueAt(now).getTime()))
      }
    })
    fc.assert(due)
  })
})
