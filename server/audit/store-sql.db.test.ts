import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { sql } from 'kysely'
import { aDatabase } from '../storage/testing.ts'
import { auditMigrations } from './migrations/index.ts'
import { emptyHead, extend } from './state.ts'
import { createAuditStore, type AuditTables } from './store-sql.ts'
import { anEvent } from './testing/an-event.ts'
import { storeSuite } from './testing/store-suite.ts'

storeSuite('PostgreSQL', async () => {
  const db = await aDatabase([auditMigrations])
  return {
    ...createAuditStore(db.tables<AuditTables>()),
    [Symbol.asyncDispose]: async () => await db[Symbol.asyncDispose](),
  }
})

suite('the tables of the audit log', () => {
  test('refuse every change of an entry, and every way back of the head', async () => {
    await using db = await aDatabase([auditMigrations])
    const tables = db.tables<AuditTables>()
    const extension = extend(emptyHead, [anEvent(), anEvent()], new Date(9))
    assert.ok(await createAuditStore(tables).append(extension))
    const forbidden = [
      `update audit.entries set leaf = ''`,
      `update audit.entries set account = null where index = 7`,
      `delete from audit.entries where index = 1`,
      `truncate audit.entries`,
      `delete from audit.head`,
      `truncate audit.head`,
      `update audit.head set size = 1`,
      `update audit.head set frontier = ''`,
      `update audit.head set at = 'epoch'`,
    ]
    for (const statement of forbidden) {
      await assert.rejects(sql.raw(statement).execute(tables), /append-only/, statement)
    }
    assert.equal((await createAuditStore(tables).leaves(0, 10)).length, 2)
  })

  test('an append waits for the disk though the customer’s cluster would not', async () => {
    await using db = await aDatabase([auditMigrations])
    const tables = db.tables<AuditTables>()
    await sql`create table audit.seen (setting text);
      create function audit.see() returns trigger language plpgsql as $$
        begin insert into audit.seen values (current_setting('synchronous_commit')); return null; end $$;
      create constraint trigger see after insert on audit.entries deferrable initially deferred
        for each row execute function audit.see()`.execute(tables)
    assert.ok(await createAuditStore(tables).append(extend(emptyHead, [anEvent()], new Date(9))))
    const before = await sql<{ setting: string }>`select setting from audit.seen`.execute(tables)
    const after = await sql<{
      setting: string
    }>`select current_setting('synchronous_commit') as setting`.execute(tables)
    assert.deepEqual([before.rows[0]?.setting, after.rows[0]?.setting], ['on', 'off'])
  })
})
