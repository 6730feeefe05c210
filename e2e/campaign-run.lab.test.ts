/**
 * A mass reset runs on a real domain: two people approve, every account is written once, whatever is killed meanwhile.
 * The closing run, twenty minutes: `KEYTURN_KILLS=200 KEYTURN_ACCOUNTS=2000 node --test
 * --test-name-pattern="a mass reset runs" e2e/campaign-run.lab.test.ts`.
 */
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CampaignStatus } from '@keyturn/contract'
import type { LabPerson } from '@keyturn/lab'
import { campaignEnds } from './testing/campaign-end-suite.ts'
import { campaignsAt, inState, onDc, planOf } from './testing/campaigns.ts'
import { countersOn, type Counters } from './testing/dc-counters.ts'
import { startWorld, type Enrolled, type World } from './world/index.ts'

const stack = new AsyncDisposableStack()
let world: World
let carol: Enrolled
let otto: Enrolled
let mallory: Enrolled
let people: readonly LabPerson[]
const flagged = () => people.slice(0, half)
const randomised = () => people.slice(half)
const half = Number(process.env['KEYTURN_ACCOUNTS'] ?? 300) / 2
const kills = Number(process.env['KEYTURN_KILLS'] ?? 20)
const t0 = new Date()
const plan = (name: string, scope: readonly string[]) => planOf(name, t0, scope)
let at: ReturnType<typeof campaignsAt>

before(async () => {
  const domainControllers = ['dc1.corp.example', 'dc2.corp.example']
  world = stack.use(
    await startWorld({ hosts: ['mail', 'dc2'], config: { directory: { domainControllers } } }),
  )
  at = campaignsAt(world)
  ;[carol, otto, mallory] = [
    await world.newcomer({ sAMAccountName: 'op-carol' }),
    await world.newcomer({ sAMAccountName: 'op-otto' }),
    await world.newcomer({ sAMAccountName: 'mallory' }),
  ]
  people = await world.lab.createPeople(
    Array.from({ length: 2 * half }, (_, i) => ({
      sAMAccountName: `${i < half ? 'flag' : 'rand'}-${i}`,
    })),
  )
})
after(() => stack.disposeAsync())

suite('a mass reset is approved by two people', () => {
  let name: string
  before(async () => {
    name = await at.draft(plan('approving', ['(sAMAccountName=flag-1)']))
    assert.equal((await at.keyturn('simulate', name)).code, 0)
  })

  test('who are its operators, and by a proof of that moment', async () => {
    const digest = await at.digestOf(name)
    const stranger = await world.server.client().call('person.campaign-approve', {
      campaign: name,
      digest,
      ...at.proofOf(mallory),
    })
    assert.equal(stranger.error, 'session.missing')
    const ordinary = await at.signedIn(mallory)
    const asked = await ordinary.call('person.campaign-approve', {
      campaign: name,
      digest,
      ...at.proofOf(mallory),
    })
    assert.equal(asked.error, 'request.not-found')
    assert.deepEqual((await ordinary.must('person.campaigns')).campaigns, [])
    const unproved = await at.signedIn(carol)
    const wrong = { campaign: name, digest, factor: 'recovery-code' as const, answer: 'AAAA-BBBB-CCCC-DDDD' }
    assert.equal((await unproved.call('person.campaign-approve', wrong)).error, 'factor.refused')
    assert.equal((await at.status(name)).state, 'simulated')
  })

  test('each once: one proof, one yes, of the plan that she saw', async () => {
    const digest = await at.digestOf(name)
    assert.deepEqual(await at.approve(carol, name, 'f'.repeat(64)), { approved: false, why: 'other-plan' })
    const client = await at.signedIn(carol)
    const proof = at.proofOf(carol)
    const first = await client.must('person.campaign-approve', { campaign: name, digest, ...proof })
    assert.deepEqual(first, { approved: true, state: 'half-approved' })
    const again = await at.approve(carol, name)
    assert.deepEqual(again, { approved: false, why: 'yours-already' })
    const withdrawn = await client.must('person.campaign-withdraw', { campaign: name })
    assert.deepEqual(withdrawn, { approved: true, state: 'simulated' })
    const reused = await client.call('person.campaign-approve', { campaign: name, digest, ...proof })
    assert.equal(reused.error, 'factor.refused')
    assert.equal((await at.keyturn('start', name)).code, 1)
  })

  test('and neither counts for a plan that was edited since', async () => {
    await at.approve(carol, name)
    await at.draft(plan('approving', ['(sAMAccountName=flag-2)']))
    assert.equal((await at.status(name)).state, 'draft')
    assert.equal((await at.keyturn('simulate', name)).code, 0)
    assert.equal((await at.status(name)).state, 'simulated')
  })

  test('who may press at the same moment: then one is the second, and the scope is frozen once', async () => {
    const both = await Promise.all([at.approve(carol, name), at.approve(otto, name)])
    const reached = both.map((one) => (one.approved ? one.state : one.why))
    assert.deepEqual(reached.toSorted(), ['approved', 'half-approved'])
    const { counts } = await at.status(name)
    assert.deepEqual(
      counts.map(({ accounts, way, wave }) => [accounts, way, wave]),
      [[1, 'must-change', 1]],
    )
  })

  test('each of whom may take her yes back after both, and nobody starts it then', async () => {
    const withdraws = async (who: Enrolled) =>
      (await at.signedIn(who)).must('person.campaign-withdraw', { campaign: name })
    assert.deepEqual(await withdraws(carol), { approved: true, state: 'half-approved' })
    const refused = await at.keyturn('start', name)
    assert.equal(refused.code, 1, refused.text)
    const after = await at.status(name)
    assert.deepEqual([after.state, after.counts], ['half-approved', []], 'whom it was about is forgotten')
    assert.deepEqual(await withdraws(otto), { approved: true, state: 'simulated' })
    assert.deepEqual(await withdraws(otto), { approved: false, why: 'not-now' })
    assert.equal((await at.keyturn('cancel', name)).code, 0)
  })

  test('is refused when the scope has come to contain an operator', async () => {
    const other = await at.draft(
      plan('contains', ['(description=in the scope)', '(sAMAccountName=flag-3)']).replace(
        '(description=in the scope)',
        '(|(description=in the scope)(sAMAccountName=flag-4))',
      ),
    )
    assert.equal((await at.keyturn('simulate', other)).code, 0)
    await at.approve(carol, other)
    await world.lab
      .dc('dc1')
      .ldb(
        'ldbmodify',
        `dn: ${otto.person.dn}\nchangetype: modify\nreplace: description\ndescription: in the scope\n`,
      )
    const refused = await at.approve(otto, other)
    assert.ok(!refused.approved && refused.why === 'refused')
    assert.deepEqual(refused.refusals, [{ code: 'contains-operator', subject: 'op-otto' }])
    assert.equal((await at.status(other)).state, 'draft')
  })
})

suite('a mass reset runs', () => {
  const name = 'friday'
  let earlier: Awaited<ReturnType<typeof onDc>>
  let versions: Counters
  const all = '(|(sAMAccountName=flag-*)(sAMAccountName=rand-*))'
  const special = () => ({
    self: people[5] ?? assert.fail(),
    deleted: people[6] ?? assert.fail(),
    renamed: people[7] ?? assert.fail(),
    asked: people[8] ?? assert.fail(),
    guarded: people[half + 5] ?? assert.fail(),
    excused: people[half + 6] ?? assert.fail(),
    disabled: people[half + 7] ?? assert.fail(),
  })

  before(async () => {
    await at.draft(plan(name, ['(sAMAccountName=flag-*)', '(sAMAccountName=rand-*)']))
    assert.equal((await at.keyturn('simulate', name)).code, 0)
    await at.approve(carol, name)
    const second = await at.approve(otto, name)
    assert.deepEqual(second, { approved: true, state: 'approved' })
    const { self, deleted, renamed, asked, guarded, disabled } = special()
    await world.lab.resetPassword(self.sAMAccountName, 'Ihr eigenes neues 42!')
    const dc = world.lab.dc('dc1')
    await dc.ldb('ldbmodify', `dn: ${deleted.dn}\nchangetype: delete\n`)
    const rdn = `CN=renamed person`
    await dc.ldb('ldbmodify', `dn: ${renamed.dn}\nchangetype: modrdn\nnewrdn: ${rdn}\ndeleteoldrdn: 1\n`)
    await dc.ldb('ldbmodify', `dn: ${asked.dn}\nchangetype: modify\nreplace: pwdLastSet\npwdLastSet: 0\n`)
    await dc.ldb('ldbmodify', `dn: ${guarded.dn}\nchangetype: modify\nreplace: adminCount\nadminCount: 1\n`)
    await dc.ldb(
      'ldbmodify',
      `dn: ${disabled.dn}\nchangetype: modify\nreplace: userAccountControl\nuserAccountControl: 514\n`,
    )
    earlier = await onDc(world, all)
    versions = await countersOn(world, 'dc1', all)
    const { excused } = special()
    const exempt = await at.keyturn(
      'exempt',
      name,
      excused.sAMAccountName,
      '--owner',
      'ada',
      '--reason',
      'in surgery',
    )
    assert.equal(exempt.code, 0, exempt.text)
  })

  test('and writes to each account once, though the server is killed again and again', async (t) => {
    assert.equal((await at.keyturn('start', name)).code, 0)
    const late = await (await at.signedIn(otto)).must('person.campaign-withdraw', { campaign: name })
    assert.deepEqual(late, { approved: false, why: 'not-now' }, 'who wants it to stop pauses it')
    const left: number[] = []
    for (let i = 0; i < kills; i++) {
      await sleep(100 + Math.random() * 1_200)
      await world.server.kill()
      await world.server.start()
      left.push(Number(await at.sql(`select count(*) from campaigns.targets where state = 'writing'`)))
      if (i === 5) {
        assert.equal((await at.keyturn('pause', name)).code, 0)
        const settled = await at.status(name)
        assert.equal(settled.state, 'paused')
        assert.equal((await at.keyturn('resume', name)).code, 0)
      }
    }
    const { state } = await at.status(name)
    t.diagnostic(
      `${kills} kills, ${left.filter((some) => some > 0).length} with accounts on their way; then it was ${state}`,
    )
    const done = await at.until(name, (now) => now.state === 'verifying')
    const { self, deleted, guarded, excused } = special()
    const failed = done.counts
      .filter((one) => one.state === 'failed')
      .map(({ why, accounts }) => `${why} ${accounts}`)
    assert.deepEqual(failed.toSorted(), ['gone 1', 'protected 1'])
    assert.deepEqual([inState(done, 'verified'), inState(done, 'exempt')], [1, 1])
    assert.equal(inState(done, 'written'), 2 * half - 4)
    const [now, writes] = [await onDc(world, all), await countersOn(world, 'dc1', all)]
    assert.equal(now.size, 2 * half - 1)
    const since = (who: string) => ({
      passwords: (writes.get(who)?.unicodePwd ?? 0) - (versions.get(who)?.unicodePwd ?? 0),
      dates: (writes.get(who)?.pwdLastSet ?? 0) - (versions.get(who)?.pwdLastSet ?? 0),
    })
    for (const { sAMAccountName: who } of flagged().filter((one) => one !== deleted && one !== self)) {
      assert.equal(now.get(who)?.pwdLastSet, '0', who)
      const dates = who === special().asked.sAMAccountName ? 0 : 1
      assert.deepEqual(since(who), { passwords: 0, dates }, who)
    }
    for (const { sAMAccountName: who } of randomised().filter((one) => one !== guarded && one !== excused)) {
      assert.equal(now.get(who)?.key, (earlier.get(who)?.key ?? 0) + 1, who)
      assert.deepEqual(since(who), { passwords: 1, dates: 1 }, who)
      assert.ok(BigInt(now.get(who)?.pwdLastSet ?? 0) > BigInt(earlier.get(who)?.pwdLastSet ?? 0), who)
    }
    const given = randomised()
      .filter((one) => one !== guarded && one !== excused)
      .map((one) => now.get(one.sAMAccountName)?.hash)
    assert.equal(new Set(given).size, half - 2, 'no two of them have one password')
    assert.ok(!given.includes(undefined))
    for (const { sAMAccountName: who } of [self, guarded, excused]) {
      assert.deepEqual(now.get(who), earlier.get(who), who)
      assert.deepEqual(since(who), { passwords: 0, dates: 0 }, who)
    }
  })

  test('and says who has not come back, until she has', async () => {
    const [, someone] = flagged()
    assert.ok((await at.status(name)).stragglers.length > 0)
    // Also one who had been asked for a new password already, and was not written to.
    for (const one of [someone, special().asked])
      await world.lab.resetPassword(one?.sAMAccountName ?? '', 'Wieder da und neu 42!')
    const back = (now: CampaignStatus) =>
      now.counts.reduce((sum, one) => sum + (one.state === 'written' ? one.back : 0), 0)
    await at.wake(name)
    await at.until(name, (now) => back(now) === 2)
  })

  test('and the log verifies and has each announcement and both approvals', async () => {
    const entries = await world.audit()
    const announced = entries.filter(
      ({ type, outcome, facts }) =>
        (type === 'password.must-change' || type === 'password.randomising') &&
        outcome === 'announced' &&
        facts['campaign'] === name,
    )
    assert.ok(announced.length >= 2 * half - 4)
    assert.equal(
      entries.filter(({ type, outcome }) => type === 'campaign.approved' && outcome === 'ok').length >= 2,
      true,
    )
  })
})

campaignEnds({ world: () => world, at: () => at, operators: () => [carol, otto] })
