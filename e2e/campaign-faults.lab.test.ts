/**
 * A mass reset on two DCs and two servers, while everything around it fails. Replication is paused meanwhile, so each
 * DC's counters show what was written there, and a second write to an account on the other DC cannot hide.
 */
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CampaignStatus } from '@keyturn/contract'
import type { LabPerson } from '@keyturn/lab'
import { campaignsAt, inState, planOf } from './testing/campaigns.ts'
import { countersOn, type Counters } from './testing/dc-counters.ts'
import { generatedIn, sampleOfGenerated } from './testing/generated-passwords.ts'
import { processesOf, signal } from './testing/processes.ts'
import { findBelow, findIn, secretsOf, spyOnProcesses, type Spy } from './testing/secrets.ts'
import { startSecondServer, type SecondServer } from './testing/second-server.ts'
import { startWorld, type Enrolled, type World } from './world/index.ts'

const stack = new AsyncDisposableStack()
const name = 'storm'
const scope = '(|(sAMAccountName=flag-*)(sAMAccountName=rand-*))'
const half = 250
const dcs = ['dc1', 'dc2'] as const
type DcName = (typeof dcs)[number]
const patienceMs = 200_000
const fresh = 'Ihr eigenes neues 42!'

let world: World
let second: SecondServer
let at: ReturnType<typeof campaignsAt>
let spy: Spy
let operators: readonly [Enrolled, Enrolled]
let people: ReadonlyMap<string, LabPerson>
let earlier: Readonly<Record<DcName, Counters>>
/** What happened to whom between claim and write. */
const happened = new Map<string, 'deleted' | 'moved' | 'renamed' | 'herself'>()

before(async () => {
  const domainControllers = dcs.map((dc) => `${dc}.corp.example`)
  world = stack.use(await startWorld({ hosts: ['dc2'], config: { directory: { domainControllers } } }))
  at = campaignsAt(world)
  spy = stack.use(spyOnProcesses(world))
  operators = [
    await world.newcomer({ sAMAccountName: 'op-carol' }),
    await world.newcomer({ sAMAccountName: 'op-otto' }),
  ]
  const made = await world.lab.createPeople(
    Array.from({ length: 2 * half }, (_, i) => ({
      sAMAccountName: `${i < half ? 'flag' : 'rand'}-${i}`,
    })),
  )
  people = new Map(made.map((one) => [one.sAMAccountName, one]))
  second = stack.use(await startSecondServer(world))
  await at.draft(
    planOf(
      name,
      new Date(Math.ceil(Date.now() / 1_000) * 1_000),
      [scope],
      'dcs: all\npace: { writesPerMinute: 60000 }',
    ),
  )
  assert.equal((await at.keyturn('simulate', name)).code, 0)
  await world.lab.replicate('dc1', 'dc2')
  await world.lab.replicate('dc2', 'dc1')
  stack.use(await world.lab.pauseReplication())
  earlier = await counters()
})
after(() => stack.disposeAsync())

async function counters() {
  const [dc1, dc2] = [await countersOn(world, 'dc1', scope), await countersOn(world, 'dc2', scope)]
  return { dc1, dc2 }
}

async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + patienceMs
  for (;;) {
    // The database, or the server that is asked, may be away at this moment.
    const found = await ask().catch((cause: unknown) => void (last = cause))
    if (found !== undefined) return found
    assert.ok(performance.now() < end, `not in time: ${what}; ${String(last)}`)
    await sleep(200)
  }
}
let last: unknown

/** Those of the campaign in this state, as `name dc way`. */
async function rows(where: string): Promise<readonly (readonly [string, DcName | undefined, string])[]> {
  const text = await at.sql(
    `select t.name, coalesce(t.dc, ''), t.way from campaigns.targets t join campaigns.campaigns c
     on c."freeze" = t."freeze" where c.name = '${name}' and ${where} order by t.name`,
  )
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [who = '', dc = '', way = ''] = line.split('|')
      return [who, dcs.find((one) => dc.startsWith(one)), way] as const
    })
}

const announced = `exists
  (select 1 from audit.entries e where e.account = t.account::text and e.leaf like '%"${name}"%')`
const doneSoFar = async () => (await rows(`t.state in ('written', 'verified')`)).length

suite('two operators and two servers at one moment', () => {
  test('approve once, and begin it once', async () => {
    const both = await Promise.all(operators.map((one) => at.approve(one, name)))
    const reached = both.map((one) => (one.approved ? one.state : one.why))
    assert.deepEqual(reached.toSorted(), ['approved', 'half-approved'])
    const begun = await Promise.all([at.keyturn('start', name), second.cli('campaign', 'start', name)])
    assert.deepEqual(
      begun.map(({ code }) => code).toSorted((a, b) => (a ?? 0) - (b ?? 0)),
      [0, 1],
    )
    assert.equal((await at.status(name)).state, 'running')
  })
})

/** Nothing can be announced until it is disposed of: what is claimed and looked at waits before its write. */
async function holdAnnouncements(): Promise<AsyncDisposable> {
  const application = 'held'
  const hold = `set application_name = '${application}'; begin; lock table audit.entries in exclusive mode; select pg_sleep(120)`
  const held = at.sql(hold).catch(() => undefined)
  await until('the log is held', async () =>
    (await at.sql(
      `select 1 from pg_locks l join pg_stat_activity a using (pid) where l.granted
       and a.application_name = '${application}' and l.relation = 'audit.entries'::regclass`,
    )) === ''
      ? undefined
      : true,
  )
  return {
    async [Symbol.asyncDispose]() {
      await at.sql(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = '${application}'`,
      )
      await held
    },
  }
}

const changes: Readonly<
  Record<'deleted' | 'moved' | 'renamed' | 'herself', (of: LabPerson, i: number) => string>
> = {
  deleted: ({ dn }) => `dn: ${dn}\nchangetype: delete\n`,
  moved: ({ dn }) =>
    `dn: ${dn}\nchangetype: modrdn\nnewrdn: ${dn.split(',')[0]}\ndeleteoldrdn: 1\nnewsuperior: OU=Lisboa,${world.lab.domain.peopleDn}\n`,
  renamed: ({ dn }, i) => `dn: ${dn}\nchangetype: modrdn\nnewrdn: CN=another name ${i}\ndeleteoldrdn: 1\n`,
  herself: ({ dn }) =>
    `dn: ${dn}\nchangetype: modify\nreplace: unicodePwd\nunicodePwd:: ${Buffer.from(`"${fresh}"`, 'utf16le').toString('base64')}\n`,
}
const kinds = ['deleted', 'moved', 'renamed', 'herself'] as const

suite('a mass reset goes on', () => {
  test('while accounts are deleted, moved, renamed and changed between claim and write', async () => {
    await until('the first are written', async () => ((await doneSoFar()) > 0 ? true : undefined))
    const { pace } = await at.status(name)
    assert.ok(pace !== null && pace.dcs.some(({ writes }) => writes > 0), JSON.stringify(pace))
    await using _ = await holdAnnouncements()
    const held = await until('some are claimed and looked at, and not announced', async () => {
      const now = await rows(`t.state = 'writing' and t.dc is not null and not ${announced}`)
      return now.length >= 16 ? now : undefined
    })
    for (const some of Map.groupBy(held, ([, dc, way]) => `${dc} ${way}`).values()) {
      for (const [i, kind] of kinds.entries()) {
        const [who, dc] = some[i] ?? []
        if (who === undefined || dc === undefined) continue
        const person = people.get(who) ?? assert.fail(who)
        await world.lab.dc(dc).ldb('ldbmodify', changes[kind](person, happened.size))
        happened.set(who, kind)
      }
    }
    assert.deepEqual([...new Set(happened.values())].toSorted(), [...kinds].toSorted())
  })

  test('with one server when the other is killed', async () => {
    await world.server.kill()
    const soFar = await doneSoFar()
    await until('the other server goes on', async () => ((await doneSoFar()) > soFar + 10 ? true : undefined))
    await world.server.start()
  })

  test('on one DC when the other loses its power: what is on its way there waits, all else is written', async () => {
    const dc2 = world.lab.dc('dc2')
    // Stopped, it answers nothing more: what is announced for it then is on its way until its power is gone.
    await until('one is on its way to dc2', async () => {
      signal(processesOf(dc2.host), 'SIGSTOP')
      await sleep(500)
      if ((await rows(`t.state = 'writing' and t.dc like 'dc2%' and ${announced}`)).length > 0) return true
      signal(processesOf(dc2.host), 'SIGCONT')
      return undefined
    })
    signal(processesOf(dc2.host), 'SIGKILL')
    await dc2.stop('SIGKILL')
    const { stateFolder } = world.server
    const kill = 'kill -9 "$(head -1 "$1/database/data/postmaster.pid")"'
    await world.lab.host('server').must(['sh', '-c', kill, 'sh', stateFolder])
    const waiting = await until('only those are left that may have been written on dc2', async () => {
      const open = await rows(`t.state in ('waiting', 'writing')`)
      return open.every(([, dc]) => dc === 'dc2') ? open : undefined
    })
    assert.ok(waiting.length > 0, 'nothing was on its way to dc2')
    assert.equal((await at.status(name)).state, 'running')
  })

  test('and ends when the DC is back', async () => {
    await world.lab.dc('dc2').start()
    const done = await until('all are written', async (): Promise<CampaignStatus | undefined> => {
      // Half a minute after its claim nothing of it is sent, and a DC answers within ten seconds or never.
      await at.sql(
        `update campaigns.targets set claimed_until = now()
         where state = 'writing' and claimed_until < now() + interval '15 seconds'`,
      )
      await at.keyturn('pause', name)
      await at.keyturn('resume', name)
      await sleep(3_000)
      const now = await at.status(name)
      return now.state === 'verifying' ? now : undefined
    })
    const failed = done.counts.filter(({ state }) => state === 'failed').map(({ why }) => why)
    assert.deepEqual([...new Set(failed)], ['gone'])
    const of = (kind: string) => [...happened.values()].filter((one) => one === kind).length
    assert.equal(inState(done, 'failed'), of('deleted'))
    // Where a server died with her claim, a random password and one of her own are both new, and count as written.
    assert.ok(inState(done, 'verified') <= of('herself'))
    assert.equal(inState(done, 'written') + inState(done, 'verified'), 2 * half - of('deleted'))
  })
})

suite('afterwards', () => {
  test('each account was written exactly once, on one of the two DCs, by their own counters', async () => {
    const now = await counters()
    const written = { dc1: 0, dc2: 0 }
    for (const who of people.keys()) {
      if (happened.get(who) === 'deleted') continue
      const more = dcs.map((dc) => {
        const [a, b] = [earlier[dc].get(who) ?? assert.fail(who), now[dc].get(who) ?? assert.fail(who)]
        if (b.pwdLastSet > a.pwdLastSet) written[dc]++
        return { unicodePwd: b.unicodePwd - a.unicodePwd, pwdLastSet: b.pwdLastSet - a.pwdLastSet }
      })
      const sum = (of: 'unicodePwd' | 'pwdLastSet') => more.reduce((all, one) => all + one[of], 0)
      const isNew = who.startsWith('rand') || happened.get(who) === 'herself'
      assert.deepEqual([sum('unicodePwd'), sum('pwdLastSet')], [isNew ? 1 : 0, 1], who)
    }
    assert.ok(written.dc1 > 0 && written.dc2 > 0, JSON.stringify(written))
  })

  test('the audit log verifies, for both servers, and has an announcement for each', async () => {
    const entries = await world.audit()
    const announced = entries.filter(
      ({ outcome, facts }) => outcome === 'announced' && facts['campaign'] === name,
    )
    assert.ok(new Set(announced.map(({ account }) => account?.id)).size >= 2 * half - happened.size)
    assert.equal(entries.filter(({ type }) => type === 'server.started').length, 3)
    const begun = entries.filter(
      ({ type, outcome, facts }) =>
        type === 'campaign.stepped' && outcome === 'ok' && facts['step'] === 'start',
    )
    assert.equal(begun.length, 1)
  })

  test('no password, code or seed stands anywhere, nor what looks like a random one', async () => {
    const known = [...operators.flatMap(secretsOf), { what: 'her own', text: fresh }]
    const host = world.lab.host('server')
    const socket = `${world.server.stateFolder}/database/socket`
    await host.must(['psql', '-h', socket, '-U', 'keyturn', '-c', 'checkpoint', 'postgres'])
    const dump = await host.must(['pg_dumpall', '-h', socket, '-U', 'keyturn'])
    assert.match(dump, /password\.randomising/)
    const shown = spy.seen().toString('latin1')
    assert.ok(spy.processes > 20, 'nobody looked at processes')
    for (const text of [dump, await world.server.log(), await second.log(), shown]) {
      assert.ok(text.length > 1_000)
      assert.deepEqual(findIn(Buffer.from(text), known), [])
      assert.deepEqual(generatedIn(text), [])
      assert.deepEqual(generatedIn(`${text}"${sampleOfGenerated}"`), [sampleOfGenerated, sampleOfGenerated])
    }
    for (const folder of [world.server.stateFolder, second.stateFolder]) {
      assert.deepEqual((await findBelow(folder, known)).found, [])
    }
  })
})
