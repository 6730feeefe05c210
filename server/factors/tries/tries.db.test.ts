import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { systemRandom, type AccountId } from '#kernel'
import { aDatabase, type TestDatabase } from '../../storage/testing.ts'
import { factorsMigrations } from '../migrations/index.ts'
import { createSeal } from '../sealing/seal.ts'
import { createTriesStore, type TriesTables } from './store-sql.ts'
import { createTries, type Admission, type Try } from './tries.ts'

const alice = '6f1c3a52-0000-4000-8000-000000000001' as AccountId
const minute = 60_000

suite('counting tries', () => {
  let db: TestDatabase
  let now = new Date('2026-11-21T08:00:00Z')
  const pass = (minutes: number) => (now = new Date(now.getTime() + minutes * minute))
  const tables = () => db.tables<TriesTables>()
  const counting = () =>
    createTries({
      store: createTriesStore(tables()),
      seal: createSeal([Buffer.alloc(32, 7)], systemRandom),
      clock: () => now,
    })

  before(async () => (db = await aDatabase([factorsMigrations])))
  after(() => db[Symbol.asyncDispose]())

  /** Another name and another network for each test, so that none stands in another's way. */
  let round = 0
  const someone = (change: Partial<Try> = {}): Try => ({
    counting: 'totp',
    account: alice.replace(/1$/, String(++round)) as AccountId,
    typed: `name-${round}`,
    origin: { address: `10.0.${round}.1`, device: null },
    ...change,
  })
  const from = (one: Try, address: string): Try => ({ ...one, origin: { address, device: null } })
  const inTurn = async (times: number, one: (i: number) => Try) => {
    const answers: Admission[] = []
    for (let i = 0; i < times; i++) answers.push(await counting().count(one(i)))
    return answers
  }
  const looks = (answers: readonly Admission[]) => answers.filter((one) => one.admitted && one.look).length
  const told = (answers: readonly Admission[]) => answers.filter((one) => !one.admitted).length

  test('the sixth try in a quarter of an hour is not looked at, and says when the next one will be', async () => {
    const one = someone()
    const answers = await inTurn(6, () => one)
    assert.deepEqual([looks(answers), told(answers)], [5, 1])
    assert.deepEqual(answers[5], { admitted: false, retryAfterSeconds: 15 * 60 })
    pass(15)
    assert.equal(looks(await inTurn(1, () => one)), 1)
  })

  test('a hundred guesses at once get no more looks than five', async () => {
    const one = someone()
    const answers = await Promise.all(Array.from({ length: 100 }, () => counting().count(one)))
    assert.deepEqual([looks(answers), told(answers)], [5, 95])
  })

  test('a hundred guesses at once from a hundred addresses get no more looks than five, and none hears why', async () => {
    const one = someone()
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => counting().count(from(one, `172.16.${round}.${i}`))),
    )
    assert.deepEqual([looks(answers), told(answers)], [5, 0])
  })

  test('typing the same account in other ways gives no more looks', async () => {
    const one = someone()
    const answers = await inTurn(20, (i) => ({ ...one, typed: `spelling ${i % 5}` }))
    assert.equal(looks(answers), 5)
  })

  test('one address that tries many names is stopped at thirty', async () => {
    const { origin } = someone()
    const answers = await inTurn(40, () => someone({ origin }))
    assert.deepEqual([looks(answers), told(answers)], [30, 10])
  })

  test('an address that is stopped cannot use up the tries of others any more', async () => {
    const { origin } = someone()
    await inTurn(30, () => someone({ origin }))
    const victim = someone()
    assert.equal(told(await inTurn(20, () => ({ ...victim, origin }))), 20)
    assert.equal(looks(await inTurn(1, () => victim)), 1)
  })

  test('each round of wrong answers makes the wait longer, to four hours at most, though somebody keeps trying', async () => {
    const one = someone()
    const waits: number[] = []
    for (let i = 0; i < 8; i++) {
      const answers = await inTurn(7, () => one)
      const last = answers.at(-1)
      if (last?.admitted === false) waits.push(last.retryAfterSeconds / 60)
      pass(waits.at(-1) ?? 0)
    }
    assert.deepEqual(waits, [15, 30, 60, 120, 240, 240, 240, 240])
  })

  test('four tries in each window, never filling one, meet longer waits too', async () => {
    const one = someone()
    let looked = 0
    for (let i = 0; i < (24 * 60) / 15; i++) {
      looked += looks(await inTurn(4, () => one))
      pass(15)
    }
    assert.ok(looked < 60, `${looked} looks in a day`)
  })

  test('after a quiet day the account is as before', async () => {
    const one = someone()
    for (let i = 0; i < 4; i++) {
      await inTurn(5, () => one)
      pass(4 * 60)
    }
    pass(24 * 60)
    assert.deepEqual((await inTurn(6, () => one))[5], { admitted: false, retryAfterSeconds: 15 * 60 })
  })

  test('a right answer empties the account, but gives the address only that one try back', async () => {
    const one = someone()
    const address = one.origin.address
    await inTurn(4, () => one)
    const [fifth] = await inTurn(1, () => one)
    assert.ok(fifth?.admitted)
    await fifth.right()
    const elsewhere = await inTurn(5, (i) => from(one, `10.1.${round}.${i}`))
    assert.equal(looks(elsewhere), 5)
    const others = await inTurn(30, () => someone({ origin: { address, device: null } }))
    assert.equal(looks(others), 26)
  })

  test('an attacker cannot wash his address clean with an account of his own', async () => {
    const { origin } = someone()
    const own = someone({ origin })
    let looked = 0
    for (let i = 0; i < 40; i++) {
      looked += looks(await inTurn(1, () => someone({ origin })))
      const [mine] = await inTurn(1, () => own)
      if (mine?.admitted === true) await mine.right()
    }
    assert.equal(looked, 30)
  })

  test('people who answer rightly behind one address are never in each other’s way', async () => {
    const { origin } = someone()
    for (let i = 0; i < 60; i++) {
      const [answer] = await inTurn(1, () => someone({ origin }))
      assert.ok(answer?.admitted)
      await answer.right()
    }
  })

  test('somebody who keeps guessing from everywhere cannot lock out the person at the place where she proved before', async () => {
    const one = someone()
    const [first] = await inTurn(1, () => one)
    assert.ok(first?.admitted)
    await first.right()
    const attack = await inTurn(50, (i) => from(one, `172.17.${round}.${i}`))
    assert.equal(looks(attack), 5)
    assert.equal(looks(await inTurn(1, () => one)), 1)
    const fromNewPlace = await inTurn(1, () => from(one, '198.51.100.77'))
    assert.equal(looks(fromNewPlace), 0)
  })

  test('nor keep her there from asking for a code, by asking for codes in her name all day', async () => {
    const one = someone({ counting: 'mail-code' })
    const begin = { ...one, counting: 'challenge' } as const
    const [first] = await inTurn(1, () => one)
    assert.ok(first?.admitted)
    await first.right()
    const flood = await inTurn(50, (i) => from(begin, `172.19.${round}.${i}`))
    assert.equal(looks(flood), 10)
    assert.equal(looks(await inTurn(1, () => from(begin, '198.51.100.78'))), 0)
    assert.equal(looks(await inTurn(1, () => begin)), 1)
  })

  test('her laptop is such a place too, wherever it is', async () => {
    const one = someone()
    const laptop = (address: string): Try => ({ ...one, origin: { address, device: 'LAPTOP-7' } })
    const [first] = await inTurn(1, () => laptop('203.0.113.5'))
    assert.ok(first?.admitted)
    await first.right()
    await inTurn(20, (i) => from(one, `172.18.${round}.${i}`))
    assert.equal(looks(await inTurn(1, () => laptop('203.0.113.99'))), 1)
  })

  test('a known place has an allowance of its own, not an endless one', async () => {
    const one = someone()
    const [first] = await inTurn(1, () => one)
    assert.ok(first?.admitted)
    await first.right()
    const answers = await inTurn(50, (i) => ({ ...one, typed: `spelling ${i}` }))
    assert.equal(looks(answers), 5)
  })

  test('for a name that nobody has, the same is told as for one that exists', async () => {
    const real = someone()
    const nobody = someone({ account: null })
    const shape = (answers: readonly Admission[]) =>
      answers.map(({ admitted, retryAfterSeconds }) => ({ admitted, retryAfterSeconds }))
    assert.deepEqual(shape(await inTurn(8, () => nobody)), shape(await inTurn(8, () => real)))
  })

  test('that others lock an account shows nowhere else', async () => {
    const one = someone()
    await inTurn(20, () => one)
    const [stranger] = await inTurn(1, () => from(one, '198.51.100.8'))
    assert.deepEqual([stranger?.admitted, stranger?.retryAfterSeconds], [true, 0])
  })

  test('five wrong codes leave the recovery codes open', async () => {
    const one = someone()
    await inTurn(6, () => one)
    assert.equal(looks(await inTurn(1, () => ({ ...one, counting: 'recovery-code' }))), 1)
  })

  test('neither names nor addresses can be read in the tables, and what is long over is forgotten', async () => {
    const [one] = await inTurn(1, () => someone({ typed: 'Sommer-2026!' }))
    assert.ok(one?.admitted)
    await one.right()
    const rows = await tables().selectFrom('factors.tries').selectAll().execute()
    assert.ok(rows.length > 0)
    assert.doesNotMatch(JSON.stringify(rows), /Sommer|10\.0\./)
    pass(100 * 24 * 60)
    await counting().prune()
    assert.deepEqual(await tables().selectFrom('factors.tries').selectAll().execute(), [])
    assert.deepEqual(await tables().selectFrom('factors.places').selectAll().execute(), [])
  })
})
