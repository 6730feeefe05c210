import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { secret, type AccountId } from '#kernel'
import type { Factor } from './factor.ts'

/** A factor on a real database, with what a test needs around it. */
export interface FactorUnderTest extends AsyncDisposable {
  readonly factor: Factor
  /** Enrols an account; gives a source of right answers, each another one. Time may pass with each. */
  enrol(account: AccountId): Promise<() => string>
  /** Looks like an answer and is none. */
  readonly wrong: string
}

/** What every factor promises, whatever it is. */
export function factorSuite(name: string, make: () => Promise<FactorUnderTest>): void {
  suite(`${name}, as a factor`, () => {
    let used: FactorUnderTest
    before(async () => (used = await make()))
    after(() => used[Symbol.asyncDispose]())

    let people = 0
    const anAccount = () => `5d1c3a52-0000-4000-8000-${String(++people).padStart(12, '0')}` as AccountId
    const anEnrolled = async () => {
      const account = anAccount()
      return { account, right: await used.enrol(account) }
    }
    const prove = (account: AccountId | null, answer: string) => used.factor.prove(account, secret(answer))

    test('the right answer proves, and so does the next one', async () => {
      const { account, right } = await anEnrolled()
      assert.deepEqual(await prove(account, right()), { proved: true })
      assert.deepEqual(await prove(account, right()), { proved: true })
    })

    test('a wrong answer proves nothing, nor does one that is no answer at all', async () => {
      const { account } = await anEnrolled()
      const odd = [
        '',
        ' ',
        '\0',
        "'; drop table factors.totp_tokens; --",
        '0'.repeat(10_000),
        '☃'.repeat(64),
        '-1',
        'null',
      ]
      for (const answer of [used.wrong, ...odd]) {
        assert.deepEqual(
          await prove(account, answer),
          { proved: false, why: 'wrong' },
          JSON.stringify(answer),
        )
      }
    })

    test('the same answer proves once', async () => {
      const { account, right } = await anEnrolled()
      const answer = right()
      assert.deepEqual(await prove(account, answer), { proved: true })
      assert.deepEqual(await prove(account, answer), { proved: false, why: 'reused' })
    })

    test('of twenty equal answers at once, one proves', async () => {
      const { account, right } = await anEnrolled()
      const answer = right()
      const proofs = await Promise.all(Array.from({ length: 20 }, () => prove(account, answer)))
      assert.equal(proofs.filter(({ proved }) => proved).length, 1)
    })

    test('an answer of one account proves nothing for another, and is not used up by the try', async () => {
      const [alice, mallory] = [await anEnrolled(), await anEnrolled()]
      const answer = alice.right()
      assert.equal((await prove(mallory.account, answer)).proved, false)
      assert.equal((await prove(null, answer)).proved, false)
      assert.deepEqual(await prove(alice.account, answer), { proved: true })
    })

    test('an account without it, and nobody at all, prove nothing', async () => {
      const { right } = await anEnrolled()
      for (const account of [anAccount(), null]) {
        assert.deepEqual(await prove(account, right()), { proved: false, why: 'not-enrolled' })
      }
    })

    test('an account that is made anew under the same name has another objectGUID, and inherits nothing', async () => {
      await anEnrolled()
      assert.deepEqual(await used.factor.enrolled(anAccount()), [])
    })

    test('what is enrolled is listed, with the time of its last use', async () => {
      const { account, right } = await anEnrolled()
      const [before_, ...more] = await used.factor.enrolled(account)
      assert.deepEqual(more, [])
      assert.equal(before_?.factor, used.factor.name)
      assert.equal(before_.lastUsed, null)
      await prove(account, right())
      const [after_] = await used.factor.enrolled(account)
      assert.equal(after_?.id, before_.id)
      assert.ok(after_.lastUsed instanceof Date)
    })

    test('what was removed proves nothing more, and only its owner can remove it', async () => {
      const [alice, mallory] = [await anEnrolled(), await anEnrolled()]
      const [{ id } = { id: '' }] = await used.factor.enrolled(alice.account)
      assert.equal(await used.factor.remove(mallory.account, id), false)
      assert.deepEqual(await prove(alice.account, alice.right()), { proved: true })
      assert.equal(await used.factor.remove(alice.account, id), true)
      assert.equal(await used.factor.remove(alice.account, id), false)
      assert.deepEqual(await used.factor.enrolled(alice.account), [])
      assert.deepEqual(await prove(alice.account, alice.right()), { proved: false, why: 'not-enrolled' })
    })

    test('time does not tell whether an account is enrolled, or whether there is one', async () => {
      const { account } = await anEnrolled()
      const kinds = { enrolled: account, bare: anAccount(), nobody: null }
      const times = await measured(kinds, (one) => prove(one, used.wrong))
      for (const other of [times.bare, times.nobody]) {
        const slower = shareOfSlower(times.enrolled, other)
        assert.ok(slower > 0.3 && slower < 0.7, `enrolled is the slower one in ${slower} of all pairs`)
      }
    })
  })
}

/** Taken in turn, so that whatever else the machine does slows all of them. */
async function measured<K extends string, T>(
  kinds: Readonly<Record<K, T>>,
  run: (one: T) => Promise<unknown>,
): Promise<Record<K, number[]>> {
  const names = Object.keys(kinds) as K[]
  const times = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<K, number[]>
  for (let round = 0; round < 220; round++) {
    // Another order each time: the one after a pause is always a little slower.
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round) % names.length]
      if (name === undefined) continue
      const start = performance.now()
      await run(kinds[name])
      if (round >= 20) times[name].push(performance.now() - start)
    }
  }
  return times
}

/** Of all pairs, how often the first is slower: 0.5 when nothing can be learned (the Mann-Whitney statistic). */
function shareOfSlower(one: readonly number[], other: readonly number[]): number {
  const wins = one.reduce((sum, time) => sum + other.filter((than) => time > than).length, 0)
  return wins / (one.length * other.length)
}
