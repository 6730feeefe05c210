import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { builtInWords, createBannedWords, ownWords, type BannedKind, type BannedWord } from './index.ts'

const besides = 8
const list: readonly BannedWord[] = [
  { kind: 'banned-word', word: 'Falcon' },
  { kind: 'banned-word', word: 'Größe' },
  { kind: 'banned-organisation', word: 'Corp Example' },
]
const anna = ownWords([
  { attribute: 'givenName', value: 'Anna-Lena' },
  { attribute: 'sn', value: 'Müller' },
  { attribute: 'mail', value: 'a.mueller@winterthal.example' },
  { attribute: 'department', value: 'Einkauf & Logistik' },
  { attribute: 'company', value: 'Ölmühle GmbH' },
  { attribute: 'telephoneNumber', value: '+49 (30) 1234-567' },
  { attribute: 'employeeNumber', value: 'P-00815' },
  { attribute: 'physicalDeliveryOfficeName', value: 'B7' },
])
const words = createBannedWords([...builtInWords, ...list, ...anna], besides)

suite('whoever disguises a banned word', () => {
  const cases: readonly (readonly [string, readonly BannedKind[], string])[] = [
    ['Falcon-1', ['banned-word'], 'as it is'],
    ['fALCON!!', ['banned-word'], 'by case'],
    ['F@1c0n!', ['banned-word'], 'by leet, where 1 is an l'],
    ['Fälcön99', ['banned-word'], 'by accents'],
    ['Faallconn1', ['banned-word'], 'by doubled letters'],
    ['noclaF77', ['banned-word'], 'backwards'],
    ['F.a.l.c.o.n', ['banned-word'], 'by signs between'],
    ['F-4-l-(-0-n-2026', ['banned-word'], 'by several at once'],
    ['Grosse12', ['banned-word'], 'without its umlaut'],
    ['GROEßE-1', ['banned-word'], 'with an e for its dots'],
    ['CorpExample1', ['banned-organisation'], 'the name of the house in one word'],
    ['Sommer2026!', ['banned-calendar'], 'a season and its year'],
    ['2026Jänner', ['banned-calendar'], 'a month and its year'],
    ['D€z3mb€r!', ['banned-calendar'], 'a month in signs'],
    ['qwertzuiop!', ['banned-keyboard'], 'a row of keys'],
    ['1qay2wsx#', ['banned-keyboard'], 'columns of keys'],
    ['lkjhgfdsa!', ['banned-keyboard'], 'a row backwards'],
    ['Passw0rt!!', ['banned-word'], 'the word itself'],
  ]
  for (const [password, kinds, how] of cases) {
    test(`${how} is found: ${password}`, () => assert.deepEqual(words.hits(password), kinds))
  }
})

suite('a banned word', () => {
  const fine = [
    'Sommer auf der Almhütte',
    'A falcon was sleeping there',
    'Tr0ckene Wäsche hängt krumm',
    'wertvolle Dinge bleiben',
    '2026kTzPrVx',
    'jK8#pQz!4mW',
  ]
  for (const password of fine) {
    test(`may stand in a long password: ${password}`, () => assert.deepEqual(words.hits(password), []))
  }

  test('beside another one is nothing more', () => {
    assert.deepEqual(words.hits('Sommer-Falcon-Passwort'), ['banned-calendar', 'banned-word'])
  })
})

suite('whoever uses what the directory says of herself', () => {
  const cases: readonly (readonly [string, readonly BannedKind[]])[] = [
    ['die Frau Mueller kocht gern', ['own-name']],
    ['Muller und Söhne seit Jahren', ['own-name']],
    ['4nn4 geht heute spazieren', ['own-name']],
    ['im Winterthal liegt Schnee', ['own-address']],
    ['Einkauf ist mein Leben hier', ['own-workplace']],
    ['3inkauf ist mein Leben hier', ['own-workplace']],
    ['Oelmuehle am rauschenden Bach', ['own-workplace']],
    ['Regenschirm 1234567 Kaffee', ['own-number']],
    ['Regenschirm 030-1234567 Kaffee', ['own-number']],
    ['Regenschirm 765 4321 Kaffee', ['own-number']],
    ['Kaffeetasse p00815 Fahrrad', ['own-number']],
  ]
  for (const [password, kinds] of cases) {
    test(`is told the kind, even in a long one: ${password}`, () => {
      assert.deepEqual(words.hits(password), kinds)
    })
  }

  test('is not kept from words that only look like hers', () => {
    assert.deepEqual(words.hits('Der Kanal ist leer und grau'), [])
    assert.deepEqual(words.hits('Raum B7 ist frei, GmbH nicht'), [])
  })

  test('knows from the answer the kind and no word', () => {
    assert.deepEqual(words.hits('Mueller im Einkauf trinkt Kaffee'), ['own-name', 'own-workplace'])
  })
})

suite('whatever is typed', () => {
  test('a word of hers in any disguise of ours is found', () => {
    const disguises = fc.tuple(fc.constantFrom('', 'x', '7'), fc.boolean(), fc.boolean(), fc.nat(3))
    const holds = fc.property(disguises, ([around, upper, reversed, gap]) => {
      const spelt = upper ? 'EINKAUF' : 'e1nk@uf'
      const word = reversed ? Array.from(spelt).toReversed().join('') : spelt
      const apart = Array.from(word).join('-_. '.slice(0, gap))
      assert.deepEqual(words.hits(`${around}${apart}${around}`), ['own-workplace'])
    })
    fc.assert(holds)
  })

  test('it answers, also to 256 of any signs', () => {
    const any = fc.string({ unit: 'binary', maxLength: 256 })
    fc.assert(fc.property(any, (password) => Array.isArray(words.hits(password))))
  })

  test('an empty list bans nothing', () => {
    const nothing = createBannedWords([], besides)
    fc.assert(fc.property(fc.string(), (password) => nothing.hits(password).length === 0))
  })
})
