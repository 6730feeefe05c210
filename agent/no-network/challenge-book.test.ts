import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import type { Sid } from '@keyturn/protocols/ad'
import { formatChallenge } from '@keyturn/protocols/challenge'
import { isFor } from '@keyturn/protocols/no-network'
import { openChallengeBook } from './challenge-book.ts'

const alice = 'S-1-5-21-1-2-3-1104' as Sid
const bob = 'S-1-5-21-1-2-3-1105' as Sid
const device = 'AQIDBAUGBwgJCgsMDQ4PEA'
const secret = Buffer.alloc(32, 7)

async function aFolder() {
  const parent = await mkdtemp(join(tmpdir(), 'keyturn-challenges-'))
  const folder = join(parent, 'no-network')
  return {
    folder,
    /** As a new start of the agent would. */
    open: (withSecret = secret) =>
      openChallengeBook(folder, { device, secret: withSecret, random: randomBytes }),
    [Symbol.asyncDispose]: () => rm(parent, { recursive: true }),
  }
}

suite('the challenges of a computer without a network', () => {
  test('are the same after a restart, one for each person, and for nobody else to read', async () => {
    await using place = await aFolder()
    const book = await place.open()
    const { challenge } = await book.open(alice)
    assert.ok(isFor(challenge, alice, secret))
    assert.deepEqual(await (await place.open()).open(alice), { challenge, tries: 0 })
    assert.notEqual((await book.open(bob)).challenge.nonce, challenge.nonce)
    assert.equal((await stat(place.folder)).mode & 0o777, 0o700)
    assert.equal((await stat(join(place.folder, `${alice}.json`))).mode & 0o777, 0o600)
  })

  test('keep their tries through a kill and a power loss', async () => {
    await using place = await aFolder()
    const { challenge } = await (await place.open()).open(alice)
    for (const tries of [1, 2, 3]) {
      assert.deepEqual(await (await place.open()).count(alice, challenge), { challenge, tries })
    }
    assert.deepEqual(await (await place.open()).open(alice), { challenge, tries: 3 })
    assert.deepEqual((await readdir(place.folder)).length, 1)
  })

  test('are new ones after three tries, after they served, and with another secret', async () => {
    await using place = await aFolder()
    const book = await place.open()
    const first = await book.open(alice)
    const second = await book.renew(alice)
    await book.close(alice)
    await book.close(alice)
    const third = await book.open(alice)
    const fourth = await (await place.open(Buffer.alloc(32, 8))).open(alice)
    const texts = [first, second, third, fourth].map(({ challenge }) => formatChallenge(challenge))
    assert.equal(new Set(texts).size, 4)
    await assert.rejects(book.count(alice, first.challenge), /not the one that is open/)
  })
})
