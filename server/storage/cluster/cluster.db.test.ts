import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { createLog, Fault, systemClock } from '#kernel'
import { openStorage, type Storage } from '../storage.ts'
import { type RowTables, rows } from '../testing-rows.ts'
import { postgresIn } from './processes.ts'

const deps = { log: createLog('silent'), clock: systemClock }

suite('the private cluster', () => {
  test('starts in an empty directory, keeps its rows over a restart, and leaves nothing running', async () => {
    await using home = await aHome()
    {
      await using storage = await open(home.directory)
      await write(storage, 1)
      const { rows: ports } = await sql`show listen_addresses`.execute(storage.tables())
      assert.deepEqual(ports, [{ listen_addresses: '' }])
    }
    assert.deepEqual(await postgresIn(join(home.directory, 'data')), [])
    await using again = await open(home.directory)
    assert.deepEqual(await written(again), [1])
    assert.equal((await stat(home.directory)).mode & 0o777, 0o700)
    assert.equal((await stat(join(home.directory, 'socket'))).mode & 0o777, 0o700)
  })

  test('writes neither statements nor values to its own log', async () => {
    await using home = await aHome()
    await using storage = await open(home.directory)
    await sql`create table secret (answer text primary key)`.execute(storage.tables())
    const insert = () => sql`insert into secret values (${'Sommer-2026!'})`.execute(storage.tables())
    await insert()
    await assert.rejects(insert(), { code: '23505' })
    await assert.rejects(sql`select 'Winter-2026!'::int`.execute(storage.tables()), { code: '22P02' })
    const log = await readFile(join(home.directory, 'postgres.log'), 'utf8')
    assert.match(log, /duplicate key/)
    assert.doesNotMatch(log, /Sommer|STATEMENT/)
  })
})

suite('a kill -9', () => {
  test('of Keyturn loses no acknowledged row, and the next start takes over within seconds', async () => {
    await using home = await aHome()
    await using killed = await aWriter(home.directory)
    const acknowledged = await killed.after(200)
    const before = await postgresIn(join(home.directory, 'data'))
    assert.notEqual(before.length, 0, 'PostgreSQL outlives Keyturn')
    const start = performance.now()
    await using storage = await open(home.directory)
    assert.ok(performance.now() - start < 3_000, 'in time')
    const found = new Set(await written(storage))
    for (let n = 1; n <= acknowledged; n++) assert.ok(found.has(n), `row ${n} of ${acknowledged}`)
  })

  test('of PostgreSQL is mended: calls fail as unavailable, then work, and no row is lost', async () => {
    await using home = await aHome()
    await using storage = await open(home.directory)
    const acknowledged: number[] = []
    const faults: unknown[] = []
    for (let n = 0; n < 400 && (faults.length === 0 || acknowledged.length < 100); n++) {
      if (n === 50) await killPostgres(home.directory)
      await write(storage, n).then(
        () => acknowledged.push(n),
        (error: unknown) => faults.push(error),
      )
      if (faults.length > 0) await sleep(25)
    }
    assert.ok(acknowledged.length >= 100, 'it works again')
    assert.notEqual(faults.length, 0, 'the kill was felt')
    for (const fault of faults) assert.ok(fault instanceof Fault && fault.code === 'storage.unavailable')
    const found = new Set(await written(storage))
    assert.deepEqual(
      acknowledged.filter((n) => !found.has(n)),
      [],
    )
  })
})

suite('the start of the private cluster', () => {
  test('succeeds after a power cut: dead lock files, their pid now another program of the same account', async () => {
    await using home = await aHome()
    await open(home.directory).then((storage) => storage[Symbol.asyncDispose]())
    const { uid, gid } = await stat(home.directory)
    const other = spawn('sleep', ['60'], { uid, gid, stdio: 'ignore' })
    try {
      const lock = join(home.directory, 'data', 'postmaster.pid')
      await writeFile(lock, `${other.pid}\n${home.directory}/data\n1\n5432\n${home.directory}/socket\n\n\n`)
      const beside = join(home.directory, 'socket', '.s.PGSQL.5432.lock')
      await writeFile(beside, `${other.pid}\n${home.directory}/data\n1\n5432\n`)
      await using storage = await open(home.directory)
      await write(storage, 1)
    } finally {
      other.kill()
    }
  })

  test('by two at once succeeds: one makes it, both use it, and the first to close leaves it to the other', async () => {
    await using home = await aHome()
    const [one, other] = await Promise.all([open(home.directory), open(home.directory)])
    await using stays = other
    await write(one, 1)
    await one[Symbol.asyncDispose]()
    assert.deepEqual(await written(stays), [1])
  })

  test('is refused with data of another PostgreSQL, saying what to do', async () => {
    await using home = await aHome()
    await mkdir(join(home.directory, 'data'))
    await writeFile(join(home.directory, 'data', 'PG_VERSION'), '9\n')
    await assert.rejects(open(home.directory), {
      code: 'storage.unavailable',
      message: /written by PostgreSQL 9.*pg_dump/,
    })
  })

  test('is refused when the path is too long for a socket', async () => {
    await using home = await aHome()
    await assert.rejects(open(join(home.directory, 'x'.repeat(100))), { message: /shorter/ })
  })
})

async function aHome() {
  const above = await mkdtemp(join(tmpdir(), 'kt-pg-'))
  await mkdir(join(above, 'pg'))
  // Root's PostgreSQL runs as another account, which must get there.
  await chmod(above, 0o711)
  return {
    directory: join(above, 'pg'),
    async [Symbol.asyncDispose]() {
      await killPostgres(join(above, 'pg'))
      await rm(above, { recursive: true })
    },
  }
}

const open = (directory: string) => openStorage({ url: undefined, directory }, [rows], deps)

const write = (storage: Storage, n: number) =>
  storage.tables<RowTables>().insertInto('rows.row').values({ n }).execute()

async function written(storage: Storage): Promise<number[]> {
  const all = await storage.tables<RowTables>().selectFrom('rows.row').select('n').execute()
  return all.map((row) => row.n)
}

async function killPostgres(directory: string): Promise<void> {
  for (const pid of await postgresIn(join(directory, 'data'))) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // A child of one killed before.
    }
  }
}

/** Another process that opens the same storage, writes 1, 2, 3, … and says which are acknowledged. */
async function aWriter(directory: string) {
  const code = `
    import { openStorage } from ${JSON.stringify(import.meta.resolve('../storage.ts'))}
    import { createLog, systemClock } from ${JSON.stringify(import.meta.resolve('../../kernel/index.ts'))}
    import { rows } from ${JSON.stringify(import.meta.resolve('../testing-rows.ts'))}
    const deps = { log: createLog('silent'), clock: systemClock }
    const storage = await openStorage({ url: undefined, directory: ${JSON.stringify(directory)} }, [rows], deps)
    for (let n = 1; ; n++) {
      await storage.tables().insertInto('rows.row').values({ n }).execute()
      console.log(n)
    }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return {
    /** Kills it once it has written so many. @returns the last one acknowledged. */
    async after(count: number): Promise<number> {
      let last = 0
      for await (const line of createInterface({ input: child.stdout })) {
        last = Number(line)
        if (last === count) child.kill('SIGKILL')
      }
      return last
    },
    [Symbol.asyncDispose]: async () => void child.kill('SIGKILL'),
  }
}
