/** The database's clock jumps, while servers write: `now()` of these databases is one that a test sets ahead. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Sid } from '@keyturn/protocols/ad'
import { sql } from 'kysely'
import type { Bulk, Look } from '#directory'
import { createLog, systemClock, systemRandom, type AccountId } from '#kernel'
import type { Storage } from '#storage'
import { anAuditLog } from '../../audit/testing/index.ts'
import { writtenWays } from '../claims/claims.ts'
import { aRun, aServer, aTarget, open } from '../testing/a-run.ts'
import { settleLost } from './lost.ts'
import { createTargetStore } from './store-sql.ts'
import { writeSome, type WritingDeps } from './writing.ts'

const t0 = new Date()
const people = 6
const roomOn = (dc: string) => ({ dc: async () => dc, atMost: 50 })

/** Two DCs that have not heard of each other yet. Writes wait at a gate, as behind a long queue. */
function twoDcs(accounts: readonly AccountId[]) {
  const fresh = (): Look => ({
    sid: 'S-1-5-21-1-2-3-1104' as Sid,
    pwdLastSet: new Date('2026-01-02T03:04:05.678Z'),
    keyVersion: 3,
    isProtected: false,
    isDisabled: false,
  })
  const on = new Map(['dc1', 'dc2'].map((dc) => [dc, new Map(accounts.map((id) => [id, fresh()]))]))
  const gate = Promise.withResolvers<void>()
  const arrived = Promise.withResolvers<void>()
  const looksOn = (dc: string) => on.get(dc) ?? assert.fail(dc)
  const write = async (of: Parameters<Bulk['write']>[1], dc: string, until: AbortSignal) => {
    if (dc === 'dc1') {
      arrived.resolve()
      await gate.promise
    }
    return of.map(({ account }) => {
      if (until.aborted) return { was: 'unsent' } as const
      const look = looksOn(dc).get(account) ?? assert.fail(account)
      const [pwdLastSet, keyVersion] = [new Date(), (look.keyVersion ?? 0) + 1]
      looksOn(dc).set(account, { ...look, pwdLastSet, keyVersion })
      return { was: 'done' } as const
    })
  }
  const bulk: Bulk = {
    writingDc: async () => 'dc1',
    writingDcs: async () => [...on.keys()],
    look: async (ids, dc) => new Map([...looksOn(dc)].filter(([id]) => ids.includes(id))),
    write: (_, of, { dc, until }) => write(of, dc, until),
  }
  /** Of each account, on both together. */
  const writes = () =>
    accounts.map((id) =>
      [...on.values()].reduce((sum, looks) => sum + (looks.get(id)?.keyVersion ?? 0) - 3, 0),
    )
  return { bulk, arrived: arrived.promise, openGate: gate.resolve, writes }
}

/** A campaign at whose first batch one server is, with all announced and nothing sent; and another server. */
async function underWay() {
  const stack = new AsyncDisposableStack()
  const targets = Array.from({ length: people }, () => aTarget({ way: 'random-reset' }))
  const run = stack.use(await aRun(targets))
  const all = run.db.tables()
  const { rows: own } = await sql<{ name: string }>`select current_database() as name`.execute(all)
  await sql`create schema clock`.execute(all)
  await sql`create table clock.ahead as select interval '0' as by`.execute(all)
  await sql`create function clock.now() returns timestamptz language sql stable
    as 'select pg_catalog.now() + by from clock.ahead'`.execute(all)
  await sql`alter database ${sql.id(own[0]?.name ?? '')} set search_path = clock, pg_catalog, public`.execute(
    all,
  )
  const audit = stack.use(await anAuditLog())
  const dcs = twoDcs(targets.map(({ account }) => account))
  const serverOn = async (): Promise<{ storage: Storage; deps: WritingDeps }> => {
    const storage = await aServer(run.db)
    const store = createTargetStore(storage.tables(), writtenWays)
    const effects = { clock: systemClock, random: systemRandom, log: createLog('silent') }
    return { storage, deps: { targets: store, directory: dcs, audit, holds: storage.holds, ...effects } }
  }
  const [first, second] = [await serverOn(), await serverOn()]
  stack.use(first.storage)
  stack.use(second.storage)
  const running = { name: 'friday', freeze: run.freeze, t0, enforcement: null }
  const writing = writeSome(running, open, roomOn('dc1'), first.deps)
  await dcs.arrived
  const jump = () => sql`update clock.ahead set by = interval '1 hour'`.execute(all)
  const goOn = async () => ({
    settled: await settleLost(running, second.deps),
    taken: await writeSome(running, open, roomOn('dc2'), second.deps),
  })
  const overByTheClock = async () => {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from campaigns.targets where claimed_until < now()`.execute(
      second.storage.tables(),
    )
    return rows[0]?.n
  }
  const states = async () =>
    (await run.store.counts(run.freeze)).map(({ state, accounts }) => [state, accounts])
  return {
    run,
    dcs,
    writing,
    jump,
    goOn,
    overByTheClock,
    states,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

suite('when the clock of the database jumps an hour while a batch is being written', () => {
  test('nobody else takes what its server still sends, and each account is written once', async () => {
    await using site = await underWay()
    await site.jump()
    assert.equal(await site.overByTheClock(), people, 'by the clock alone it would be lost')
    assert.deepEqual(await site.goOn(), { settled: 0, taken: 0 })
    site.dcs.openGate()
    assert.equal(await site.writing, people)
    assert.deepEqual(await site.states(), [['written', people]])
    assert.deepEqual(await site.goOn(), { settled: 0, taken: 0 })
    assert.deepEqual(site.dcs.writes(), Array(people).fill(1))
  })

  test('what a server had that is gone is taken by another, and it sends nothing more', async () => {
    await using site = await underWay()
    const { rows } = await sql`
      select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objsubid = 2
        and database = (select oid from pg_database where datname = current_database())`.execute(
      site.run.db.tables(),
    )
    assert.equal(rows.length, 1)
    await site.jump()
    // Its session's end comes to both of them by the same word of the database.
    let went = await site.goOn()
    for (let i = 0; went.settled === 0 && i < 600; i++) went = await site.goOn()
    assert.deepEqual(went, { settled: people, taken: people })
    site.dcs.openGate()
    await site.writing
    assert.deepEqual(site.dcs.writes(), Array(people).fill(1))
    assert.deepEqual(await site.states(), [['written', people]])
  })

  test('what is claimed and not yet sent is not sent, and is claimed anew', async () => {
    await using run = await aRun([aTarget()])
    const hold = await run.db.holds.hold(60_000)
    const claim = run.claim(hold.id)
    const [one] = await run.store.claim(claim, { limit: 1, open })
    assert.ok(one)
    await run.claimsEnd(new Date(Date.now() - 1_000))
    assert.deepEqual(await run.store.maySend(claim, [one.account]), new Set())
    assert.deepEqual(await run.store.claimLost(run.claim(), 10), [])
    await hold.release()
    assert.equal((await run.store.claimLost(run.claim(), 10)).length, 1)
  })
})
