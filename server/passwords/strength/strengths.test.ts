import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { after, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { secret } from '#kernel'
import { createStrengths } from './strengths.ts'

const warnings: unknown[] = []
const strengths = createStrengths({ log: { warn: (...said: unknown[]) => void warnings.push(said) } })
after(() => strengths[Symbol.asyncDispose]())

suite('how hard a password is to guess', () => {
  const cases = [
    ['P@ssw0rd1!', 'very-weak'],
    ['aaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'very-weak'],
    ['Sommer-2026', 'weak'],
    ['Tr0ub4dor&3', 'fair'],
    ['Quiet-Meadow-19', 'good'],
    ['jK8#pQz!4mW2', 'good'],
    ['correct horse battery staple', 'strong'],
    ['Gewicht-Beweis-Hase-Strom', 'strong'],
  ] as const
  for (const [password, strength] of cases) {
    test(`${password} is ${strength}`, async () => {
      assert.equal(await strengths.estimate(secret(password), []), strength)
    })
  }

  test('falls for somebody who knows the words of the person', async () => {
    const password = secret('Winterthal-Oelmuehle')
    assert.equal(await strengths.estimate(password, []), 'strong')
    assert.equal(await strengths.estimate(password, ['winterthal', 'oelmuehle']), 'weak')
  })

  test('is told in time, however long and odd', async () => {
    for (const odd of [
      'x'.repeat(256),
      'Qw1!'.repeat(64),
      '1!|40$@53'.repeat(28),
      '\ud800'.repeat(256),
      '',
    ]) {
      assert.notEqual(await strengths.estimate(secret(odd), []), null)
    }
  })

  test('is told at once when she sends what she has just typed, and only for the same words', async () => {
    const password = secret('Brueckenpfeiler-Oelmuehle-1')
    const timed = async (words: readonly string[]) => {
      const began = performance.now()
      const strength = await strengths.estimate(password, words)
      return { strength, ms: performance.now() - began }
    }
    const typed = await timed(['alice'])
    const others = Array.from({ length: 8 }, (_, n) => strengths.estimate(secret(`in the way ${n}`), []))
    const sent = await timed(['alice'])
    assert.equal(sent.strength, typed.strength)
    // Whoever is asked anew waits for those before.
    const knowing = await timed(['alice', 'brueckenpfeiler', 'oelmuehle'])
    assert.ok(sent.ms < 2 && sent.ms < knowing.ms, `${sent.ms} ms, ${knowing.ms} ms`)
    assert.notEqual(knowing.strength, sent.strength)
    await Promise.all(others)
  })

  test('is not known to too many at once, and known again afterwards', async () => {
    const many = await Promise.all(
      Array.from({ length: 80 }, (_, n) => strengths.estimate(secret(`flood ${n}`), [])),
    )
    assert.ok(many.filter((one) => one === null).length >= 16)
    assert.equal(await strengths.estimate(secret('P@ssw0rd1!'), []), 'very-weak')
    assert.deepEqual(warnings, [])
  })

  test('costs no memory while nobody chooses, and is there again for the next who does', async () => {
    const threads = () => readdirSync('/proc/self/task').length
    const before = threads()
    await using rare = createStrengths({ log: { warn: () => {} }, idleMs: 50 })
    assert.equal(threads(), before)
    rare.warm()
    assert.equal(await rare.estimate(secret('P@ssw0rd1!'), []), 'very-weak')
    assert.ok(threads() > before)
    for (let tries = 0; threads() > before && tries < 400; tries++) await sleep(25)
    assert.equal(threads(), before)
    assert.equal(await rare.estimate(secret('P@ssw0rd2!'), []), 'very-weak')
  })
})
