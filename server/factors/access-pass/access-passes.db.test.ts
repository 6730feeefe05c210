import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { secret, systemRandom, type AccountId } from '#kernel'
import { aDatabase } from '../../storage/testing.ts'
import { anAsking, factorSuite } from '../factor-suite.ts'
import { factorsMigrations } from '../migrations/index.ts'
import { createHashCode } from '../recovery-codes/hash.ts'
import { createSeal } from '../sealing/seal.ts'
import { createAccessPasses, type PassWish } from './access-passes.ts'
import { normalizePass } from './pass.ts'
import { createPassStore, type PassTables } from './store-sql.ts'

const alice = '6f1c3a52-0000-4000-8000-000000000001' as AccountId

async function somePasses() {
  const db = await aDatabase([factorsMigrations])
  let now = new Date('2026-11-21T08:00:00Z')
  const store = createPassStore(db.tables())
  const passes = createAccessPasses({
    store,
    hash: createHashCode(),
    seal: createSeal([Buffer.alloc(32, 7)], systemRandom),
    clock: () => now,
    random: systemRandom,
  })
  const issue = async (change: Partial<PassWish> = {}, account = alice) => {
    const { pass } = await passes.issue(account, { length: 12, minutes: 60, isOnce: false, ...change })
    return pass.reveal()
  }
  return {
    passes,
    store,
    issue,
    prove: (pass: string, account: AccountId | null = alice) => passes.prove(anAsking(account), secret(pass)),
    pass: (minutes: number) => (now = new Date(now.getTime() + minutes * 60_000)),
    tables: () => db.tables<PassTables>(),
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  }
}

factorSuite('an access pass', async () => {
  const used = await somePasses()
  return {
    factor: used.passes,
    wrong: '0000-0000-0000',
    isReusable: true,
    async enrol(account) {
      const pass = await used.issue({}, account)
      return () => pass
    },
    [Symbol.asyncDispose]: used[Symbol.asyncDispose],
  }
})

suite('an access pass', () => {
  test('that is good once proves once, also to twenty who come at the same moment with it', async () => {
    await using used = await somePasses()
    const pass = await used.issue({ isOnce: true })
    const proofs = await Promise.all(Array.from({ length: 20 }, () => used.prove(pass)))
    assert.equal(proofs.filter(({ proved }) => proved).length, 1)
    assert.deepEqual(await used.prove(pass), { proved: false, why: 'not-enrolled' })
    assert.deepEqual(await used.passes.enrolled(alice), [])
    assert.equal((await used.passes.list()).length, 0)
  })

  test('ends when its time is over, to the minute, and is forgotten', async () => {
    await using used = await somePasses()
    const pass = await used.issue({ minutes: 10 })
    used.pass(9)
    assert.deepEqual(await used.prove(pass), { proved: true })
    used.pass(1)
    assert.deepEqual(await used.prove(pass), { proved: false, why: 'not-enrolled' })
    await used.store.prune(new Date('2026-11-21T08:10:00Z'))
    assert.deepEqual(await used.tables().selectFrom('factors.access_passes').selectAll().execute(), [])
  })

  test('is void when the next one is issued, also to somebody who answers with it at that moment', async () => {
    await using used = await somePasses()
    const old = await used.issue()
    const [fresh] = await Promise.all([used.issue(), used.prove(old), used.prove(old)])
    assert.equal((await used.prove(old)).proved, false)
    assert.deepEqual(await used.prove(fresh), { proved: true })
  })

  test('is not hers to name or to remove, and its list does not say what it reads', async () => {
    await using used = await somePasses()
    const pass = await used.issue()
    assert.equal((await used.passes.enrolled(alice))[0]?.own, false)
    assert.ok(!JSON.stringify(await used.passes.list()).includes(pass))
  })

  test('has the length that was wished, from 8 to 48 symbols that nobody mistakes', async () => {
    await using used = await somePasses()
    for (const length of [8, 12, 13, 48]) {
      const pass = await used.issue({ length })
      assert.match(pass, /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{1,4})+$/)
      assert.equal(pass.replaceAll('-', '').length, length)
      assert.deepEqual(await used.prove(pass), { proved: true })
    }
  })

  test('is understood as people type it', async () => {
    await using used = await somePasses()
    const pass = await used.issue({ length: 48 })
    const typed = ` ${pass.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')}`
    assert.deepEqual(await used.prove(typed), { proved: true })
    assert.equal(normalizePass('0'.repeat(7)), undefined)
    assert.equal(normalizePass('0'.repeat(49)), undefined)
  })

  test('uses every symbol equally', async () => {
    await using used = await somePasses()
    const text = (await Promise.all(Array.from({ length: 100 }, () => used.issue({ length: 48 })))).join('')
    const counts = new Map<string, number>()
    for (const symbol of text.replaceAll('-', '')) counts.set(symbol, (counts.get(symbol) ?? 0) + 1)
    assert.equal(counts.size, 32)
    for (const [symbol, count] of counts) assert.ok(count > 80 && count < 230, `${symbol}: ${count} of 4800`)
  })

  test('cannot be found in the database, nor tried on a copy of it without the key file', async () => {
    await using used = await somePasses()
    const pass = await used.issue({ length: 8 })
    const [row] = await used.tables().selectFrom('factors.access_passes').selectAll().execute()
    assert.ok(row)
    const text = pass.replaceAll('-', '')
    assert.ok(!Buffer.from(row.hash).includes(text) && !JSON.stringify(row).includes(text))
    const guessed = await createHashCode()(text, row.salt)
    assert.notDeepEqual(Buffer.from(guessed), Buffer.from(row.hash))
  })
})
