import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { openLaunchBook } from './launch-book.ts'

const account = 'S-1-5-21-1-2-3-1104'
const launch = 'L'.repeat(22)
const day = 24 * 60 * 60 * 1000

async function aFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-book-'))
  let now = Date.UTC(2026, 10, 21)
  return {
    folder,
    pass: (ms: number) => void (now += ms),
    /** As a new start of the agent would. */
    open: () => openLaunchBook(folder, () => now),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}

suite('the book of launches', () => {
  test('lets a launch be used once, also after a restart, also by two at once', async () => {
    await using place = await aFolder()
    const books = [await place.open(), await place.open()]
    const both = await Promise.all(books.map((book) => book.use(launch, account)))
    assert.equal(both.filter(Boolean).length, 1)
    assert.equal(await (await place.open()).use(launch, account), false)
    assert.equal((await stat(join(place.folder, `${launch}.json`))).mode & 0o777, 0o600)
  })

  test('of an agent that was killed while it refreshed says that it was interrupted', async () => {
    await using place = await aFolder()
    await (await place.open()).use(launch, account)
    const book = await place.open()
    assert.deepEqual(await book.unreported(null), [
      { launch, account, outcome: { refreshed: false, why: 'interrupted', tried: [] } },
    ])
    assert.deepEqual(await book.unreported(launch), [], 'the one at work is not over')
  })

  test('keeps an outcome until the server has it, and forgets it a day later', async () => {
    await using place = await aFolder()
    const book = await place.open()
    const outcome = { refreshed: true, path: 'vpn', tookMs: 5_000 } as const
    await book.use(launch, account)
    await book.settle({ launch, account, outcome })
    assert.deepEqual(await (await place.open()).unreported(null), [{ launch, account, outcome }])
    await book.reported(launch)
    assert.deepEqual(await book.unreported(null), [])
    place.pass(day + 1)
    await book.unreported(null)
    assert.deepEqual(await readdir(place.folder), [])
  })
})
