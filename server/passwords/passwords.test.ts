import assert from 'node:assert/strict'
import { mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import type { Strength } from '@keyturn/contract'
import type { Attribute, EffectivePolicy } from '#directory'
import { secret, type AccountId } from '#kernel'
import { noHouse, readHouseRules, readWordList, type HouseRules } from './house.ts'
import { createPasswords } from './passwords.ts'

const policy: EffectivePolicy = {
  source: 'pso',
  minLength: 10,
  complexity: true,
  history: 24,
  minAgeDays: 1,
  maxAgeDays: 90,
  forbiddenWords: ['anna', 'Meier'],
  lockoutThreshold: 5,
}
const anna = 'a' as AccountId
const house: HouseRules = {
  organisation: 'Ahrental AG',
  bannedWords: ['Falcon'],
  bansOwnWords: true,
  besides: 8,
  leastStrength: 'fair',
  lifetimes: [{ atLeast: 20, maxAgeDays: 365 }],
}
const known: Readonly<Record<string, string>> = { department: 'Einkauf', telephoneNumber: '+49 30 4711-815' }

function aDesk({ rules = house, strength = 'strong' as Strength | null } = {}) {
  const asked: AccountId[] = []
  const guessedWith: (readonly string[])[] = []
  const passwords = createPasswords({
    directory: {
      policyFor: async (account) => (asked.push(account), policy),
      attributesOf: async (_, names) =>
        new Map<string, Attribute>(
          names.map((name) => [
            name,
            { values: [known[name]].filter((one) => one !== undefined), changed: null },
          ]),
        ),
    },
    strengths: { estimate: async (_, words) => (guessedWith.push(words), strength), warm: () => {} },
    house: rules,
    breached: { contains: (password) => password.reveal() === 'Quiet-Meadow-19' },
  })
  return { passwords, asked, guessedWith, check: (text: string) => passwords.check(anna, secret(text)) }
}

suite('our own check of a new password', () => {
  test("goes by the policy that is effective for this very account, the person's PSO for example", async () => {
    const { check, asked } = aDesk({ rules: noHouse.house })
    assert.deepEqual(await check('Short-1'), ['too-short'])
    assert.deepEqual(await check('meier-Hamburg-1'), ['contains-name'])
    assert.deepEqual(await check('Long enough, 10'), [])
    assert.deepEqual(new Set(asked), new Set([anna]))
  })

  test('refuses one that was breached, however good it looks', async () => {
    const { check } = aDesk()
    assert.deepEqual(await check('Quiet-Meadow-19'), ['breached'])
    assert.deepEqual(await check('Quiet-Meadow-20'), [])
  })

  test('bans what the house bans and what the directory says of her', async () => {
    const { check } = aDesk()
    assert.deepEqual(await check('Fa1con-2026!'), ['banned-word'])
    assert.deepEqual(await check('Ahrental-AG-1'), ['banned-organisation'])
    assert.deepEqual(await check('Der Einkauf ist offen!'), ['own-workplace'])
    assert.deepEqual(await check('Regen 4711815 im Wald'), ['own-number'])
    assert.deepEqual(await check('Regen im tiefen Wald, 7'), [])
  })

  test('leaves her own words alone where the house wants that', async () => {
    const { check } = aDesk({ rules: { ...house, bansOwnWords: false } })
    assert.deepEqual(await check('Der Einkauf ist offen!'), [])
  })

  test('refuses what is too weak, and not what cannot be judged in time', async () => {
    assert.deepEqual(await aDesk({ strength: 'weak' }).check('Regen im tiefen Wald, 7'), ['too-weak'])
    assert.deepEqual(await aDesk({ strength: 'fair' }).check('Regen im tiefen Wald, 7'), [])
    assert.deepEqual(await aDesk({ strength: null }).check('Regen im tiefen Wald, 7'), [])
    const rules = { ...house, leastStrength: null }
    assert.deepEqual(await aDesk({ rules, strength: 'very-weak' }).check('Regen im tiefen Wald, 7'), [])
  })

  test('lets the guesser know all that everybody knows of her', async () => {
    const desk = aDesk()
    await desk.check('Regen im tiefen Wald, 7')
    assert.deepEqual(desk.guessedWith, [['anna', 'Meier', 'Ahrental AG', 'einkauf', '49304711815', '711815']])
  })

  test('shows the page her own words and the name of the house, and not the list', async () => {
    const { house: shown } = await aDesk().passwords.policyFor(anna)
    assert.deepEqual(shown, {
      words: [
        { kind: 'banned-organisation', word: 'Ahrental AG' },
        { kind: 'own-workplace', word: 'einkauf' },
        { kind: 'own-number', word: '49304711815' },
        { kind: 'own-number', word: '711815' },
      ],
      besides: 8,
      leastStrength: 'fair',
      lifetimes: [{ atLeast: 20, maxAgeDays: 365 }],
    })
  })
})

test('a list of banned words is one a line, with remarks', () => {
  assert.deepEqual(readWordList('# ours\r\nFalcon\r\n\r\n  Projekt Adler # since 2024\n'), [
    'Falcon',
    'Projekt Adler',
  ])
})

test('the rules of the house come from the settings and their file, the longest lifetime first, without groups', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'keyturn-house-'))
  const bannedWordsFile = join(folder.path, 'banned.txt')
  await writeFile(bannedWordsFile, 'Falcon\n')
  const settings = {
    bannedWordsFile,
    bansOwnWords: true,
    besides: 8,
    leastStrength: 'any' as const,
    lifetimes: [
      { atLeast: 20, maxAgeDays: 365, group: 'Long' },
      { atLeast: 30, maxAgeDays: 730, group: 'Longest' },
    ],
  }
  assert.deepEqual(await readHouseRules('Corp', settings), {
    organisation: 'Corp',
    bannedWords: ['Falcon'],
    bansOwnWords: true,
    besides: 8,
    leastStrength: null,
    lifetimes: [
      { atLeast: 30, maxAgeDays: 730 },
      { atLeast: 20, maxAgeDays: 365 },
    ],
  })
})
