import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import type { Sid } from '@keyturn/protocols/ad'
import { createKept } from './kept.ts'

const alice = 'S-1-5-21-1-2-3-1104' as Sid
const bob = 'S-1-5-21-1-2-3-1105' as Sid
const unknown = { dcSaid: null, takes: null }
const old = { verifier: 'c2VjcmV0', dcSaid: '2026-11-21T10:00:00.000Z' }

async function aFolder() {
  const place = await mkdtemp(join(tmpdir(), 'keyturn-kept-'))
  const folder = join(place, 'logons')
  return {
    folder,
    kept: createKept(folder),
    [Symbol.asyncDispose]: () => rm(place, { recursive: true }),
  }
}

suite('what is kept of a change without a DC', () => {
  test('is for root alone, and found by the next start until it is dropped', async () => {
    await using place = await aFolder()
    await place.kept.keep(alice, old)
    assert.equal((await stat(place.folder)).mode & 0o777, 0o700)
    assert.equal((await stat(join(place.folder, `${alice}.unproved`))).mode & 0o777, 0o600)
    const later = createKept(place.folder)
    assert.deepEqual(await later.unproved(), [{ account: alice, ...old }])
    await later.drop(alice)
    assert.deepEqual(await later.unproved(), [])
    assert.deepEqual(await readdir(place.folder), [])
  })

  test('is never replaced: a second change before the first is settled is an error', async () => {
    await using place = await aFolder()
    await place.kept.keep(alice, old)
    await assert.rejects(place.kept.keep(alice, { ...old, verifier: 'other' }), /not finished/)
    await place.kept.keep(bob, old)
    assert.deepEqual(
      new Set((await place.kept.unproved()).map(({ account, verifier }) => `${account} ${verifier}`)),
      new Set([`${alice} c2VjcmV0`, `${bob} c2VjcmV0`]),
    )
  })

  test('of a start that was killed while it wrote is removed', async () => {
    await using place = await aFolder()
    await place.kept.keep(alice, old)
    await writeFile(join(place.folder, `${bob}.unproved.0a0b.new`), '{"verifier":"c2')
    assert.equal((await place.kept.unproved()).length, 1)
    assert.deepEqual(await readdir(place.folder), [`${alice}.unproved`])
  })

  test('is nothing before the first one', async () => {
    await using place = await aFolder()
    assert.deepEqual(await place.kept.unproved(), [])
    assert.equal(await place.kept.localOf(alice, null), undefined)
    await place.kept.drop(alice)
    await place.kept.forget(alice)
  })
})

suite('the age of a password that was changed without a DC', () => {
  test('is what was signed for it, or not known, until a DC says something new', async () => {
    await using place = await aFolder()
    for (const takes of [new Date('2026-11-21T10:15:01.904Z'), null]) {
      const change = { dcSaid: old.dcSaid, takes }
      await place.kept.noteLocal(alice, change)
      assert.deepEqual(await place.kept.localOf(alice, old.dcSaid), change)
      assert.equal(await place.kept.localOf(alice, '2026-11-21T11:00:00.000Z'), undefined)
      assert.equal(await place.kept.localOf(alice, null), undefined)
      assert.equal(await place.kept.localOf(bob, old.dcSaid), undefined)
    }
  })

  test('is not known of a change that an agent of an earlier version noted', async () => {
    await using place = await aFolder()
    await place.kept.noteLocal(alice, { dcSaid: null, takes: null })
    await writeFile(join(place.folder, `${alice}.local`), JSON.stringify({ dcSaid: old.dcSaid }))
    const found = await place.kept.localOf(alice, old.dcSaid)
    assert.deepEqual(found, { dcSaid: old.dcSaid, takes: null })
  })

  test('is forgotten with the account, the verifier too', async () => {
    await using place = await aFolder()
    await place.kept.keep(alice, old)
    await place.kept.noteLocal(alice, unknown)
    await place.kept.noteLocal(bob, unknown)
    await place.kept.forget(alice)
    assert.equal(await place.kept.localOf(alice, null), undefined)
    assert.deepEqual(await place.kept.localOf(bob, null), unknown)
    assert.deepEqual(await place.kept.unproved(), [])
  })
})
