import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import type { Account } from '#directory'
import { secret, type AccountId } from '#kernel'
import type { Asking } from './factor.ts'
import { lockSuite } from './lock-suite.ts'
import { resyncSuite } from './resync-suite.ts'
import { anAsking, type FactorUnderTest, type RightAnswer } from './testing/under-test.ts'

export { anAsking, type FactorUnderTest } from './testing/under-test.ts'

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
    const begin = async (account: AccountId | null) => {
      const asking = anAsking(account)
      return { asking, challenge: (await used.factor.challenge?.(asking)) ?? ({ kind: 'type' } as const) }
    }
    const prove = (asking: Asking, answer: string) => used.factor.prove(asking, secret(answer))
    /** Begins and answers. */
    const turn = async (account: AccountId | null, answer: RightAnswer) => {
      const { asking, challenge } = await begin(account)
      return await prove(asking, await answer(challenge, asking))
    }
    const isReady = async (account: AccountId) =>
      (await used.factor.readyAmong([{ id: account } as Account])).has(account)

    test('the right answer proves, and so does the next one', async () => {
      const { account, right } = await anEnrolled()
      assert.deepEqual(await turn(account, right), { proved: true })
      assert.deepEqual(await turn(account, right), { proved: true })
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
        '{}',
        '[]',
        '{"id":"","response":{}}',
      ]
      for (const answer of [used.wrong, ...odd]) {
        const { proved, ...rest } = { why: '', ...(await turn(account, () => answer)) }
        assert.equal(proved, false, JSON.stringify(answer))
        assert.ok(['wrong', 'waiting'].includes(rest.why), `${JSON.stringify(answer)}: ${rest.why}`)
      }
    })

    test('the same answer proves once', async () => {
      if (used.isReusable) return
      const { account, right } = await anEnrolled()
      const { asking, challenge } = await begin(account)
      const answer = await right(challenge, asking)
      assert.deepEqual(await prove(asking, answer), { proved: true })
      assert.equal((await prove(asking, answer)).proved, false)
      assert.equal((await turn(account, () => answer)).proved, false)
    })

    test('of twenty equal answers at once, one proves', async () => {
      if (used.isReusable) return
      const { account, right } = await anEnrolled()
      const { asking, challenge } = await begin(account)
      const answer = await right(challenge, asking)
      const proofs = await Promise.all(Array.from({ length: 20 }, () => prove(asking, answer)))
      assert.equal(proofs.filter(({ proved }) => proved).length, 1)
    })

    test('an answer of one account proves nothing for another, and is not used up by the try', async () => {
      const [alice, mallory] = [await anEnrolled(), await anEnrolled()]
      const { asking, challenge } = await begin(alice.account)
      const answer = await alice.right(challenge, asking)
      assert.equal((await turn(mallory.account, () => answer)).proved, false)
      assert.equal((await turn(null, () => answer)).proved, false)
      assert.equal((await prove({ ...asking, account: mallory.account }, answer)).proved, false)
      assert.deepEqual(await prove(asking, answer), { proved: true })
    })

    test('of many who answer at once, each is looked at by her own', async () => {
      const [alice, mallory, bob] = [await anEnrolled(), await anEnrolled(), await anEnrolled()]
      const mine = async ({ account, right }: typeof alice) => {
        const { asking, challenge } = await begin(account)
        return { asking, answer: await right(challenge, asking) }
      }
      const [hers, his] = [await mine(alice), await mine(bob)]
      const thief = await begin(mallory.account)
      const nobody = await begin(null)
      const proofs = await Promise.all([
        prove(hers.asking, hers.answer),
        prove(thief.asking, hers.answer),
        prove(his.asking, his.answer),
        prove(nobody.asking, his.answer),
      ])
      assert.deepEqual(
        proofs.map(({ proved }) => proved),
        [true, false, true, false],
      )
      // What nobody enrolled has no id of hers.
      if (used.notRemovable) return
      const enrolled = await Promise.all(
        [alice, mallory, bob].map(({ account }) => used.factor.enrolled(account)),
      )
      assert.equal(new Set(enrolled.flat().map(({ id }) => id)).size, enrolled.flat().length)
    })

    test('an account without it, and nobody at all, prove nothing', async () => {
      await anEnrolled()
      for (const account of [anAccount(), null]) {
        assert.deepEqual(await turn(account, () => used.wrong), { proved: false, why: 'not-enrolled' })
      }
    })

    test('what has to be done first is the same for whoever enrolled, has not, or does not exist', async () => {
      const { account } = await anEnrolled()
      const shapes = []
      for (const one of [account, anAccount(), null]) {
        const { challenge, asking } = await begin(one)
        shapes.push(shapeOf(challenge))
        assert.equal(await used.factor.ready?.(asking), used.factor.ready && false)
      }
      assert.deepEqual(shapes[1], shapes[0])
      assert.deepEqual(shapes[2], shapes[0])
    })

    test('an account that is made anew under the same name has another objectGUID, and inherits nothing', async () => {
      await anEnrolled()
      assert.deepEqual(await used.factor.enrolled(anAccount()), [])
    })

    test('who could prove by it is known for many at once', async () => {
      const { account } = await anEnrolled()
      assert.ok(await isReady(account))
      assert.ok(!(await isReady(anAccount())))
      assert.equal((await used.factor.readyAmong([])).size, 0)
    })

    test('what is enrolled is listed, with the time of its last use', async () => {
      const { account, right } = await anEnrolled()
      const [before_, ...more] = await used.factor.enrolled(account)
      assert.deepEqual(more, [])
      assert.equal(before_?.factor, used.factor.name)
      assert.equal(before_.lastUsed, null)
      await turn(account, right)
      const [after_] = await used.factor.enrolled(account)
      assert.equal(after_?.id, before_.id)
      if (used.notRemovable === undefined) assert.ok(after_.lastUsed instanceof Date)
    })

    test('what was removed proves nothing more, and only its owner can remove it', async () => {
      const [alice, mallory] = [await anEnrolled(), await anEnrolled()]
      const [{ id } = { id: '' }] = await used.factor.enrolled(alice.account)
      assert.equal(await used.factor.remove(mallory.account, id), false)
      assert.deepEqual(await turn(alice.account, alice.right), { proved: true })
      assert.equal(await used.factor.remove(alice.account, id), used.notRemovable === undefined)
      if (used.notRemovable) return
      assert.equal(await used.factor.remove(alice.account, id), false)
      assert.deepEqual(await used.factor.enrolled(alice.account), [])
      assert.ok(!(await isReady(alice.account)))
      assert.deepEqual(await turn(alice.account, () => used.wrong), { proved: false, why: 'not-enrolled' })
    })

    test('what was bound after a break-in is found, and nothing from before', async () => {
      const { account } = await anEnrolled()
      const [one] = await used.factor.enrolled(account)
      assert.ok(one)
      const since = async (at: Date) =>
        (await used.factor.boundSince(at)).filter((bound) => bound.account === account).map(({ id }) => id)
      const expected = used.notRemovable ? [] : [one.id]
      assert.deepEqual(await since(one.enrolled), expected)
      assert.deepEqual(await since(new Date(one.enrolled.getTime() + 1)), [])
    })

    test('only its owner gives it another name', async () => {
      if (used.factor.rename === undefined) return
      const rename = (...given: [AccountId, string, string]) => used.factor.rename?.(...given)
      const [alice, mallory] = [await anEnrolled(), await anEnrolled()]
      const [{ id } = { id: '' }] = await used.factor.enrolled(alice.account)
      assert.equal(await rename(mallory.account, id, 'Mine'), false)
      assert.equal(await rename(alice.account, id, 'On my desk'), true)
      assert.equal((await used.factor.enrolled(alice.account))[0]?.name, 'On my desk')
    })

    test('time does not tell whether an account is enrolled, or whether there is one', async () => {
      const { account } = await anEnrolled()
      const kinds = { enrolled: account, bare: anAccount(), nobody: null }
      const begun = {
        enrolled: await begin(kinds.enrolled),
        bare: await begin(kinds.bare),
        nobody: await begin(kinds.nobody),
      }
      await assertEven(begun, ({ asking }) => prove(asking, used.wrong))
      if (used.factor.challenge) await assertEven(kinds, (one) => begin(one))
    })

    lockSuite(() => used, { anAccount, anEnrolled })
    resyncSuite(() => used, anAccount)
  })
}

/**
 * What tells an enrolled account from others does so each time. What else runs on the machine may do it once: a
 * difference that is seen is looked for twice more.
 */
async function assertEven<T>(
  kinds: Readonly<Record<'enrolled' | 'bare' | 'nobody', T>>,
  run: (one: T) => Promise<unknown>,
): Promise<void> {
  const seen: number[] = []
  for (let look = 0; look < 3; look++) {
    const times = await measured(kinds, run)
    const slower = [times.bare, times.nobody].map((other) => shareOfSlower(times.enrolled, other))
    const uneven = slower.find((share) => share <= 0.3 || share >= 0.7)
    if (uneven === undefined) return
    seen.push(uneven)
  }
  assert.fail(`enrolled is the slower one in ${seen.join(', ')} of all pairs`)
}

/** Everything but the random values: names and types, and lengths of lists and texts. */
function shapeOf(value: unknown): unknown {
  if (typeof value === 'string') return `text of ${value.length}`
  if (Array.isArray(value)) return value.map(shapeOf)
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]))
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
