import assert from 'node:assert/strict'
import { mkdtemp, open, readdir, readFile, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { ntHash } from '@keyturn/protocols/breached'
import { createSigner } from '@keyturn/protocols/tlog'
import { aList, pin, someHashes } from '../../../protocols/breached/testing.ts'
import { secret, type Fault } from '#kernel'
import { openBreachedList } from './breached-list.ts'
import { openBreached } from './watched.ts'

const monday = '2026-11-16T06:00:00Z'
const tuesday = '2026-11-17T06:00:00Z'
const now = new Date('2026-11-21T10:00:00Z')

const hashOf = (password: string) => Buffer.from(ntHash(password))
const old = aList([hashOf('Sommer2026!'), ...someHashes(5_000)], { built: monday }).file
const fresh = aList([hashOf('Winter2026!'), ...someHashes(70_000)], { built: tuesday }).file

suite('the list of breached passwords of a server that starts', () => {
  test('knows what is on it, how old it is, and keeps no password', async () => {
    await using place = await aPlace(old)
    await using list = await place.open()
    assert.equal(list.contains(secret('Sommer2026!')), true)
    assert.equal(list.contains(secret('sommer2026!')), false)
    assert.deepEqual(list.about, { source: 'a test', builtAt: new Date(monday), rows: 5_001, ageDays: 5 })
  })

  test('that is not there, unsigned, signed by another, cut or something else: the server does not start', async () => {
    const stranger = createSigner('corp.example/breached', Buffer.alloc(32, 9))
    const cases = [
      [undefined, /ENOENT/],
      [aList(someHashes(50), { by: undefined }).file, /nobody signed it/],
      [aList(someHashes(50), { by: stranger }).file, /not signed by the configured key/],
      [old.subarray(0, -1), /has \d+ bytes, and should have/],
      [old.subarray(0, 100), /not a list of breached passwords/],
      [Buffer.alloc(0), /not a list of breached passwords/],
      [changed(old, old.indexOf('rows 5001') + 5), /not a list|changed after it was signed/],
    ] as const
    for (const [file, why] of cases) {
      await using place = await aPlace(file)
      await assert.rejects(place.open(), (error: Fault) => {
        assert.equal(error.code, 'config.invalid')
        assert.match(error.message, why)
        return true
      })
    }
    await using place = await aPlace(old)
    await assert.rejects(place.open({ key: 'nonsense' }), { code: 'config.invalid' })
  })

  test('older than the one that was in use is refused, unless the administrator says so', async () => {
    await using place = await aPlace(fresh)
    await (await place.open())[Symbol.asyncDispose]()
    await place.replace(old)
    await assert.rejects(
      place.open(),
      /it was built 2026-11-16T06:00:00Z, and one of 2026-11-17T06:00:00Z was in use/,
    )
    await (await place.open({ dangerouslyAllowOlder: true }))[Symbol.asyncDispose]()
    await using list = await place.open()
    assert.equal(list.contains(secret('Sommer2026!')), true)
  })

  test('without one, nothing is on it', async () => {
    await using place = await aPlace(undefined)
    await using list = await openBreached(undefined, place.deps)
    assert.equal(list.contains(secret('password')), false)
    assert.equal(list.about, undefined)
  })
})

suite('a new list while the server runs', () => {
  test('is taken when it is looked for, and stays after the next start', async () => {
    await using place = await aPlace(old)
    {
      await using list = await place.open()
      await list.look()
      assert.deepEqual(place.said, [])
      await place.replace(fresh)
      assert.equal(list.contains(secret('Sommer2026!')), true)
      await list.look()
      assert.equal(list.contains(secret('Winter2026!')), true)
      assert.equal(list.contains(secret('Sommer2026!')), false)
      assert.equal(list.about?.rows, 70_001)
      assert.deepEqual(place.said, ['info: a new list of breached passwords is in use'])
    }
    await using again = await place.open()
    assert.equal(again.contains(secret('Winter2026!')), true)
  })

  const bad: readonly (readonly [string, Buffer | undefined])[] = [
    [
      'signed by another key',
      aList(someHashes(50), { by: createSigner('corp.example/breached', Buffer.alloc(32, 9)) }).file,
    ],
    ['signed by nobody', aList(someHashes(50), { by: undefined, built: tuesday }).file],
    ['older than the one in use', aList(someHashes(50), { built: '2026-11-01T06:00:00Z' }).file],
    ['copied by half', fresh.subarray(0, fresh.length / 2)],
    ['with a bit changed somewhere in the middle', changed(fresh, fresh.length / 2)],
    ['something else', Buffer.from('<html>')],
    ['gone', undefined],
  ]
  for (const [name, file] of bad) {
    test(`${name} leaves the one before in use, and is named in the log once`, async () => {
      await using place = await aPlace(old)
      await using list = await place.open()
      await place.replace(file)
      for (let i = 0; i < 3; i++) await list.look()
      assert.equal(list.contains(secret('Sommer2026!')), true)
      assert.equal(list.about?.builtAt.toISOString(), '2026-11-16T06:00:00.000Z')
      assert.deepEqual(place.said, [
        'warn: a list of breached passwords is refused; the one before stays in use',
      ])
      await place.replace(fresh)
      await list.look()
      assert.equal(list.contains(secret('Winter2026!')), true)
    })
  }

  test('is looked at by one look at a time, and look-ups do not wait for it', async () => {
    await using place = await aPlace(old)
    await using list = await place.open()
    await place.replace(fresh)
    const looks = [list.look(), list.look(), list.look()]
    assert.equal(list.contains(secret('Sommer2026!')), true)
    await Promise.all(looks)
    assert.equal(place.said.length, 1)
    assert.equal(list.contains(secret('Winter2026!')), true)
  })

  test('that the server was killed over is taken at the next start', async () => {
    await using place = await aPlace(old)
    await (await place.open())[Symbol.asyncDispose]()
    await place.replace(fresh)
    // The mark is written before the list is used: here it was, and a half of the next one too.
    await writeFile(place.deps.newestFile, `${tuesday}\n`)
    await writeFile(`${place.deps.newestFile}.new`, '2026-')
    await using list = await place.open()
    assert.equal(list.contains(secret('Winter2026!')), true)
    assert.equal(String(await readFile(place.deps.newestFile)), `${tuesday}\n`)
  })

  test('put in place many times leaves no file open', async () => {
    await using place = await aPlace(old)
    await using list = await place.open()
    const before = await openFiles()
    for (let i = 0; i < 20; i++) {
      await place.replace(i % 2 === 0 ? aList(someHashes(50), { built: tuesday }).file : Buffer.alloc(5_000))
      await list.look()
    }
    assert.equal(await openFiles(), before)
  })
})

suite('the file that is in use', () => {
  test('cut off under the reader: no password is taken for good, and the next right file heals it', async () => {
    await using place = await aPlace(old)
    await using list = await place.open()
    await truncate(place.file, 5_000)
    assert.throws(
      () => list.contains(secret('Sommer2026!')),
      (error: Fault) => {
        assert.equal(error.code, 'breached.unavailable')
        assert.doesNotMatch(`${error.stack} ${String(error.cause)} ${place.said.join()}`, /Sommer/)
        return true
      },
    )
    await list.look()
    assert.equal(place.said.filter((one) => one.startsWith('warn')).length, 1)
    await place.replace(fresh)
    await list.look()
    assert.equal(list.contains(secret('Winter2026!')), true)
  })

  test('overwritten in place by a copy that is still running: unknown until it is whole, then the new one', async () => {
    await using place = await aPlace(old)
    await using list = await place.open()
    await writeFile(place.file, fresh.subarray(0, 30_000))
    assert.throws(() => list.contains(secret('Sommer2026!')), { code: 'breached.unavailable' })
    await list.look()
    assert.throws(() => list.contains(secret('Sommer2026!')), { code: 'breached.unavailable' })
    await writeFile(place.file, fresh)
    await utimes(place.file, 1, 1)
    await list.look()
    assert.equal(list.contains(secret('Winter2026!')), true)
  })

  test('changed by a bit where a look-up comes by says so rather than "not listed"', async () => {
    await using place = await aPlace(old)
    await using list = await place.open()
    await using file = await open(place.file, 'r+')
    await file.write(changed(old, old.length - 1), 0)
    assert.throws(() => list.contains(secret('Sommer2026!')), { code: 'breached.unavailable' })
  })
})

async function aPlace(file: Uint8Array | undefined) {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-breached-'))
  const path = join(folder, 'breached.list')
  const said: string[] = []
  const say = (level: string) => (_: unknown, message?: string) => void said.push(`${level}: ${message}`)
  const deps = {
    clock: () => now,
    log: { info: say('info'), warn: say('warn'), error: say('error') },
    newestFile: join(folder, 'newest'),
  }
  const settings = { file: path, key: pin, dangerouslyAllowOlder: false }
  const place = {
    file: path,
    said,
    deps,
    open: async (more: Partial<typeof settings> = {}) =>
      await openBreachedList({ ...settings, ...more }, deps),
    /** As an administrator should: the new file gets the name in one step. */
    async replace(by: Uint8Array | undefined) {
      if (by === undefined) return await rm(path)
      await writeFile(`${path}.next`, by)
      await rename(`${path}.next`, path)
    },
    [Symbol.asyncDispose]: async () => await rm(folder, { recursive: true }),
  }
  if (file !== undefined) await place.replace(file)
  return place
}

function changed(file: Uint8Array, at: number): Buffer {
  const copy = Buffer.from(file)
  const place = Math.floor(at)
  copy[place] = (copy[place] ?? 0) ^ 1
  return copy
}

async function openFiles(): Promise<number> {
  return (await readdir('/proc/self/fd')).length
}
