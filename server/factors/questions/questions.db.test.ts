import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Challenge } from '@keyturn/contract'
import type { Account } from '#directory'
import { secret, systemRandom, type AccountId } from '#kernel'
import { aDatabase } from '../../storage/testing.ts'
import { createChallengeStore } from '../challenges/store-sql.ts'
import { anAsking, factorSuite } from '../factor-suite.ts'
import type { Asking } from '../factor.ts'
import { createHash } from '../hashing/argon.ts'
import { factorsMigrations } from '../migrations/index.ts'
import { createSeal } from '../sealing/seal.ts'
import { catalogue } from './catalogue.ts'
import { createAnswerHash } from './hash.ts'
import { createQuestions, type QuestionsDeps } from './questions.ts'
import { createAnswerStore, type AnswerTables } from './store-sql.ts'

const id = (number: number) => `6f1c3a52-0000-4000-8000-${String(number).padStart(12, '0')}` as AccountId
const alice = id(1)
const good = ['Hauptstraße', 'Zoë', 'Frau Müller', 'Bäckerei Schmidt', 'Die Ärzte']
const form = (texts: readonly string[]) =>
  Object.fromEntries(catalogue.map((one, i) => [one.id, texts[i] ?? '']))

async function someQuestions(change: Partial<QuestionsDeps> = {}) {
  const db = await aDatabase([factorsMigrations])
  let now = new Date('2026-11-21T08:00:00Z')
  const deps: QuestionsDeps = {
    store: createAnswerStore(db.tables()),
    challengeStore: createChallengeStore(db.tables()),
    // What it costs is a test of its own.
    hash: createHash({ memoryKiB: 64, passes: 1 }, { parallel: 2, waiting: 1000 }),
    seal: createSeal([Buffer.alloc(32, 7)], systemRandom),
    clock: () => now,
    random: systemRandom,
    questions: catalogue,
    ask: 3,
    ...change,
  }
  const factor = createQuestions(deps)
  const enrolment = factor.enrolment ?? assert.fail()
  const offer = async (account: AccountId) => {
    const person = { id: account, sAMAccountName: 'alice', displayName: 'Alice Miller' } as Account
    const made = await enrolment.offer(person, undefined, anAsking(account))
    assert.ok(made.kind === 'questions')
    return made
  }
  const confirm = (account: AccountId, offered: string, answers: object) =>
    enrolment.confirm(account, offered, secret(JSON.stringify(answers)))
  return {
    deps,
    factor,
    offer,
    confirm,
    tables: () => db.tables<AnswerTables>(),
    pass: (minutes: number) => (now = new Date(now.getTime() + minutes * 60_000)),
    async enrol(account: AccountId, texts: readonly string[] = good) {
      const confirmed = await confirm(account, (await offer(account)).id, form(texts))
      assert.ok(typeof confirmed === 'object')
      assert.ok(await confirmed.enrol('Mine'))
    },
    async begin(asking: Asking) {
      const challenge = await factor.challenge?.(asking)
      assert.ok(challenge?.kind === 'questions')
      return challenge.questions
    },
    prove: (asking: Asking, answers: object = form(good)) =>
      factor.prove(asking, secret(JSON.stringify(answers))),
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  }
}

/** What she answered, to whatever is asked. */
const answered = (challenge: Challenge) => {
  assert.ok(challenge.kind === 'questions')
  const all = form(good)
  return JSON.stringify(Object.fromEntries(challenge.questions.map((one) => [one.id, all[one.id]])))
}

factorSuite('security questions', async () => {
  // Texts of one length: which are asked is another choice for each name.
  const questions = catalogue.map((one) => ({
    ...one,
    id: one.id.slice(0, 8),
    texts: { en: one.id.slice(0, 8) },
  }))
  assert.equal(new Set(questions.map((one) => one.id)).size, 5)
  const used = await someQuestions({ questions })
  const answersOf = (account: AccountId) =>
    Object.fromEntries(questions.map((one, i) => [one.id, `${good[i]} ${account}`]))
  return {
    factor: used.factor,
    wrong: JSON.stringify(Object.fromEntries(questions.map((one) => [one.id, 'wrong']))),
    isReusable: true,
    async enrol(account) {
      const confirmed = await used.confirm(account, (await used.offer(account)).id, answersOf(account))
      assert.ok(typeof confirmed === 'object' && (await confirmed.enrol('Mine')))
      return () => JSON.stringify(answersOf(account))
    },
    [Symbol.asyncDispose]: used[Symbol.asyncDispose],
  }
})

suite('security questions', () => {
  test('are three of five, in her language, and all three must be right in one try', async () => {
    await using used = await someQuestions()
    await used.enrol(alice)
    const asking = anAsking(alice, { languages: ['de-AT'] })
    const asked = await used.begin(asking)
    assert.equal(asked.length, 3)
    for (const { id: question, text } of asked)
      assert.equal(text, catalogue.find((one) => one.id === question)?.texts['de'])
    for (const { id: question } of asked) {
      assert.deepEqual(await used.prove(asking, { ...form(good), [question]: 'wrong' }), {
        proved: false,
        why: 'wrong',
      })
      const { [question]: _, ...rest } = form(good)
      assert.equal((await used.prove(asking, rest)).proved, false)
    }
    const right = answered({ kind: 'questions', questions: asked })
    assert.deepEqual(await used.factor.prove(asking, secret(right)), { proved: true })
  })

  test('are the same for one name as often as it is typed, whoever has it', async () => {
    await using used = await someQuestions()
    await used.enrol(alice)
    for (const subject of ['alice', 'CORP\\alice', 'alice@corp.example', 'nobody', 'CORP\\nobody']) {
      const [first, ...more] = await Promise.all(
        [alice, id(2), null, alice].map((account) => used.begin(anAsking(account, { subject }))),
      )
      for (const asked of more) assert.deepEqual(asked, first)
    }
    const seen = new Set<string>()
    for (let i = 0; i < 40; i++)
      for (const one of await used.begin(anAsking(null, { subject: `name-${i}` }))) seen.add(one.id)
    assert.equal(seen.size, 5)
  })

  test('prove once in the attempt that asked, also to twenty at once, and to nobody who was not asked', async () => {
    await using used = await someQuestions()
    await used.enrol(alice)
    const asking = anAsking(alice)
    assert.equal((await used.prove(asking)).proved, false)
    await used.begin(asking)
    const proofs = await Promise.all(Array.from({ length: 20 }, () => used.prove(asking)))
    assert.equal(proofs.filter(({ proved }) => proved).length, 1)
    assert.deepEqual(await used.prove(asking), { proved: false, why: 'reused' })
  })

  test('take answers as people write them a year later', async () => {
    await using used = await someQuestions()
    await used.enrol(alice)
    const asking = anAsking(alice)
    await used.begin(asking)
    const later = ['hauptstrasse', 'ZOË', ' frau  müller.', 'Bäckerei-Schmidt', 'die ärzte!']
    assert.deepEqual(await used.prove(asking, form(later)), { proved: true })
  })

  test('are enrolled whole, with answers that are answers, within ten minutes and by their owner', async () => {
    await using used = await someQuestions()
    const { id: offered, least, questions } = await used.offer(alice)
    assert.deepEqual([least, questions.length], [5, 5])
    for (const bad of [
      good.slice(1),
      ['ab', ...good.slice(1)],
      ['Alice', ...good.slice(1)],
      ['Zoë', ...good.slice(1)],
    ])
      await assert.rejects(used.confirm(alice, offered, form(bad)), { code: 'request.invalid' })
    assert.equal(await used.confirm(id(2), offered, form(good)), 'unknown')
    const both = await Promise.all([
      used.confirm(alice, offered, form(good)),
      used.confirm(alice, offered, form(good)),
    ])
    const enrolled = await Promise.all(
      both.map(async (one) => typeof one === 'object' && (await one.enrol('x'))),
    )
    assert.equal(enrolled.filter(Boolean).length, 1)
    const { id: late } = await used.offer(id(3))
    used.pass(10)
    assert.equal(await used.confirm(id(3), late, form(good)), 'unknown')
  })

  test('that were added later prove nothing until they are answered', async () => {
    await using used = await someQuestions()
    await used.enrol(alice)
    const added = [...catalogue, { id: 'new-one', texts: { en: 'What is new?' } }]
    const factor = createQuestions({ ...used.deps, questions: added })
    assert.deepEqual(await factor.enrolled(alice), [])
    assert.equal((await factor.readyAmong([{ id: alice } as Account])).size, 0)
    const asking = anAsking(alice)
    await factor.challenge?.(asking)
    const all = JSON.stringify({ ...form(good), 'new-one': 'nothing' })
    assert.deepEqual(await factor.prove(asking, secret(all)), { proved: false, why: 'not-enrolled' })
    const fewer = createQuestions({ ...used.deps, questions: catalogue.slice(1) })
    assert.equal((await fewer.enrolled(alice)).length, 1)
  })

  test('leave no answer in the database, nor a hash that proves for another account', async () => {
    await using used = await someQuestions()
    await used.enrol(alice)
    await used.enrol(id(2), ['Nebenweg', 'Bruno', 'Herr Kant', 'Post', 'Mozart'])
    const rows = await used.tables().selectFrom('factors.answers').selectAll().execute()
    assert.equal(rows.length, 10)
    for (const { hash } of rows) assert.equal(hash.length, 32)
    assert.doesNotMatch(JSON.stringify(rows), /haupt|zoë|bruno/i)
    // Whoever can write the database hangs his own answers on her account.
    await used.tables().deleteFrom('factors.answer_sets').where('account', '=', alice).execute()
    const [set] = await used.tables().selectFrom('factors.answer_sets').selectAll().execute()
    assert.ok(set)
    await used
      .tables()
      .insertInto('factors.answer_sets')
      .values({ ...set, account: alice })
      .execute()
    const stolen = rows.filter(({ account }) => account === id(2)).map((row) => ({ ...row, account: alice }))
    await used.tables().insertInto('factors.answers').values(stolen).execute()
    const asking = anAsking(alice)
    await used.begin(asking)
    assert.deepEqual(await used.prove(asking, form(['Nebenweg', 'Bruno', 'Herr Kant', 'Post', 'Mozart'])), {
      proved: false,
      why: 'wrong',
    })
  })
})

suite('the hash of an answer', () => {
  test('costs at least 50 ms of a core', async () => {
    const hash = createAnswerHash()
    const salt = Buffer.alloc(16, 1)
    await hash('warm', salt)
    const before = process.cpuUsage()
    await hash('once', salt)
    const { user, system } = process.cpuUsage(before)
    assert.ok(user + system > 50_000, `${(user + system) / 1000} ms`)
  })
})
