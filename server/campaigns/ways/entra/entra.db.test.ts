import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, suite, test } from 'node:test'
import type { AuditEvent } from '#audit'
import type { Census, Principal } from '#directory'
import { createLog, systemClock, systemRandom } from '#kernel'
import { anAuditLog, type TestAuditLog } from '../../../audit/testing/index.ts'
import {
  aWhom,
  anEntra,
  synchronise,
  startGraphDouble,
  type GraphDouble,
} from '../../../entra/testing/index.ts'
import { aDatabase, type TestDatabase } from '../../../storage/testing.ts'
import { campaignsMigrations } from '../../migrations/index.ts'
import { cloudWays } from '../../claims/claims.ts'
import type { Frozen } from '../../run/store.ts'
import { createTargetStore } from '../../run/store-sql.ts'
import { createCampaignStore } from '../../store-sql.ts'
import { aServer } from '../../testing/a-run.ts'
import { aPrincipal } from '../../testing/principals.ts'
import { cloudRunningOf, goOn } from './runs.ts'
import { settleLost } from './lost.ts'
import { writeSome } from './writing.ts'

const t0 = new Date(Date.now() - 3_600_000)
const plan = `
campaign: friday
trigger: identity-platform
t0: ${t0.toISOString()}
operators: [carol, otto]
scope: [{ domain: all }]
waves:
  start: ${new Date(t0.getTime() - 86_400_000).toISOString().slice(0, 10)}
  hours: "00:00-24:00"
  days: [mon, tue, wed, thu, fri, sat, sun]
helpDesk: { agents: 5 }
`
const day = plan.match(/start: (\S+)/)?.[1] ?? ''
const enough = () => AbortSignal.timeout(120_000)

let db: TestDatabase
let double: GraphDouble
let audit: TestAuditLog
const stack = new AsyncDisposableStack()
before(async () => {
  db = stack.use(await aDatabase([campaignsMigrations]))
  double = stack.use(await startGraphDouble())
  audit = stack.use(await anAuditLog())
})
after(() => stack.disposeAsync())

/** Those of a domain who are named by objectGUID. */
function censusOf(people: ReadonlyMap<string, Principal>): Pick<Census, 'principals'> {
  return {
    async *principals(part) {
      const ids = part.in === 'accounts' ? part.accounts : assert.fail('only accounts are asked')
      yield [...people.values()].filter(({ id }) => ids.includes(id))
    },
  }
}

let made = 0
/** A running campaign of so many people, each with a user in Entra ID, and everything around it real. */
async function aRun(count: number, wish: (n: number) => Partial<Principal> = () => ({})) {
  const name = `friday-${made++}`
  const whom = Array.from({ length: count }, (_, n) => aWhom(made * 10_000 + n))
  const people = new Map(
    whom.map((one, n) => [one.account, aPrincipal({ id: one.account, sid: one.sid, ...wish(n) })]),
  )
  const users = whom.map((one) => synchronise(double, one))
  const [freeze, at] = [randomUUID(), new Date()]
  const store = createCampaignStore(db.tables())
  await store.add({ name, plan, tables: {}, digest: 'd', draftedBy: 'carol', changed: at })
  await store.move({ name, revision: 1 }, { now: { is: 'running' }, changed: at, freeze })
  const cloudTargets = createTargetStore(db.tables(), cloudWays)
  const targets = whom.map(({ account, sid }): Frozen => ({
    account,
    sid,
    name: account,
    segment: 'hybrid',
    office: '',
    way: 'entra-flag',
    isDisabled: false,
  }))
  await cloudTargets.add(freeze, targets)
  await cloudTargets.assignWaves(freeze, [{ wave: 1, day, segment: 'hybrid', office: '', people: count }])
  const entra = await anEntra(double)
  const deps = {
    store,
    cloudTargets,
    entra,
    directory: { census: censusOf(people) },
    audit,
    clock: systemClock,
    random: systemRandom,
    holds: db.holds,
    log: createLog('silent'),
  }
  const kept = async () => (await store.find(name)) ?? assert.fail()
  const running = cloudRunningOf(await kept()) ?? assert.fail()
  const states = async () =>
    Object.fromEntries(
      (await cloudTargets.counts(freeze)).map(({ state, why, accounts }) => [why ?? state, accounts]),
    )
  const age = (seconds: number) =>
    db
      .tables<Aged>()
      .updateTable('campaigns.targets')
      .set({ claimed_until: new Date(0), noted_at: new Date(Date.now() - seconds * 1_000) })
      .where('freeze', '=', freeze)
      .where('state', '=', 'writing')
      .execute()
  const effectsOf = () =>
    users.map(({ id }) => double.users.effects.get(id) ?? { flagged: 0, revoked: 0, passes: 0 })
  return {
    name,
    whom,
    users,
    people,
    deps,
    running,
    kept,
    states,
    age,
    effectsOf,
    minute: async (by = deps) => goOn(await kept(), running, enough(), by),
    [Symbol.dispose]: () => entra[Symbol.dispose](),
  }
}
interface Aged {
  'campaigns.targets': { freeze: string; state: string; claimed_until: Date; noted_at: Date }
}
const open = [{ office: '', day: new Date().toISOString().slice(0, 10) }]
const once = { flagged: 1, revoked: 1, passes: 0 }
function assertOnce(run: Awaited<ReturnType<typeof aRun>>): void {
  assert.deepEqual(run.effectsOf(), Array(run.users.length).fill(once))
}

suite('a campaign that asks in Entra ID', () => {
  test('writes each user once, announced before, read back though the service shows it late, and ends', async () => {
    using run = await aRun(130)
    Object.assign(double.habits, { staleMs: 700, perSecond: 200, retryAfterSeconds: 1 })
    await run.minute()
    Object.assign(double.habits, { staleMs: 0, perSecond: Infinity })
    assert.deepEqual(await run.states(), { written: 130 })
    assertOnce(run)
    assert.equal((await run.kept()).now.is, 'verifying')
    const mine = (await audit.entries()).filter(({ facts }) => facts['campaign'] === run.name)
    const outcomes = Map.groupBy(mine, ({ outcome }) => outcome)
    assert.equal(outcomes.get('announced')?.length, 130)
    assert.equal(outcomes.get('ok')?.length, 130)
    assert.ok(mine.every(({ type, account }) => type === 'entra.flagging' && account !== null))
    // With a second factor, unless the plan says otherwise.
    const [first] = run.users
    assert.equal(
      double.users.truth(first?.id ?? '')?.passwordProfile.forceChangePasswordNextSignInWithMfa,
      true,
    )
  })

  test('sees who came back, and by then has nothing left to write to whoever came before', async () => {
    using run = await aRun(3)
    const [early, late] = run.users
    const changed = (id: string | undefined) =>
      double.users.change(id ?? '', {
        passwordProfile: {
          forceChangePasswordNextSignIn: false,
          forceChangePasswordNextSignInWithMfa: false,
          password: null,
        },
        lastPasswordChangeDateTime: new Date().toISOString(),
      })
    changed(early?.id)
    await run.minute()
    assert.deepEqual(await run.states(), { verified: 1, written: 2 })
    assert.deepEqual(run.effectsOf()[0], { flagged: 0, revoked: 1, passes: 0 })
    changed(late?.id)
    await run.minute()
    const counts = await run.deps.cloudTargets.counts(run.running.freeze)
    assert.equal(counts.find(({ state }) => state === 'written')?.back, 1)
    assert.deepEqual(
      run.effectsOf().map(({ flagged }) => flagged),
      [0, 1, 1],
    )
  })

  test('touches nobody whose anchor somebody else has, who is not there, is protected, or was deleted', async () => {
    using run = await aRun(5, (n) => ({ isProtected: n === 2 }))
    const [stranger, gone] = [run.users[0], run.users[1]]
    double.users.change(stranger?.id ?? '', { onPremisesSecurityIdentifier: 'S-1-5-21-9-9-9-1104' })
    // The name of the deleted one is another's by now: same name, other account.
    run.people.delete(run.whom[3]?.account ?? assert.fail())
    synchronise(double, aWhom(999_999), { userPrincipalName: gone?.userPrincipalName ?? '' })
    const nobody = aWhom(777_777)
    run.people.set(run.whom[1]?.account ?? assert.fail(), aPrincipal({ id: nobody.account, sid: nobody.sid }))
    await run.minute()
    assert.deepEqual(await run.states(), { 'not-in-entra': 1, gone: 2, protected: 1, written: 1 })
    assert.deepEqual(
      run.effectsOf().map(({ flagged, revoked }) => flagged + revoked),
      [0, 0, 0, 0, 2],
    )
  })

  test('does not go on while it is paused, nor with what was claimed before', async () => {
    using run = await aRun(4)
    const pausing = {
      ...run.deps,
      audit: {
        append: async (event: AuditEvent) => {
          const { revision, now } = await run.kept()
          if (now.is === 'running') {
            await run.deps.store.move(
              { name: run.name, revision },
              { now: { is: 'paused' }, changed: new Date() },
            )
          }
          return audit.append(event)
        },
      },
    }
    assert.equal(await writeSome(run.running, open, pausing), 4)
    assert.deepEqual(await run.states(), { waiting: 4 })
    assert.deepEqual(
      run.effectsOf().map(({ flagged }) => flagged),
      [0, 0, 0, 0],
    )
    assert.equal(await writeSome(run.running, open, run.deps), 0)
  })
})

suite('a server that dies on the way', () => {
  test('leaves nobody asked twice: what it did is read, and only what is missing is sent', async () => {
    using run = await aRun(40)
    // It dies between the flags and the ends of sessions.
    const other = await aServer(db)
    const dying = {
      ...run.deps,
      holds: other.holds,
      entra: { ...run.deps.entra, revokeSessions: () => Promise.reject(new Error('killed')) },
    }
    await assert.rejects(writeSome(run.running, open, dying), /killed/)
    assert.deepEqual(await run.states(), { writing: 40 })
    await run.age(301)
    assert.equal(await settleLost(run.running, run.deps), 0, 'it lives, and the clock alone jumped')
    await other[Symbol.asyncDispose]()
    await run.age(30)
    assert.equal(await settleLost(run.running, run.deps), 0, 'so early a read may show what was')
    await run.age(301)
    assert.equal(await settleLost(run.running, run.deps), 40)
    await run.minute()
    assert.deepEqual(await run.states(), { written: 40 })
    assertOnce(run)
  })

  test('after it has written all and before it said so has written all', async () => {
    using run = await aRun(40)
    const other = await aServer(db)
    const dying = {
      ...run.deps,
      holds: other.holds,
      cloudTargets: {
        ...run.deps.cloudTargets,
        settle: (...[claim, settled, at]: Parameters<typeof run.deps.cloudTargets.settle>) =>
          settled.some(({ event }) => event.type === 'found-written')
            ? Promise.reject(new Error('killed'))
            : run.deps.cloudTargets.settle(claim, settled, at),
      },
    }
    await assert.rejects(writeSome(run.running, open, dying), /killed/)
    await other[Symbol.asyncDispose]()
    await run.age(1)
    assert.equal(await settleLost(run.running, run.deps), 40)
    assert.deepEqual(await run.states(), { written: 40 })
    assertOnce(run)
  })

  test('or a service that does not know what it did, costs nothing but the time to read it', async () => {
    using run = await aRun(20)
    let n = 0
    double.habits.after = ({ status }, url) =>
      status === 204 && !url.includes('revoke') && n++ < 5 ? 504 : status
    const other = await aServer(db)
    await run.minute({ ...run.deps, holds: other.holds })
    double.habits.after = ({ status }) => status
    assert.deepEqual(await run.states(), { written: 15, writing: 5 })
    await other[Symbol.asyncDispose]()
    await run.age(301)
    await run.minute()
    await run.minute()
    assert.deepEqual(await run.states(), { written: 20 })
    assertOnce(run)
  })
})
