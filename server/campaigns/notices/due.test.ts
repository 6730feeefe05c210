import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { readPlan } from '../plan/read.ts'
import { dueNotices } from './due.ts'
import { noticesOf } from './kinds.ts'

const planWith = (more: string, trigger = 'ransomware') => {
  const read = readPlan(`
campaign: friday
trigger: ${trigger}
t0: 2026-11-27T18:00:00Z
operators: [carol, otto]
scope: [{ domain: all }]
waves: { start: 2026-11-30, freezes: [2026-12-24, 2026-12-25] }
helpDesk: { agents: 3 }
${more}
`)
  return read.ok ? read.plan : assert.fail(JSON.stringify(read.problems))
}
const here = { office: '', day: '2026-12-01' }

suite('mails about a mass reset', () => {
  test('are for one span of days each: nobody is due two of a kind at once', () => {
    const plan = planWith('notices: { before: [1, 5] }')
    const { before, after } = dueNotices(here, noticesOf(plan) ?? assert.fail(), plan)
    assert.deepEqual(before, [
      { kind: 'before:1', from: '2026-12-02', to: '2026-12-02' },
      { kind: 'before:5', from: '2026-12-03', to: '2026-12-06' },
    ])
    assert.deepEqual(after, [])
  })

  test('before a deadline count back from it, and end with it', () => {
    const plan = planWith('notices: { after: [2] }\ndeadline: { afterDays: 5, enforce: disable }')
    const due = (day: string) => dueNotices({ office: '', day }, noticesOf(plan) ?? assert.fail(), plan).after
    // Written on Monday the 30th, the deadline is Monday the 7th: from Saturday the 5th on.
    const isDue = (day: string) => due(day).some(({ from, to }) => from <= '2026-11-30' && '2026-11-30' <= to)
    assert.deepEqual(['2026-12-04', '2026-12-05', '2026-12-07', '2026-12-08'].map(isDue), [
      false,
      true,
      true,
      false,
    ])
  })

  test('are not sent where somebody else may read them, but by a word that says so', () => {
    for (const trigger of [
      'attacker-in-the-middle',
      'identity-platform',
      'credentials-in-mail',
      'nation-state',
    ]) {
      assert.equal(noticesOf(planWith('notices: { at: true }', trigger)), null)
      const all = planWith('notices: { at: true, evenIfMailIsReadByOthers: true }', trigger)
      assert.notEqual(noticesOf(all), null)
    }
    assert.equal(noticesOf(planWith('')), null)
  })
})
