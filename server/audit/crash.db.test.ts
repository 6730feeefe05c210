import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { parseEntry } from '@keyturn/protocols/audit'
import type { AuditLog } from './index.ts'
import { aStage, type Stage } from './testing/a-stage.ts'
import { anEvent } from './testing/an-event.ts'

const writer = join(import.meta.dirname, 'testing', 'writer.ts')

suite('whatever was acknowledged is in the log', () => {
  test('though the server is killed in the middle of thousands of appends, ten times', async () => {
    await using stage = await aStage()
    const acknowledged: string[] = []
    for (let round = 0; round < 10; round++) {
      const { child, ready, said } = write(stage, stage.directory, `r${round}`, 1_000_000)
      await ready
      child.stdin.end()
      while (said().length < 100 + 40 * round) await sleep(5)
      child.kill('SIGKILL')
      await once(child, 'close')
      acknowledged.push(...said())
      await using log = await stage.open()
      await assertHolds(log, acknowledged)
    }
    assert.ok(acknowledged.length > 2_000, `${acknowledged.length} receipts`)
  })

  test('though two servers append at once, and each sees its own order', async () => {
    await using stage = await aStage()
    await stage.use(0)
    const writers = [
      write(stage, stage.directory, 'one', 1_500),
      write(stage, await stage.second(), 'two', 1_500),
    ]
    // Or the first would be done before the second one's process has started.
    await Promise.all(writers.map(({ ready }) => ready))
    for (const { child } of writers) child.stdin.end()
    await Promise.all(writers.map(({ child }) => once(child, 'close')))
    const said = writers.flatMap((one) => one.said())
    assert.equal(said.length, 3_000)
    await using log = await stage.open()
    await assertHolds(log, said)
    const order = (await entriesOf(log)).map(({ facts }) => facts['writer'])
    const turns = order.filter((name, i) => name !== order[i - 1]).length
    assert.ok(turns > 10, `they took ${turns} turns: at the same time, not one after the other`)
  })

  test('though the database cuts every connection while they are written', async () => {
    await using stage = await aStage()
    await using log = await stage.open()
    await log.append(anEvent())
    const cut = sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`
    const tries: Promise<PromiseSettledResult<string>[]>[] = []
    for (let i = 0; i < 30; i++) {
      tries.push(Promise.allSettled(Array.from({ length: 40 }, (_, j) => appendTo(log, i * 40 + j))))
      if (i % 10 === 5) await cut.execute(stage.db.tables())
      await sleep(2)
    }
    const results = (await Promise.all(tries)).flat()
    const said = results.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    assert.ok(said.length > 100)
    for (const one of results)
      if (one.status === 'rejected') assert.equal(one.reason.code, 'audit.unavailable')
    await assertHolds(log, said)
  })
})

suite('nothing is acknowledged', () => {
  test('when the disk of the database is full, and afterwards the log goes on', async () => {
    await using stage = await aStage()
    await using log = await stage.open()
    await log.append(anEvent())
    const tables = stage.db.tables()
    await sql`create function audit.full() returns trigger language plpgsql as $$
        begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$;
      create trigger full_disk before insert on audit.entries
        for each statement execute function audit.full()`.execute(tables)
    const tries = await Promise.allSettled(Array.from({ length: 50 }, () => log.append(anEvent())))
    assert.ok(tries.every((one) => one.status === 'rejected' && one.reason.code === 'audit.unavailable'))
    await sql`drop trigger full_disk on audit.entries`.execute(tables)
    assert.equal((await log.append(anEvent())).index, 1)
    await log.checkpoint()
  })
})

async function appendTo(log: AuditLog, number: number): Promise<string> {
  const { index } = await log.append(anEvent({ facts: { writer: 'w', number } }))
  return `w ${number} ${index}`
}

function write({ db }: Stage, directory: string, name: string, entries: number) {
  const child = spawn(process.execPath, [writer, db.url, directory, name, String(entries)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ready = once(child.stdout, 'data')
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  // A line that the kill cut in two was said all the same, but nobody heard its number.
  return { child, ready, said: () => text.split('\n').slice(1, -1) }
}

async function assertHolds(log: AuditLog, acknowledged: readonly string[]): Promise<void> {
  // Reads back and hashes everything that was appended since the last time.
  await log.checkpoint()
  const entries = await entriesOf(log)
  for (const line of acknowledged) {
    const [name, number, index] = line.split(' ')
    const entry = entries[Number(index)]
    assert.equal(entry?.index, Number(index))
    assert.deepEqual([entry?.facts['writer'], entry?.facts['number']], [name, Number(number)])
  }
}

async function entriesOf(log: AuditLog) {
  const leaves = await log.leaves(0, 1_000_000)
  return leaves.map((leaf) => {
    const entry = parseEntry(leaf)
    assert.ok(entry)
    return entry
  })
}
