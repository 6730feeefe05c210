import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { systemRandom } from '#kernel'
import { aDatabase } from '../../storage/testing.ts'
import { httpMigrations } from './migrations/index.ts'
import { createSessions } from './sessions.ts'
import type { SessionKind } from './state.ts'
import { createSessionStore } from './store-sql.ts'

suite('sessions in the database', () => {
  test('are found by their token, end, expire, and are swept', async () => {
    await using db = await aDatabase([httpMigrations])
    let now = new Date('2026-11-21T10:00:00Z')
    const store = createSessionStore(db)
    const sessions = createSessions({ store, clock: () => now, random: systemRandom })
    const [one, other] = await Promise.all([
      sessions.start({ kind: 'person', subject: 'alice', proved: true, ttlSeconds: 60 }),
      sessions.start({ kind: 'reset', subject: 'r1', ttlSeconds: 600 }),
    ])
    assert.deepEqual(await sessions.find('person', one.token), one.session)
    assert.equal(await sessions.find('reset', one.token), undefined)
    now = new Date('2026-11-21T10:01:00Z')
    assert.equal(await sessions.find('person', one.token), undefined)
    await sessions.sweep()
    assert.equal(await store.find(one.session.id), undefined)
    assert.deepEqual(await sessions.find('reset', other.token), other.session)
    await sessions.end(other.session.id)
    assert.equal(await sessions.find('reset', other.token), undefined)
  })

  test('go on one after the other, and not after somebody ended them', async () => {
    await using db = await aDatabase([httpMigrations])
    const store = createSessionStore(db)
    const sessions = createSessions({ store, clock: () => new Date(), random: systemRandom })
    const begin = { kind: 'person', subject: 'alice', ttlSeconds: 60 } as const
    const goOn = { ...begin, proofs: ['totp'], continues: true }
    const first = await sessions.start(begin)
    const second = await sessions.start(goOn, first.token)
    assert.equal(await sessions.find('person', first.token), undefined)
    assert.deepEqual(await sessions.find('person', second.token), second.session)
    const both = await Promise.allSettled([
      sessions.start(goOn, second.token),
      sessions.start(goOn, second.token),
    ])
    assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
    await sessions.endOf('person', 'alice')
    await assert.rejects(sessions.start(goOn, second.token), { code: 'session.missing' })
    await assert.rejects(sessions.start(goOn, 'no token'), { code: 'session.missing' })
    const reset = await sessions.start({ kind: 'reset', subject: 'r1', ttlSeconds: 60 })
    await assert.rejects(sessions.start(goOn, reset.token), { code: 'session.missing' })
    assert.deepEqual(await sessions.find('reset', reset.token), reset.session)
  })

  test('of one person end together, but for the one she keeps; nobody else notices', async () => {
    await using db = await aDatabase([httpMigrations])
    const store = createSessionStore(db)
    const sessions = createSessions({ store, clock: () => new Date(), random: systemRandom })
    const start = (kind: SessionKind, subject: string) => sessions.start({ kind, subject, ttlSeconds: 60 })
    const [hers, thief, reset, bob] = await Promise.all([
      start('person', 'alice'),
      start('person', 'alice'),
      start('reset', 'alice'),
      start('person', 'bob'),
    ])
    await sessions.endOf('person', 'alice', hers.session.id)
    assert.equal(await sessions.find('person', thief.token), undefined)
    assert.deepEqual(await sessions.find('person', hers.token), hers.session)
    await sessions.endOf('person', 'alice')
    await sessions.endOf('person', 'alice')
    assert.equal(await sessions.find('person', hers.token), undefined)
    assert.deepEqual(await sessions.find('reset', reset.token), reset.session)
    assert.deepEqual(await sessions.find('person', bob.token), bob.session)
  })

  test('of many at once find each its own, and none that ended before it was looked for', async () => {
    await using db = await aDatabase([httpMigrations])
    const store = createSessionStore(db)
    const sessions = createSessions({ store, clock: () => new Date(), random: systemRandom })
    const names = Array.from({ length: 20 }, (_, i) => `person-${i}`)
    const started = await Promise.all(
      names.map((subject) => sessions.start({ kind: 'person', subject, ttlSeconds: 60 })),
    )
    const find = () => Promise.all(started.map(({ token }) => sessions.find('person', token)))
    const [first, others] = [find(), sessions.find('person', 'A'.repeat(43))]
    assert.deepEqual(
      (await first).map((session) => session?.subject),
      names,
    )
    assert.equal(await others, undefined)
    const under = find()
    await sessions.end(started[3]?.session.id ?? '')
    assert.equal((await find())[3], undefined)
    assert.equal((await under).length, names.length)
  })

  test('do not hold a token that a reader of the table could use', async () => {
    await using db = await aDatabase([httpMigrations])
    const store = createSessionStore(db)
    const sessions = createSessions({ store, clock: () => new Date(), random: systemRandom })
    const { token } = await sessions.start({ kind: 'person', subject: 'alice', ttlSeconds: 60 })
    const rows = await db
      .tables<{ 'http.sessions': { id: string } }>()
      .selectFrom('http.sessions')
      .selectAll()
      .execute()
    assert.equal(rows.length, 1)
    assert.ok(!JSON.stringify(rows).includes(token))
    assert.equal(await sessions.find('person', rows[0]?.id ?? ''), undefined)
  })
})
