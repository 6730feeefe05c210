import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { secret, systemRandom, type AccountId } from '#kernel'
import { aDatabase } from '../../storage/testing.ts'
import { anAsking, factorSuite } from '../factor-suite.ts'
import { factorsMigrations } from '../migrations/index.ts'
import { createHashCode } from './hash.ts'
import { createRecoveryCodes } from './recovery-codes.ts'
import { createRecoveryCodeStore, type RecoveryCodeTables } from './store-sql.ts'

const alice = '6f1c3a52-0000-4000-8000-000000000001' as AccountId

async function someCodes() {
  const db = await aDatabase([factorsMigrations])
  const factor = createRecoveryCodes({
    store: createRecoveryCodeStore(db.tables()),
    hash: createHashCode(),
    clock: () => new Date('2026-11-21T08:00:00Z'),
    random: systemRandom,
  })
  const prove = (code: string) => factor.prove(anAsking(alice), secret(code))
  return {
    factor,
    prove,
    tables: () => db.tables<RecoveryCodeTables>(),
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  }
}

factorSuite('recovery codes', async () => {
  const used = await someCodes()
  return {
    factor: used.factor,
    wrong: '0000-0000-0000-0000',
    async enrol(account) {
      const codes = [...(await used.factor.issue(account))]
      return () => codes.pop() ?? assert.fail('no code left')
    },
    [Symbol.asyncDispose]: used[Symbol.asyncDispose],
  }
})

suite('recovery codes', () => {
  test('are ten, each good for one proof, in any order', async () => {
    await using used = await someCodes()
    const codes = await used.factor.issue(alice)
    assert.equal(new Set(codes).size, 10)
    for (const [i, code] of codes.toReversed().entries()) {
      assert.deepEqual(await used.prove(code), { proved: true })
      assert.equal(await used.factor.left(alice), 9 - i)
    }
    assert.deepEqual(await used.factor.enrolled(alice), [])
  })

  test('are void when new ones were issued, also while somebody answers with one', async () => {
    await using used = await someCodes()
    const old = await used.factor.issue(alice)
    const [fresh] = await Promise.all([used.factor.issue(alice), ...old.map((code) => used.prove(code))])
    for (const code of old) assert.equal((await used.prove(code)).proved, false)
    for (const code of fresh) assert.deepEqual(await used.prove(code), { proved: true })
  })

  test('issued in two tabs at once are those of one of them, whole', async () => {
    await using used = await someCodes()
    const sets = await Promise.all([used.factor.issue(alice), used.factor.issue(alice)])
    assert.equal(await used.factor.left(alice), 10)
    const proofs = await Promise.all(sets.map((codes) => Promise.all(codes.map(used.prove))))
    const good = proofs.map((set) => set.filter(({ proved }) => proved).length)
    assert.deepEqual(
      good.toSorted((a, b) => a - b),
      [0, 10],
    )
  })

  test('are understood as people type them', async () => {
    await using used = await someCodes()
    const [code = ''] = await used.factor.issue(alice)
    const typed = ` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')}`
    assert.deepEqual(await used.prove(typed), { proved: true })
  })

  test('leave nothing in the database that is a code', async () => {
    await using used = await someCodes()
    const [code = ''] = await used.factor.issue(alice)
    const rows = await used.tables().selectFrom('factors.recovery_codes').selectAll().execute()
    assert.equal(rows.length, 10)
    const plain = [code, code.replaceAll('-', '')]
    for (const { hash } of rows) {
      assert.equal(hash.length, 32)
      for (const text of plain) assert.equal(Buffer.from(hash).includes(text), false)
    }
  })
})
