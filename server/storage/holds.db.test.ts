import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { createLog, systemClock } from '#kernel'
import { heldNow, type Hold } from './holds.ts'
import { openStorage } from './storage.ts'
import { aDatabase, type TestDatabase } from './testing.ts'

async function isHeld(db: TestDatabase, { id }: Hold): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`select ${id}::bigint in ${heldNow} as held`.execute(
    db.tables(),
  )
  return rows[0]?.held ?? assert.fail()
}

async function until(what: string, is: () => Promise<boolean>): Promise<void> {
  for (let i = 0; !(await is()); i++) {
    assert.ok(i < 600, what)
    await sleep(100)
  }
}

const anotherServer = (db: TestDatabase) =>
  openStorage({ url: db.url, directory: '' }, [], { log: createLog('silent'), clock: systemClock })

suite('what a server has in its hands', () => {
  test('is seen by all others until it lets go, each thing by itself', async () => {
    await using db = await aDatabase()
    await using other = await anotherServer(db)
    const [one, two] = [await other.holds.hold(60_000), await other.holds.hold(60_000)]
    assert.deepEqual([await isHeld(db, one), await isHeld(db, two)], [true, true])
    await one.release()
    await one.release()
    assert.deepEqual([await isHeld(db, one), await isHeld(db, two)], [false, true])
    assert.equal(two.lost.aborted, false)
  })

  test('is none on another database of the same cluster', async () => {
    await using db = await aDatabase()
    await using elsewhere = await aDatabase()
    const held = await elsewhere.holds.hold(60_000)
    assert.deepEqual([await isHeld(elsewhere, held), await isHeld(db, held)], [true, false])
  })

  test('ends by its own time though nobody lets go, and its owner is told', async () => {
    await using db = await aDatabase()
    const held = await db.holds.hold(200)
    await until('it ends', async () => !(await isHeld(db, held)))
    assert.ok(held.lost.aborted)
  })

  test('ends with its server, whose other holds are told, and begins anew with the next session', async () => {
    await using db = await aDatabase()
    await using other = await anotherServer(db)
    const held = await other.holds.hold(60_000)
    await sql`
      select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = ${held.id}::bigint::oid
      `.execute(db.tables())
    await until('it ends', async () => !(await isHeld(db, held)))
    await until('its owner hears of it', async () => held.lost.aborted)
    const next = await other.holds.hold(60_000)
    assert.deepEqual([await isHeld(db, next), next.lost.aborted], [true, false])
    await held.release()
    assert.ok(await isHeld(db, next))
  })
})
