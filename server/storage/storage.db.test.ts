import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type Kysely, sql } from 'kysely'
import { createLog, systemClock } from '#kernel'
import type { ModuleMigrations } from './migrations.ts'
import { openStorage } from './storage.ts'
import { type RowTables, rows } from './testing-rows.ts'
import { aDatabase } from './testing.ts'

const deps = { log: createLog('silent'), clock: systemClock }
const open = (url: string, modules: readonly ModuleMigrations[]) =>
  openStorage({ url, directory: '' }, modules, deps)

suite('migrations', () => {
  test('of many servers that start at once run once', async () => {
    await using db = await aDatabase()
    let runs = 0
    const counted = aModule({ '0001-table': () => runs++ })
    const servers = await Promise.all(Array.from({ length: 4 }, () => open(db.url, [counted, rows])))
    for (const server of servers) await server[Symbol.asyncDispose]()
    assert.equal(runs, 1)
  })

  test('are undone, all of them, when one fails, and it is named', async () => {
    await using db = await aDatabase()
    const broken = aModule({ '0001-fine': () => {}, '0002-broken': () => assert.fail('no such column') })
    await assert.rejects(open(db.url, [rows, broken]), {
      code: 'storage.unavailable',
      message: 'migration counted/0002-broken failed, nothing was changed: no such column',
    })
    const { rows: left } = await sql`
      select schemaname from pg_tables where schemaname in ('rows', 'counted')`.execute(db.tables())
    assert.deepEqual(left, [])
    await using mended = await open(db.url, [rows])
    await mended.tables<RowTables>().insertInto('rows.row').values({ n: 1 }).execute()
  })

  test('add what is new to what is there', async () => {
    await using db = await aDatabase([aModule({ '0001-a': () => {} })])
    const ran: string[] = []
    const both = aModule({ '0002-b': () => ran.push('b'), '0001-a': () => ran.push('a') })
    await using _ = await open(db.url, [both])
    assert.deepEqual(ran, ['b'])
  })

  test('of a newer Keyturn keep an older one out', async () => {
    await using db = await aDatabase([aModule({ '0001-a': () => {}, '0002-b': () => {} })])
    await assert.rejects(open(db.url, [aModule({ '0001-a': () => {} })]), {
      code: 'storage.unavailable',
      message: /counted\/0002-b by a newer Keyturn: start that one/,
    })
  })

  test('cannot be slipped in between two that ran', async () => {
    await using db = await aDatabase([aModule({ '0001-a': () => {}, '0003-c': () => {} })])
    const three = aModule({ '0001-a': () => {}, '0002-b': () => {}, '0003-c': () => {} })
    await assert.rejects(open(db.url, [three]), { message: /added at the end only/ })
  })
})

suite('a statement that was run before', () => {
  test('goes on when another server has added a column meanwhile', async () => {
    await using db = await aDatabase([rows])
    const table = db.tables<RowTables>()
    await table.insertInto('rows.row').values({ n: 1 }).execute()
    const ones = table.selectFrom('rows.row').selectAll().where('n', '=', 1)
    const all = () => Promise.all([1, 2, 3, 4].map(() => ones.execute()))
    await all()
    await sql`alter table rows.row add column later int default 7`.execute(table)
    for (const one of await all()) assert.deepEqual(one, [{ n: 1, later: 7 }])
    for (const one of await all()) assert.deepEqual(one, [{ n: 1, later: 7 }])
  })

  test('may be several in one, as in migrations', async () => {
    await using db = await aDatabase()
    await sql`create table one (n int); create index two on one (n)`.execute(db.tables())
    await sql`create table three (n int); create index four on three (n)`.execute(db.tables())
  })

  test('and of which there are very many is none the worse', async () => {
    await using db = await aDatabase([rows])
    const table = db.tables<RowTables>()
    for (let n = 1; n <= 300; n++) {
      const found = await sql<{ n: number }>`select ${n}::int as n ${sql.raw(`-- ${n}`)}`.execute(table)
      assert.deepEqual(found.rows, [{ n }])
    }
  })
})

suite('the database of the customer', () => {
  for (const [url, message] of [
    ['postgres://keyturn:Sommer-2026@localhost/keyturn', /in a file/],
    ['postgres://localhost/keyturn?password=Sommer-2026', /in a file/],
    ['postgres://db.corp.example/keyturn', /sslmode=verify-full/],
    ['postgres://localhost/keyturn?host=db.corp.example', /sslmode=verify-full/],
    ['postgres://localhost/keyturn?host=localhost&host=db.corp.example', /sslmode=verify-full/],
    ['postgres://db.corp.example/keyturn?sslmode=verify-full&sslmode=disable', /sslmode=verify-full/],
    ['postgres://db.corp.example/keyturn?sslmode=require', /sslmode=verify-full/],
    ['mysql://localhost/keyturn', /postgres:\/\//],
  ] as const) {
    test(`is refused, and its password not repeated: ${url.replace(/Sommer-2026/, '…')}`, async () => {
      await assert.rejects(open(url, []), (error: Error & { code: string }) => {
        assert.equal(error.code, 'config.invalid')
        assert.match(error.message, message)
        assert.doesNotMatch(error.message, /Sommer/)
        return true
      })
    })
  }

  test('that is away is a storage.unavailable', async () => {
    await assert.rejects(open('postgres://127.0.0.1:1/keyturn', []), { code: 'storage.unavailable' })
    await assert.rejects(open('postgres:///keyturn?host=/nowhere', []), { code: 'storage.unavailable' })
  })
})

suite('an error of the database', () => {
  for (const [what, state] of [
    ['a full disk', '53100'],
    ['too many connections', '53300'],
    ['an administrator stopping it', '57P01'],
    ['a broken disk', '58030'],
    ['a standby that takes no writes', '25006'],
  ] as const) {
    test(`is storage.unavailable for ${what}`, async () => {
      await using db = await aDatabase()
      const raise = sql.raw(`do $$ begin raise exception using errcode = '${state}'; end $$`)
      await assert.rejects(raise.execute(db.tables()), { name: 'Fault', code: 'storage.unavailable' })
    })
  }

  test('stays what it is for a broken constraint', async () => {
    await using db = await aDatabase([rows])
    const insert = () => db.tables<RowTables>().insertInto('rows.row').values({ n: 1 }).execute()
    await insert()
    await assert.rejects(insert(), { code: '23505', constraint: 'row_pkey' })
  })

  test('in a transaction whose connection is cut is storage.unavailable, and the next one works', async () => {
    await using db = await aDatabase([rows])
    const cut = db
      .tables<RowTables>()
      .transaction()
      .execute(async (tx) => {
        await tx.insertInto('rows.row').values({ n: 1 }).execute()
        await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx)
      })
    await assert.rejects(cut, { code: 'storage.unavailable' })
    assert.deepEqual(await db.tables<RowTables>().selectFrom('rows.row').selectAll().execute(), [])
  })
})

function aModule(steps: Readonly<Record<string, () => unknown>>): ModuleMigrations {
  const asStep = ([name, run]: [string, () => unknown]) => [
    name,
    { up: async (_db: Kysely<unknown>) => void run() },
  ]
  return {
    module: 'counted',
    steps: Object.fromEntries(Object.entries(steps).map(asStep)) as ModuleMigrations['steps'],
  }
}
