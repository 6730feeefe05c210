import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import {
  checkPassword,
  forbiddenWords,
  ruleStates,
  type PasswordRules,
  type RuleProblem,
} from './password-rules.ts'

const none: PasswordRules = { minLength: 0, complexity: false, forbiddenWords: [] }
const complex: PasswordRules = { ...none, complexity: true }

suite('the complexity rule counts kinds of characters', () => {
  const cases: readonly (readonly [string, boolean, string])[] = [
    ['abcABC', false, 'two kinds'],
    ['abcABC1', true, 'upper, lower, digit'],
    ['abc123!', true, 'lower, digit, special'],
    ['ABC123!', true, 'upper, digit, special'],
    ['abcABC!', true, 'upper, lower, special'],
    ['correct horse battery staple', false, 'a space is of no kind'],
    ['Correct horse, battery staple', true, 'a sentence with a capital and a comma'],
    ['Ärger1', true, 'an umlaut is upper case'],
    ['ÄÖÜäöü', false, 'umlauts alone are two kinds'],
    ['Пароль1', true, 'Cyrillic has upper and lower case'],
    ['ΑΒΓαβγ1', true, 'so has Greek'],
    ['abc1密', true, 'lower, digit, letter without case'],
    ['密码密码', false, 'letters without case alone are one kind'],
    ['Abc密', true, 'upper, lower, letter without case'],
    ['Aǅb', true, 'a title case letter is neither upper nor lower'],
    ['abcABC€', false, 'the euro sign is no special character'],
    ['abcABC£', false, 'nor is the pound sign'],
    ['abcABC§', false, 'nor is the section sign'],
    ['abcABC$', true, 'the dollar sign is'],
    ['abcABC٣', false, 'digits are 0 to 9 only'],
    ['abcABC😀', false, 'an emoji is of no kind'],
    ['Abⅷⅷ', false, 'a small Roman numeral is a small letter'],
    ['Abªº', true, 'an ordinal indicator has no other case'],
    ['straßeSTRASSE', false, 'the sharp s is a small letter'],
  ]
  for (const [candidate, taken, because] of cases) {
    test(`${candidate}: ${because}`, () => {
      assert.deepEqual(checkPassword(candidate, complex), taken ? [] : ['too-simple'])
    })
  }

  test('each character of the documented list is special', () => {
    for (const special of `~!@#$%^&*_-+=\`|\\(){}[]:;"'<>,.?/`) {
      assert.deepEqual(checkPassword(`abc1${special}`, complex), [], special)
    }
  })

  test('nothing is asked when the policy asks for none', () => {
    assert.deepEqual(checkPassword('aaaa', { ...none, forbiddenWords: ['aaaa'] }), [])
  })
})

suite('the name in the password', () => {
  const words = forbiddenWords('a.meier', 'Dr. Anna-Lena Meier_Öz, IT #7')
  const rules = { ...complex, forbiddenWords: words }

  test('counts the account name whole and the display name in parts of three and more', () => {
    assert.deepEqual(words, ['a.meier', 'Anna', 'Lena', 'Meier'])
  })

  test('a short account name forbids nothing', () => {
    assert.deepEqual(forbiddenWords('jo', 'Jo Li'), [])
  })

  const cases: readonly (readonly [string, readonly RuleProblem[]])[] = [
    ['xMEIERx1', ['contains-name']],
    ['aNNa-2026', ['contains-name']],
    ['Öz2026-x', []],
    ['Dr2026-it', []],
    ['Mei2026-er', []],
  ]
  for (const [candidate, problems] of cases) {
    test(`${candidate} → ${problems.join() || 'taken'}`, () => {
      assert.deepEqual(checkPassword(candidate, rules), problems)
    })
  }

  test('case is ignored beyond ASCII', () => {
    const polish = { ...complex, forbiddenWords: forbiddenWords('lukasz', 'Łukasz Żak') }
    assert.deepEqual(checkPassword('xŁUKASZ1', polish), ['contains-name'])
    assert.deepEqual(checkPassword('1xżAKx', polish), ['contains-name'])
  })
})

suite('length and characters', () => {
  test('length is counted in UTF-16 units, as AD does', () => {
    assert.deepEqual(checkPassword('😀😀', { ...none, minLength: 4 }), [])
    assert.deepEqual(checkPassword('😀x', { ...none, minLength: 4 }), ['too-short'])
  })

  test('256 are taken, 257 are not', () => {
    assert.deepEqual(checkPassword('x'.repeat(256), none), [])
    assert.deepEqual(checkPassword('x'.repeat(257), none), ['too-long'])
  })

  test('a leading or trailing space counts', () => {
    assert.deepEqual(checkPassword(' xx ', { ...none, minLength: 4 }), [])
  })

  for (const bad of ['a\u0000b', 'a\tb', 'a\nb', 'a\u007Fb', 'a\u0085b', 'a\uD800b', 'a\uDC00']) {
    test(`${JSON.stringify(bad)} cannot be typed at a log-on screen`, () => {
      assert.deepEqual(checkPassword(bad, none), ['unsupported-character'])
    })
  }
})

suite('whatever is typed', () => {
  const rules = fc.record({
    minLength: fc.nat(20),
    complexity: fc.boolean(),
    forbiddenWords: fc.array(fc.string({ maxLength: 8 }), { maxLength: 4 }),
  })
  const typed = fc.string({ unit: 'binary', maxLength: 300 })

  test('the page and the server judge alike', () => {
    const judgeAlike = fc.property(typed, rules, (candidate, by) => {
      const unmet = ruleStates(candidate, by).filter(({ met }) => !met)
      assert.deepEqual(
        checkPassword(candidate, by),
        unmet.map(({ rule }) => rule),
      )
    })
    fc.assert(judgeAlike)
  })

  test('typing on never makes it too short or too simple again', () => {
    const typingOn = fc.property(typed, typed, rules, (first, more, by) => {
      const before = checkPassword(first, by)
      const after = checkPassword(first + more, by)
      for (const problem of ['too-short', 'too-simple'] as const) {
        if (!before.includes(problem)) assert.ok(!after.includes(problem))
      }
    })
    fc.assert(typingOn)
  })

  test('a password around a forbidden word is never taken', () => {
    const word = fc.string({
      unit: fc.constantFrom('a', 'b', 'c', 'X', 'Y', 'Z', 'é', 'Ł'),
      minLength: 3,
      maxLength: 8,
    })
    const around = fc.property(typed, word, typed, (before, name, after) => {
      const found = checkPassword(`${before}${name}${after}`, { ...complex, forbiddenWords: [name] })
      assert.ok(found.includes('contains-name'))
    })
    fc.assert(around)
  })

  test('the same rules in the same order while typing', () => {
    const shown = ['too-short', 'too-simple', 'contains-name']
    const all = { minLength: 7, complexity: true, forbiddenWords: ['meier'] }
    for (const candidate of ['', 'x', 'Sommer-2026']) {
      assert.deepEqual(
        ruleStates(candidate, all).map(({ rule }) => rule),
        shown,
      )
    }
  })
})
