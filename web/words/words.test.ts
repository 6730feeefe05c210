import {
  activityType,
  cannotWhy,
  errorCodes,
  factorName,
  notRefreshedWhy,
  passwordProblem,
} from '@keyturn/contract'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { suite, test } from 'node:test'
import { say, type CodeWords } from './codes.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import type { Words } from './words.ts'

const languages: Readonly<Record<string, Words>> = { en, de }

/** Every code that an answer may carry, from the contract itself. */
const codes: Readonly<Record<keyof CodeWords, readonly string[]>> = {
  error: [...Object.keys(errorCodes), 'offline'],
  problem: passwordProblem.options,
  factor: factorName.options,
  cannot: cannotWhy.options,
  enrol: factorName.options,
  card: ['late', 'no-card', 'not-accepted', 'unknown', 'not-now'],
  refused: ['late', 'too-many-tries', 'cancelled', 'not-allowed'],
  notRefreshed: notRefreshedWhy.options,
  notRefreshedNext: notRefreshedWhy.options,
  activity: activityType.options,
}
const kinds = Object.keys(codes) as (keyof CodeWords)[]

for (const [name, words] of Object.entries(languages)) {
  suite(`the words in ${name}`, () => {
    for (const kind of kinds) {
      test(`each code of ${kind} has its own words`, () => {
        assert.ok(codes[kind].length > 1, 'the test must see codes')
        for (const code of codes[kind]) {
          const said = say(words.codes, kind, code)
          assert.equal(said, Object.getOwnPropertyDescriptor(words.codes[kind], code)?.value, code)
          assert.match(said, /\p{L}{2}/u, code)
          assert.notEqual(said, code)
        }
      })
    }

    test('a code that only a newer server knows is still said', () => {
      for (const kind of kinds) assert.notEqual(say(words.codes, kind, 'from-the-future'), '')
      assert.equal(say(words.codes, 'error', 'from-the-future'), words.codes.error.internal)
    })

    test('a code named like a part of every object is no way to odd words', () => {
      assert.equal(typeof say(words.codes, 'error', 'constructor'), 'string')
    })

    test('nothing is left empty', () => {
      const said = leaves(words)
      assert.ok(said.length > 200, 'the test must see the words')
      assert.deepEqual(
        said.filter(([, text]) => text.trim() === '' || text.includes('undefined')),
        [],
      )
    })
  })
}

suite('the words of two languages', () => {
  test('nothing was left in English', () => {
    const english = new Map(leaves(en))
    const same = leaves(de).filter(([path, text]) => english.get(path) === text)
    assert.deepEqual(same, [])
  })

  test('whatever the audit log says of an account has its line in the activity', () => {
    const source = readFileSync(new URL('../../server/audit/audit.ts', import.meta.url), 'utf8')
    const union = /type AuditEventType =([\s\S]+?)\n\n/.exec(source)?.[1] ?? ''
    const types = [...union.matchAll(/'([a-z.-]+)'/g)].map((match) => match[1] ?? '')
    assert.ok(types.length > 25, 'the test must see the types')
    const ofNoAccount = [
      'server.started',
      'reminders.sent',
      'enrolment.asked',
      'token.imported',
      'device.key-made',
      'device.enrolled',
      'device.removed',
      'device.settings-set',
      'device.policy-ordered',
      'device.policy-set',
      'tunnel.certified',
      'kdc-proxy.refused',
      'letters.run',
      'campaign.planned',
      'campaign.simulated',
      'campaign.calls-told',
      'inventory.uses-imported',
      'campaign.shape-read',
      'campaign.verified',
      'campaign.evidence',
      'inventory.read',
      'hygiene.read',
      'campaign.drafted',
      'campaign.stepped',
      'campaign.excused',
      'campaign.signed-off',
      'campaign.exemption-over',
      'campaign.closed',
      'pso.making',
      'pso.moving',
      'pso.removing',
      'krbtgt.resetting',
      'krbtgt.reset',
    ]
    const missing = types.filter((type) => !ofNoAccount.includes(type) && !(type in en.codes.activity))
    assert.deepEqual(missing, [])
  })
})

/** Every text with the path to it; a text with a gap in it is filled with 7. */
function leaves(words: unknown, path = ''): readonly (readonly [string, string])[] {
  if (typeof words === 'string') return [[path, words]]
  if (typeof words === 'function') return [[path, String(words(7, 7))]]
  assert.ok(typeof words === 'object' && words !== null, `${path} is no words`)
  return Object.entries(words).flatMap(([key, value]) => leaves(value, `${path}/${key}`))
}
