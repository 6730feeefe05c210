import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { prepared } from './prepared.ts'
import { aDatabase } from './testing.ts'

const adding =
  'select $1::int + $2::int as sum, $3::timestamptz as at, $4::bytea as bytes, $5::text[] as words'
interface Sum {
  readonly sum: number
  readonly at: Date
  readonly bytes: Uint8Array
  readonly words: readonly string[]
}

suite('a statement that is written out once', () => {
  test('takes numbers, dates, bytes and lists, and gives them back as they are', async () => {
    await using db = await aDatabase()
    const add = prepared<Sum>(db.tables(), adding)
    const at = new Date('2026-11-28T12:00:00.123Z')
    const words = ["it's", '"quoted"', '$1; drop table x', '{}']
    const [row] = (await add(1, 2, at, Buffer.of(0, 255), words)).rows
    assert.deepEqual(row, { sum: 3, at, bytes: Buffer.of(0, 255), words })
  })

  test('is planned once for a connection, however often it is asked', async () => {
    await using db = await aDatabase()
    const add = prepared<Sum>(db.tables(), adding)
    const planned = prepared<{ count: string }>(
      db.tables(),
      'select count(*) from pg_prepared_statements where statement = $1',
    )
    for (let i = 0; i < 3; i++) await add(i, 1, new Date(), Buffer.of(), [])
    assert.equal((await planned(adding)).rows[0]?.count, '1')
  })

  test('takes part in the transaction it is asked in', async () => {
    await using db = await aDatabase()
    await prepared(db.tables(), 'create table seen (word text)')()
    const count = prepared<{ count: string }>(db.tables(), 'select count(*) from seen where word = $1')
    const undone = db
      .tables()
      .transaction()
      .execute(async (tx) => {
        const { numAffectedRows } = await prepared(tx, 'insert into seen values ($1)')('hello')
        assert.equal(numAffectedRows, 1n)
        throw new Error('undo')
      })
    await assert.rejects(undone, /undo/)
    assert.equal((await count('hello')).rows[0]?.count, '0')
  })
})
