import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { sql } from 'kysely'
import { aDatabase } from './testing.ts'

suite('a database for a test', () => {
  test('is empty and its own, though another test uses one at the same time', async () => {
    await using one = await aDatabase()
    await using other = await aDatabase()
    await sql`create table mine (a int)`.execute(one.tables())
    await assert.rejects(sql`select * from mine`.execute(other.tables()), /does not exist/)
  })
})
