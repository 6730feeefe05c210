import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { areAnswers, normalizeAnswer, readAnswers, type Answers } from './answers.ts'
import { catalogue } from './catalogue.ts'

const good = ['Hauptstraße', 'Zoë', 'Frau Müller', 'Bäckerei Schmidt', 'Die Ärzte']
const answersOf = (texts: readonly string[]): Answers =>
  new Map(catalogue.map(({ id }, i) => [id, normalizeAnswer(texts[i] ?? '')]))
const taken = (...changed: readonly string[]) =>
  areAnswers(answersOf([...changed, ...good.slice(changed.length)]), catalogue, [
    'alice',
    'Alice Müller-Lüdenscheidt',
  ])

suite('an answer', () => {
  test('is what was meant, however it was written', () => {
    for (const text of [
      'HAUPTSTRASSE',
      'HAUPTSTRAẞE',
      ' haupt-straße. ',
      'Hauptstraße',
      'Ｈａｕｐｔｓｔｒａßｅ',
      'haupt\u00adstrasse',
    ])
      assert.equal(normalizeAnswer(text), 'hauptstrasse', JSON.stringify(text))
    assert.notEqual(normalizeAnswer('Hauptstr'), normalizeAnswer('Hauptstraße'))
  })

  test('normalised twice is the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const once = normalizeAnswer(text)
        assert.equal(normalizeAnswer(once), once)
      }),
      { numRuns: 2000 },
    )
  })

  test('is not too short, her own name, a word of the question, or the same as another', () => {
    assert.ok(taken())
    assert.ok(taken('林美玲'))
    for (const bad of [
      '',
      '...',
      'ab',
      'Alice',
      'müller',
      'Lüdenscheidt',
      'alicemüllerlüdenscheidt',
      'street',
      'Straße',
      'ZOË!',
    ])
      assert.ok(!taken(bad), bad)
  })

  test('in something that is no form is none', () => {
    for (const json of [
      '',
      '{',
      'null',
      '[]',
      '"x"',
      '7',
      '{"a":1}',
      '{"a":["x"]}',
      `{"a":"${'x'.repeat(201)}"}`,
    ])
      assert.equal(readAnswers(json).size, 0, json)
    assert.deepEqual(
      [...readAnswers('{"a":" X y ","__proto__":"b"}')],
      [
        ['a', 'xy'],
        ['__proto__', 'b'],
      ],
    )
  })

  test('never breaks the reader', () => {
    fc.assert(
      fc.property(fc.string(), (text) => readAnswers(text) instanceof Map),
      { numRuns: 2000 },
    )
    fc.assert(
      fc.property(fc.json(), (text) => readAnswers(text) instanceof Map),
      { numRuns: 2000 },
    )
  })
})
