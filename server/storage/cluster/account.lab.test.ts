import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmod, chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { promisify } from 'node:util'
import { createLog, systemClock } from '#kernel'
import { openStorage } from '../storage.ts'
import { type RowTables, rows } from '../testing-rows.ts'
import { postgresIn } from './processes.ts'

const run = promisify(execFile)
const deps = { log: createLog('silent'), clock: systemClock }
const open = (directory: string) => openStorage({ url: undefined, directory }, [rows], deps)

suite('PostgreSQL when Keyturn is root', () => {
  test('runs as an unprivileged account that owns its files, and only root gets in beside it', async () => {
    await using home = await aFolder(0o711)
    const directory = join(home.path, 'pg')
    await using storage = await open(directory)
    await storage.tables<RowTables>().insertInto('rows.row').values({ n: 1 }).execute()
    const { uid } = await stat(directory)
    assert.notEqual(uid, 0)
    for (const pid of await postgresIn(join(directory, 'data'))) {
      assert.match(await readFile(`/proc/${pid}/status`, 'utf8'), new RegExp(`^Uid:\\s${uid}\\s`, 'm'))
    }
    const knock = ['-h', join(directory, 'socket'), '-U', 'keyturn', '-d', 'postgres', '-c', 'select 1']
    await run('psql', knock)
    await chmod(directory, 0o711)
    await chmod(join(directory, 'socket'), 0o711)
    // The second fence: even with the folders open, the kernel tells PostgreSQL who knocks.
    await assert.rejects(
      run('psql', knock, { uid, gid: (await stat(directory)).gid, cwd: '/' }),
      /Peer authentication failed/,
    )
  })

  test('keeps the account that a directory already belongs to', async () => {
    await using home = await aFolder(0o711)
    const directory = join(home.path, 'pg')
    await mkdir(directory)
    await chown(directory, 65_534, 65_534)
    await using _ = await open(directory)
    assert.equal((await stat(join(directory, 'data'))).uid, 65_534)
  })

  test('is not started where its account may not go, and the folder that is in the way is named', async () => {
    await using home = await aFolder(0o700)
    await assert.rejects(open(join(home.path, 'pg')), (error: Error) => {
      assert.match(error.message, new RegExp(`may not enter ${home.path}: .*/var/lib/keyturn`))
      return true
    })
  })

  test('tells a full disk as storage.unavailable, loses nothing, and goes on once there is room', async () => {
    await using home = await aFolder(0o711)
    await run('mount', ['-t', 'tmpfs', '-o', 'size=110m,mode=0711', 'kt-disk', home.path])
    try {
      await using storage = await open(join(home.path, 'pg'))
      const table = storage.tables<RowTables>()
      const write = (n: number) => table.insertInto('rows.row').values({ n }).execute()
      await write(1)
      await writeFile(join(home.path, 'ballast'), Buffer.alloc(110_000_000)).catch(() => {})
      const filling = Array.from({ length: 2_000_000 }, (_, i) => i)
      let acknowledged = 1
      const fill = async () => {
        for (const n of filling) {
          await table
            .insertInto('rows.row')
            .values(filling.slice(0, 5_000).map((i) => ({ n: 10 + n * 5_000 + i })))
            .execute()
          acknowledged += 5_000
        }
      }
      await assert.rejects(fill(), { name: 'Fault', code: 'storage.unavailable' })
      await rm(join(home.path, 'ballast'))
      for (let tries = 0; ; tries++) {
        if (
          await write(2).then(
            () => true,
            () => tries > 100,
          )
        )
          break
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      const { count } = await table
        .selectFrom('rows.row')
        .select(({ fn }) => fn.countAll().as('count'))
        .executeTakeFirstOrThrow()
      assert.equal(Number(count), acknowledged + 1)
    } finally {
      await run('umount', ['--lazy', home.path])
    }
  })
})

async function aFolder(mode: number) {
  const path = await mkdtemp(join(tmpdir(), 'kt-root-'))
  await chmod(path, mode)
  return {
    path,
    async [Symbol.asyncDispose]() {
      await rm(path, { recursive: true })
    },
  }
}
