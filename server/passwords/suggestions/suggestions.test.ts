import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { checkPassword } from '@keyturn/protocols/ad'
import type { EffectivePolicy } from '#directory'
import { systemRandom, type AccountId } from '#kernel'
import { wordsIn } from './lists.ts'
import { createSuggestions } from './suggestions.ts'

const policy: EffectivePolicy = {
  source: 'domain',
  minLength: 12,
  complexity: true,
  history: 24,
  minAgeDays: 1,
  maxAgeDays: 90,
  forbiddenWords: [],
  lockoutThreshold: 0,
}
const anna = 'a' as AccountId

function aSuggester(rules: EffectivePolicy = policy, random = systemRandom) {
  return createSuggestions({
    passwords: {
      policyFor: async () => rules,
      check: async (_, candidate) => [...checkPassword(candidate.reveal(), rules)],
    },
    random,
  })
}

suite('a suggested password', () => {
  for (const [language, list] of [
    ['de-AT', wordsIn('de')],
    ['en', wordsIn('en')],
    ['fr', wordsIn('en')],
    ['constructor', wordsIn('en')],
  ] as const) {
    test(`is four words or more of the list for ${language}, and keeps the policy`, async () => {
      const { password, bits } = await aSuggester().suggest(anna, language)
      const words = password.toLowerCase().split(/-(?=[a-z])/)
      assert.ok(password.split('-').length >= 4, password)
      assert.ok(
        words.every((word) => list.includes(word) || word.includes('-')),
        password,
      )
      assert.deepEqual(checkPassword(password, policy), [])
      assert.ok(bits >= 51)
    })
  }

  test('is longer where the policy wants it so', async () => {
    const { password, bits } = await aSuggester({ ...policy, minLength: 60 }).suggest(anna, 'de')
    assert.ok(password.length >= 60)
    assert.ok(bits > 80)
  })

  test('never has a word that a rule of hers stands against', async () => {
    const forbiddenWords = ['ab', 'be', 'ge', 'an'].flatMap((start) =>
      wordsIn('de').filter((word) => word.startsWith(start)),
    )
    const rules = { ...policy, forbiddenWords }
    for (let n = 0; n < 20; n++) {
      const { password } = await aSuggester(rules).suggest(anna, 'de')
      assert.deepEqual(checkPassword(password, rules), [])
    }
  })

  test('is another one each time, and each word is as likely', async () => {
    const drawn = await Promise.all(
      Array.from({ length: 2_000 }, async () => (await aSuggester().suggest(anna, 'en')).password),
    )
    assert.equal(new Set(drawn).size, drawn.length)
    const initials = new Map<string, number>()
    for (const word of drawn.flatMap((one) => one.split('-'))) {
      initials.set(word.charAt(0), (initials.get(word.charAt(0)) ?? 0) + 1)
    }
    const all = [...initials.values()].reduce((sum, n) => sum + n, 0)
    const expected = wordsIn('en').filter((word) => word.startsWith('s')).length / wordsIn('en').length
    assert.ok(Math.abs((initials.get('S') ?? 0) / all - expected) < 0.03)
  })

  test('ends in a fault where no password can keep the rules', async () => {
    const stubborn = createSuggestions({
      passwords: { policyFor: async () => policy, check: async () => ['too-weak'] },
      random: systemRandom,
    })
    await assert.rejects(stubborn.suggest(anna, 'en'), { code: 'internal' })
  })
})

suite('the lists of words', () => {
  for (const language of ['en', 'de']) {
    test(`${language}: enough for 12 bits a word, none twice, nothing but small letters and hyphens`, () => {
      const words = wordsIn(language)
      assert.ok(words.length > 7_000)
      assert.equal(new Set(words).size, words.length)
      assert.deepEqual(
        words.filter((word) => !/^[a-z]+(-[a-z]+)*$/.test(word)),
        [],
      )
    })
  }
})
