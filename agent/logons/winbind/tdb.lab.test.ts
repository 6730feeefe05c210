import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { promisify } from 'node:util'
import { run } from '../../system/command.ts'
import { changeRecord, readRecord } from './tdb.ts'

const exec = promisify(execFile)

let folder: string
let file: string
beforeEach(async () => {
  // In memory: each transaction waits for the disk several times.
  folder = await mkdtemp('/dev/shm/keyturn-tdb-')
  file = join(folder, 'cache.tdb')
  await fill(file)
})
afterEach(() => rm(folder, { recursive: true }))

const old = Buffer.from('\0the old "record"\\ of 27 bytes')

async function fill(path: string): Promise<void> {
  const data = [...old].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')
  const commands = [
    `create ${path}`,
    `insert CRED/1 ${data}`,
    'insert VERSION\\00 \\02',
    'insert OTHER stays',
    'quit',
  ]
  await run(['tdbtool'], { secretInput: Buffer.from(`${commands.join('\n')}\n`) })
}

suite('a record of a TDB file', () => {
  test('of any bytes and length is read as it was written', async () => {
    assert.deepEqual(await readRecord(file, 'CRED/1'), old)
    assert.deepEqual(await readRecord(file, 'VERSION\0'), Buffer.of(2))
    for (const length of [1, 7, 8, 9, 15, 16, 17, 58, 200]) {
      const bytes = randomBytes(length)
      assert.equal(await changeRecord(file, 'CRED/1', () => bytes), true)
      assert.deepEqual(await readRecord(file, 'CRED/1'), bytes)
    }
    // Bytes that look like tdbtool's own words.
    const text = Buffer.from('tdb> \ntdb> fetch failed\nquit\n')
    assert.equal(await changeRecord(file, 'CRED/1', () => text), true)
    assert.deepEqual(await readRecord(file, 'CRED/1'), text)
    assert.deepEqual(await readRecord(file, 'OTHER'), Buffer.from('stays'))
  })

  test('that is not there is not made', async () => {
    const before = await readFile(file)
    let asked = false
    assert.equal(await changeRecord(file, 'CRED/2', () => ((asked = true), Buffer.from('new'))), true)
    assert.equal(asked, false)
    assert.equal(await readRecord(file, 'CRED/2'), undefined)
    assert.deepEqual(await readFile(file), before)
  })

  test('stays when that was decided, and goes when that was', async () => {
    assert.equal(await changeRecord(file, 'CRED/1', () => 'keep'), true)
    assert.deepEqual(await readRecord(file, 'CRED/1'), old)
    assert.equal(await changeRecord(file, 'CRED/1', () => 'remove'), true)
    assert.equal(await readRecord(file, 'CRED/1'), undefined)
    assert.deepEqual(await readRecord(file, 'OTHER'), Buffer.from('stays'))
  })

  test('is decided about by one at a time: of ten that count it up, none is lost', async () => {
    await changeRecord(file, 'CRED/1', () => Buffer.of(0))
    const up = () => changeRecord(file, 'CRED/1', (record) => Buffer.of((record[0] ?? 0) + 1))
    await Promise.all(Array.from({ length: 10 }, up))
    assert.deepEqual(await readRecord(file, 'CRED/1'), Buffer.of(10))
  })

  test('of a file that is not there is none to read, and an error to change', async () => {
    assert.equal(await readRecord(join(folder, 'none.tdb'), 'CRED/1'), undefined)
    await assert.rejects(
      changeRecord(join(folder, 'none.tdb'), 'CRED/1', () => 'remove'),
      /none\.tdb/,
    )
  })

  test('stays whole on a full disk, which is said', async () => {
    const disk = join(folder, 'disk')
    const full = join(disk, 'cache.tdb')
    await exec('mkdir', [disk])
    await exec('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'keyturn-tdb-test', disk])
    try {
      await fill(full)
      await exec('dd', ['if=/dev/zero', `of=${disk}/ballast`, 'bs=4k']).catch(() => undefined)
      assert.equal(await changeRecord(full, 'CRED/1', () => randomBytes(400)).catch(() => false), false)
      assert.deepEqual(await readRecord(full, 'CRED/1'), old)
      await rm(join(disk, 'ballast'))
      assert.equal(await changeRecord(full, 'CRED/1', () => Buffer.from('new')), true)
      const { stdout } = await exec('tdbbackup', ['-v', full])
      assert.match(stdout, /3 records/)
    } finally {
      await exec('umount', [disk])
    }
  })
})
