import assert from 'node:assert/strict'
import { chmod, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { sql } from 'kysely'
import { formatFrontier } from '@keyturn/protocols/tlog'
import { emptyHead, extend } from './state.ts'
import { createAuditStore, type AuditTables } from './store-sql.ts'
import { aStage } from './testing/a-stage.ts'
import { anEvent } from './testing/an-event.ts'

suite('a database administrator with a bad conscience', () => {
  test('who goes back to an older copy is found at the next start', async () => {
    await using stage = await aStage()
    await stage.use(100)
    await stage.behindTheLog(rollBackTo(60))
    await assert.rejects(stage.open(), /has 60 entries, but had 100/)
  })

  test('who goes back and lets the log grow again is found', async () => {
    await using stage = await aStage()
    await stage.use(100)
    await stage.behindTheLog(rollBackTo(60))
    const store = createAuditStore(stage.db.tables<AuditTables>())
    await store.appendLocked((head) =>
      extend(
        head,
        Array.from({ length: 70 }, () => anEvent()),
        new Date(),
      ),
    )
    await assert.rejects(stage.open(), /do not continue what was known/)
  })

  test('who goes back while the server runs is found at the next append', async () => {
    await using stage = await aStage()
    await using log = await stage.open()
    for (let i = 0; i < 20; i++) await log.append(anEvent())
    await stage.behindTheLog(rollBackTo(10))
    await assert.rejects(log.append(anEvent()), {
      code: 'audit.unavailable',
      message: /has 10 entries, but had 20/,
    })
    await assert.rejects(log.checkpoint(), { code: 'audit.unavailable' })
  })

  test('who goes back while the server runs, and lets the log grow past where it was, gets no checkpoint', async () => {
    await using stage = await aStage()
    await using log = await stage.open()
    for (let i = 0; i < 20; i++) await log.append(anEvent({ facts: { reset: String(i) } }))
    await stage.behindTheLog(rollBackTo(10))
    const store = createAuditStore(stage.db.tables<AuditTables>())
    const others = Array.from({ length: 15 }, () => anEvent())
    await store.appendLocked((head) => extend(head, others, new Date()))
    // Longer than it was, so nothing looks missing yet; what the server itself wrote is gone all the same.
    await log.append(anEvent())
    await assert.rejects(log.checkpoint(), /do not continue what was known/)
    await assert.rejects(log.append(anEvent()), { code: 'audit.unavailable' })
  })
})

suite('a database administrator who is in the server’s way', () => {
  test('who changes, swaps or removes entries that were not marked yet gets no checkpoint', async () => {
    for (const crime of [
      `update audit.entries set leaf = replace(leaf, '10.1.2.3', '10.9.9.9') where index = 15`,
      `update audit.entries set index = 100 where index = 15; update audit.entries set index = 15 where index = 16;
       update audit.entries set index = 16 where index = 100`,
      `delete from audit.entries where index = 15`,
      `delete from audit.entries where index >= 15`,
      `insert into audit.entries select 15, account, leaf from audit.entries where index = 14
         on conflict (index) do update set leaf = excluded.leaf`,
    ]) {
      await using stage = await aStage()
      await stage.use(10)
      await using log = await stage.open()
      for (let i = 0; i < 10; i++) await log.append(anEvent({ facts: { reset: String(i) } }))
      await stage.behindTheLog(crime)
      await assert.rejects(log.checkpoint(), { code: 'audit.unavailable' }, crime)
      await assert.rejects(
        log.append(anEvent()),
        { code: 'audit.unavailable' },
        'and nothing goes on from there',
      )
    }
  })

  test('who takes away the head is found', async () => {
    await using stage = await aStage()
    await stage.use(5)
    await stage.behindTheLog(`delete from audit.head`)
    await assert.rejects(stage.open(), { code: 'audit.unavailable' })
  })

  test('is told in the message what the honest one can do, and that works', async () => {
    await using stage = await aStage()
    await stage.use(100)
    await stage.behindTheLog(rollBackTo(60))
    await assert.rejects(stage.open(), /move .*audit\.marks away and start again/)
    await rename(join(stage.directory, 'audit.marks'), join(stage.directory, 'audit.marks.old'))
    await using log = await stage.open()
    assert.equal((await log.append(anEvent())).index, 60)
  })
})

suite('the files beside the database', () => {
  test('are for the server alone', async () => {
    await using stage = await aStage()
    await stage.use(1)
    for (const name of ['audit.key', 'audit.marks']) {
      assert.equal((await stat(join(stage.directory, name))).mode & 0o777, 0o600)
    }
    await chmod(join(stage.directory, 'audit.key'), 0o644)
    await assert.rejects(stage.open(), /chmod 600/)
  })

  test('a log is never signed with a second key, neither a new nor a stranger’s', async () => {
    await using stage = await aStage()
    await stage.use(1)
    const key = join(stage.directory, 'audit.key')
    await rename(key, `${key}.lost`)
    await assert.rejects(stage.open(), /audit\.key is missing/)
    await using other = await aStage()
    await other.use(1)
    await writeFile(key, await readFile(join(other.directory, 'audit.key')), { mode: 0o600 })
    await assert.rejects(stage.open(), /but this log is signed with/)
    await writeFile(key, 'PRIVATE+KEY+nonsense\n', { mode: 0o600 })
    await assert.rejects(stage.open(), /holds no signing key/)
  })

  test('a key that is lost for good is replaced by the owner of the database only, and the log goes on', async () => {
    await using stage = await aStage()
    await stage.use(3)
    await rename(join(stage.directory, 'audit.key'), join(stage.directory, 'lost'))
    await sql`update audit.head set verifier_key = null`.execute(stage.db.tables())
    await using log = await stage.open()
    assert.equal((await log.append(anEvent())).index, 3)
    assert.match((await log.checkpoint()).checkpoint, /^test\.example\/audit\n4\n/)
  })

  test('marks that are cut, changed or mixed up are not believed', async () => {
    await using stage = await aStage()
    await stage.use(3)
    await stage.use(3)
    const path = join(stage.directory, 'audit.marks')
    const good = await readFile(path, 'utf8')
    assert.equal(good.trimEnd().split('\n').length, 2)
    for (const bad of [
      good.slice(0, -5),
      good.replace(' 3 ', ' 4 '),
      `${good}rubbish\n`,
      good.replace('Z', 'z'),
    ]) {
      await writeFile(path, bad)
      await assert.rejects(stage.open(), /is damaged/)
    }
    await writeFile(path, good)
    await using log = await stage.open()
    assert.equal((await log.append(anEvent())).index, 6)
  })

  test('hold the last hundred marks, not all of them', async () => {
    await using stage = await aStage()
    await using log = await stage.open()
    for (let i = 0; i < 130; i++) {
      await log.append(anEvent())
      await log.checkpoint()
    }
    const marks = await readFile(join(stage.directory, 'audit.marks'), 'utf8')
    assert.equal(marks.trimEnd().split('\n').length, 100)
  })
})

function rollBackTo(size: number): string {
  const events = Array.from({ length: size }, (_, i) => anEvent({ facts: { reset: String(i) } }))
  const { frontier } = extend(emptyHead, events, new Date('2026-11-21T08:15:30.123Z')).after
  const hashes = Buffer.from(formatFrontier(frontier)).toString('hex')
  return `delete from audit.entries where index >= ${size};
    update audit.head set size = ${size}, frontier = '\\x${hashes}'`
}
