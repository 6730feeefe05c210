import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { campaignTrigger, segmentName } from '@keyturn/contract'
import type { AccountId } from '#kernel'
import { digestOf, readPlan } from './read.ts'
import { waysOf } from './schema.ts'
import { createSeen } from './seen.ts'

const good = `
campaign: friday
trigger: ad-database-exfiltrated
t0: 2026-11-27T18:00:00+01:00
operators: [carol, otto]
scope: [{ domain: all }]
waves: { start: 2026-11-30 }
helpDesk: { agents: 10 }
`
const problemsOf = (text: string) => {
  const read = readPlan(text)
  return read.ok ? assert.fail('it is a plan') : read.problems
}

suite('a plan', () => {
  test('may be as short as this, and what it leaves out is sensible', () => {
    const read = readPlan(good)
    assert.ok(read.ok)
    assert.equal(read.plan.waves.size, 'auto')
    assert.equal(read.plan.people.enrolled, 'measured')
    assert.deepEqual(read.plan.waves.days, ['mon', 'tue', 'wed', 'thu', 'fri'])
  })

  test('that the guide shows is right', () => {
    const guide = readFileSync(join(import.meta.dirname, '../../../docs/guide/campaigns.md'), 'utf8')
    const shown = [...guide.matchAll(/```yaml\n([\s\S]+?)```/g)].map(([, text = '']) => text)
    assert.ok(shown.some((text) => text.includes('operators')))
    for (const text of shown) assert.deepEqual(readPlan(text), { ...readPlan(text), ok: true })
  })

  test('with many mistakes has them told together, each with its line and what to write instead', () => {
    const wrong = good
      .replace('ad-database-exfiltrated', 'hackers')
      .replace('[carol, otto]', '[carol]')
      .replace('2026-11-27T18:00:00+01:00', 'friday')
      .replace('{ agents: 10 }', '{ agent: 10 }')
    const problems = problemsOf(wrong)
    assert.deepEqual(
      problems.map(({ line, path }) => `${line} ${path}`),
      ['3 trigger', '4 t0', '5 operators', '8 helpDesk.agents', '8 helpDesk.agent'],
    )
    assert.match(problems[0]?.message ?? '', /ransomware/)
    assert.match(problems[1]?.message ?? '', /2026-11-27T18:00:00\+01:00/)
    assert.match(problems[2]?.message ?? '', /nobody approves alone/)
    assert.match(problems.at(-1)?.message ?? '', /known here: agents, minutesPerCall/)
  })

  const refused: readonly (readonly [what: string, text: string, path: string, says: RegExp])[] = [
    [
      'a scope of two things at once',
      good.replace('{ domain: all }', '{ domain: all, group: x }'),
      'scope.0',
      /exactly one/,
    ],
    [
      'an exclusion without a reason',
      `${good}exclusions: [{ account: x, owner: y }]`,
      'exclusions.0.reason',
      /./,
    ],
    [
      'an exclusion without an owner',
      `${good}exclusions: [{ account: x, reason: because }]`,
      'exclusions.0.owner',
      /./,
    ],
    [
      'an exclusion of nobody',
      `${good}exclusions: [{ owner: y, reason: because }]`,
      'exclusions.0',
      /exactly one/,
    ],
    [
      'a rule that moves computers',
      `${good}segments: [{ segment: computers, everyone: true }]`,
      'segments.0.segment',
      /write privileged/,
    ],
    [
      'a flag for whom it would lock out',
      `${good}ways: { remote-password-vpn: must-change }`,
      'ways.remote-password-vpn',
      /random-reset/,
    ],
    [
      'a reset of administrators by Keyturn',
      `${good}ways: { privileged: random-reset }`,
      'ways.privileged',
      /manual/,
    ],
    [
      'hours over midnight',
      good.replace('{ start: 2026-11-30 }', '{ start: 2026-11-30, hours: "22:00-06:00" }'),
      'waves.hours',
      /one day/,
    ],
    [
      'a time zone that is none',
      good.replace('{ agents: 10 }', '{ agents: 10, timeZone: Berlin }'),
      'helpDesk.timeZone',
      /Europe\/Berlin/,
    ],
    ['a day that is none', good.replace('2026-11-30', '2026-02-30'), 'waves.start', /2026-11-30/],
    ['a pace of nothing', `${good}pace: { writesPerMinute: 0 }`, 'pace.writesPerMinute', /leave "pace" out/],
    ['a pace of words', `${good}pace: { writesPerMinute: slow }`, 'pace.writesPerMinute', /as 600/],
    ['a share beyond one', `${good}people: { stumble: 8 }`, 'people.stumble', /0 to 1/],
    [
      'a filter without brackets',
      good.replace('{ domain: all }', '{ filter: sn=x }'),
      'scope.0.filter',
      /brackets/,
    ],
    [
      'an attribute that is syntax',
      `${good}segments: [{ segment: on-site, attribute: { name: "a;b", is: x } }]`,
      'segments.0.attribute.name',
      /attribute/,
    ],
  ]
  for (const [what, text, path, says] of refused) {
    test(`is refused with ${what}`, () => {
      const found =
        problemsOf(text).find((one) => one.path === path) ?? assert.fail(JSON.stringify(problemsOf(text)))
      assert.match(found.message, says)
      assert.ok(found.line > 1)
    })
  }

  test('knows the ten reasons to reset everybody, and another', () => {
    assert.equal(campaignTrigger.options.length, 11)
    for (const trigger of campaignTrigger.options) {
      assert.ok(readPlan(good.replace('ad-database-exfiltrated', trigger)).ok)
    }
  })

  test('may say for each segment what it gets anyway', () => {
    const ways = segmentName.options.map((name) => `  ${name}: ${waysOf[name][0]}`)
    assert.ok(readPlan(`${good}ways:\n${ways.join('\n')}`).ok)
  })
})

test('another plan, or another table, is another digest', () => {
  const of = (text: string, ...tables: readonly (readonly [string, string])[]) =>
    digestOf({ text, tables: new Map(tables.map(([name, body]) => [name, Buffer.from(body)])) })
  const all = [
    of('a'),
    of('b'),
    of('a', ['x', '1']),
    of('a', ['x', '2']),
    of('a', ['y', '1']),
    of('ax', ['', '1']),
  ]
  assert.equal(new Set(all).size, all.length)
  assert.equal(of('a', ['x', '1'], ['y', '2']), of('a', ['y', '2'], ['x', '1']))
})

test('whoever was seen is seen again, and nobody else', () => {
  const id = fc.uuid().map((text) => text as AccountId)
  fc.assert(
    fc.property(fc.array(id, { maxLength: 3_000 }), (ids) => {
      const seen = createSeen()
      const known = new Set<AccountId>()
      for (const one of [...ids, ...ids]) {
        assert.equal(seen.add(one), !known.has(one))
        known.add(one)
      }
      assert.equal(seen.size, known.size)
    }),
    { numRuns: 30 },
  )
})
