// oxlint-disable max-lines -- one start of the lab for the whole story
/** A mass reset runs on a real domain: two people approve, every account is written once, whatever is killed meanwhile. */
import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { campaignStatus, type CampaignStatus } from '@keyturn/contract'
import type { LabPerson } from '@keyturn/lab'
import { startWorld, type Enrolled, type PortalClient, type World } from './world/index.ts'

const stack = new AsyncDisposableStack()
let world: World
let carol: Enrolled
let otto: Enrolled
let mallory: Enrolled
let people: readonly LabPerson[]
const flagged = () => people.slice(0, half)
const randomised = () => people.slice(half)
const half = 150
const kills = 20
const patienceMs = 240_000
const t0 = new Date()

before(async () => {
  world = stack.use(await startWorld({ hosts: ['mail'] }))
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

/** Everything is open, always: what is tested is not the calendar. */
const plan = (name: string, scope: readonly string[], more = '') => `
campaign: ${name}
trigger: ad-database-exfiltrated
t0: ${t0.toISOString()}
operators: [op-carol, op-otto]
scope:
${scope.map((one) => `  - { filter: "${one}" }`).join('\n')}
segments:
  - { segment: remote-password-vpn, name: rand-* }
  - { segment: on-site, everyone: true }
waves:
  start: ${new Date(t0.getTime() - 86_400_000).toISOString().slice(0, 10)}
  size: 10000
  hours: "00:00-24:00"
  days: [mon, tue, wed, thu, fri, sat, sun]
helpDesk: { agents: 50 }
people: { enrolled: 0.9 }
${more}`
const both = ['(sAMAccountName=flag-*)', '(sAMAccountName=rand-*)']

async function keyturn(...args: readonly string[]) {
  const { code, stdout, stderr } = await world.server.cli('campaign', ...args)
  return { code, text: stdout + stderr }
}

async function draft(text: string): Promise<string> {
  const folder = join(world.server.stateFolder, 'plans')
  await mkdir(folder, { recursive: true })
  const file = join(folder, 'plan.yaml')
  await writeFile(file, text)
  const drafted = await keyturn('draft', file)
  assert.equal(drafted.code, 0, drafted.text)
  return /campaign: (\S+)/.exec(text)?.[1] ?? assert.fail()
}

const digestOf = async (name: string) =>
  /digest (\w+)/.exec((await keyturn('show', name)).text)?.[1] ?? assert.fail()

async function status(name: string): Promise<CampaignStatus> {
  const { text } = await keyturn('status', name, '--json')
  return campaignStatus.parse(JSON.parse(text))
}

async function until(name: string, is: (now: CampaignStatus) => boolean): Promise<CampaignStatus> {
  const end = performance.now() + patienceMs
  for (;;) {
    const now = await status(name)
    if (is(now)) return now
    assert.ok(performance.now() < end, `it stays: ${JSON.stringify(now.counts)} ${now.state}`)
    await sleep(500)
  }
}

const inState = ({ counts }: CampaignStatus, state: string) =>
  counts.filter((one) => one.state === state).reduce((sum, { accounts }) => sum + accounts, 0)

async function signedIn({ person }: Enrolled): Promise<PortalClient> {
  const client = world.server.client()
  await client.must('person.sign-in', { identifier: person.upn, password: person.password })
  return client
}

/** A recovery code is a proof that is used up, and needs no half minute like the next code of a phone. */
const used = new Map<Enrolled, number>()
function proofOf(who: Enrolled) {
  const next = used.get(who) ?? 0
  used.set(who, next + 1)
  return { factor: 'recovery-code' as const, answer: who.recoveryCodes[next] ?? assert.fail('no code left') }
}

async function approve(who: Enrolled, campaign: string, digest?: string) {
  const client = await signedIn(who)
  const body = { campaign, digest: digest ?? (await digestOf(campaign)), ...proofOf(who) }
  return client.must('person.campaign-approve', body)
}

/** What the DC's own database holds: key versions and pwdLastSet, by name. */
async function onDc(filter: string) {
  const dc = world.lab.dc('dc1')
  const sam = '/var/lib/samba/private/sam.ldb'
  const wanted = ['sAMAccountName', 'pwdLastSet', 'msDS-KeyVersionNumber', 'msDS-ReplAttributeMetaData']
  const text = await dc.host.must(['ldbsearch', '-H', sam, '-b', world.lab.domain.baseDn, filter, ...wanted])
  return new Map(
    text.split(/\n\n/).flatMap((entry) => {
      const of = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(entry)?.[1]
      const name = of('sAMAccountName')
      return name === undefined
        ? []
        : [[name, { pwdLastSet: of('pwdLastSet'), key: Number(of('msDS-KeyVersionNumber')) }] as const]
    }),
  )
}

suite('a mass reset is approved by two people', () => {
  let name: string
  before(async () => {
    name = await draft(plan('approving', ['(sAMAccountName=flag-1)']))
    assert.equal((await keyturn('simulate', name)).code, 0)
  })

  test('who are its operators, and by a proof of that moment', async () => {
    const digest = await digestOf(name)
    const stranger = await world.server.client().call('person.campaign-approve', {
      campaign: name,
      digest,
      ...proofOf(mallory),
    })
    assert.equal(stranger.error, 'session.missing')
    const ordinary = await signedIn(mallory)
    const asked = await ordinary.call('person.campaign-approve', {
      campaign: name,
      digest,
      ...proofOf(mallory),
    })
    assert.equal(asked.error, 'request.not-found')
    assert.deepEqual((await ordinary.must('person.campaigns')).campaigns, [])
    const unproved = await signedIn(carol)
    const wrong = { campaign: name, digest, factor: 'recovery-code' as const, answer: 'AAAA-BBBB-CCCC-DDDD' }
    assert.equal((await unproved.call('person.campaign-approve', wrong)).error, 'factor.refused')
    assert.equal((await status(name)).state, 'simulated')
  })

  test('each once: one proof, one yes, of the plan that she saw', async () => {
    const digest = await digestOf(name)
    assert.deepEqual(await approve(carol, name, 'f'.repeat(64)), { approved: false, why: 'other-plan' })
    const client = await signedIn(carol)
    const proof = proofOf(carol)
    const first = await client.must('person.campaign-approve', { campaign: name, digest, ...proof })
    assert.deepEqual(first, { approved: true, state: 'half-approved' })
    const again = await approve(carol, name)
    assert.deepEqual(again, { approved: false, why: 'yours-already' })
    const withdrawn = await client.must('person.campaign-withdraw', { campaign: name })
    assert.deepEqual(withdrawn, { approved: true, state: 'simulated' })
    const reused = await client.call('person.campaign-approve', { campaign: name, digest, ...proof })
    assert.equal(reused.error, 'factor.refused')
    assert.equal((await keyturn('start', name)).code, 1)
  })

  test('and neither counts for a plan that was edited since', async () => {
    await approve(carol, name)
    await draft(plan('approving', ['(sAMAccountName=flag-2)']))
    assert.equal((await status(name)).state, 'draft')
    assert.equal((await keyturn('simulate', name)).code, 0)
    assert.equal((await status(name)).state, 'simulated')
  })

  test('who may press at the same moment: then one is the second, and the scope is frozen once', async () => {
    const both = await Promise.all([approve(carol, name), approve(otto, name)])
    const reached = both.map((one) => (one.approved ? one.state : one.why))
    assert.deepEqual(reached.toSorted(), ['approved', 'half-approved'])
    const { counts } = await status(name)
    assert.deepEqual(
      counts.map(({ accounts, way, wave }) => [accounts, way, wave]),
      [[1, 'must-change', 1]],
    )
    assert.equal((await keyturn('cancel', name)).code, 0)
  })

  test('is refused when the scope has come to contain an operator', async () => {
    const other = await draft(
      plan('contains', ['(description=in the scope)', '(sAMAccountName=flag-3)']).replace(
        '(description=in the scope)',
        '(|(description=in the scope)(sAMAccountName=flag-4))',
      ),
    )
    assert.equal((await keyturn('simulate', other)).code, 0)
    await approve(carol, other)
    await world.lab
      .dc('dc1')
      .ldb(
        'ldbmodify',
        `dn: ${otto.person.dn}\nchangetype: modify\nreplace: description\ndescription: in the scope\n`,
      )
    const refused = await approve(otto, other)
    assert.ok(!refused.approved && refused.why === 'refused')
    assert.deepEqual(refused.refusals, [{ code: 'contains-operator', subject: 'op-otto' }])
    assert.equal((await status(other)).state, 'draft')
  })
})

suite('a mass reset runs', () => {
  const name = 'friday'
  let earlier: Awaited<ReturnType<typeof onDc>>
  const all = '(|(sAMAccountName=flag-*)(sAMAccountName=rand-*))'
  const special = () => ({
    self: people[5] ?? assert.fail(),
    deleted: people[6] ?? assert.fail(),
    renamed: people[7] ?? assert.fail(),
    guarded: people[half + 5] ?? assert.fail(),
    excused: people[half + 6] ?? assert.fail(),
    disabled: people[half + 7] ?? assert.fail(),
  })

  before(async () => {
    await draft(plan(name, both))
    assert.equal((await keyturn('simulate', name)).code, 0)
    await approve(carol, name)
    const second = await approve(otto, name)
    assert.deepEqual(second, { approved: true, state: 'approved' })
    const { self, deleted, renamed, guarded, disabled } = special()
    await world.lab.resetPassword(self.sAMAccountName, 'Ihr eigenes neues 42!')
    const dc = world.lab.dc('dc1')
    await dc.ldb('ldbmodify', `dn: ${deleted.dn}\nchangetype: delete\n`)
    const rdn = `CN=renamed person`
    await dc.ldb('ldbmodify', `dn: ${renamed.dn}\nchangetype: modrdn\nnewrdn: ${rdn}\ndeleteoldrdn: 1\n`)
    await dc.ldb('ldbmodify', `dn: ${guarded.dn}\nchangetype: modify\nreplace: adminCount\nadminCount: 1\n`)
    await dc.ldb(
      'ldbmodify',
      `dn: ${disabled.dn}\nchangetype: modify\nreplace: userAccountControl\nuserAccountControl: 514\n`,
    )
    earlier = await onDc(all)
    const { excused } = special()
    const exempt = await keyturn(
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

  test('and writes to each account once, though the server is killed again and again', async () => {
    assert.equal((await keyturn('start', name)).code, 0)
    for (let i = 0; i < kills; i++) {
      await sleep(100 + Math.random() * 1_200)
      await world.server.kill()
      await world.server.start()
      if (i === 5) {
        assert.equal((await keyturn('pause', name)).code, 0)
        const settled = await status(name)
        assert.equal(settled.state, 'paused')
        assert.equal((await keyturn('resume', name)).code, 0)
      }
    }
    const done = await until(name, (now) => now.state === 'verifying')
    const { self, deleted, guarded, excused } = special()
    const failed = done.counts
      .filter(({ state }) => state === 'failed')
      .map(({ why, accounts }) => `${why} ${accounts}`)
    assert.deepEqual(failed.toSorted(), ['gone 1', 'protected 1'])
    assert.deepEqual([inState(done, 'verified'), inState(done, 'exempt')], [1, 1])
    assert.equal(inState(done, 'written'), 2 * half - 4)
    const now = await onDc(all)
    assert.equal(now.size, 2 * half - 1)
    for (const { sAMAccountName: who } of flagged().filter((one) => one !== deleted && one !== self)) {
      assert.equal(now.get(who)?.pwdLastSet, '0', who)
      assert.equal(now.get(who)?.key, earlier.get(who)?.key, who)
    }
    for (const { sAMAccountName: who } of randomised().filter((one) => one !== guarded && one !== excused)) {
      assert.equal(now.get(who)?.key, (earlier.get(who)?.key ?? 0) + 1, who)
      assert.ok(BigInt(now.get(who)?.pwdLastSet ?? 0) > BigInt(earlier.get(who)?.pwdLastSet ?? 0), who)
    }
    for (const { sAMAccountName: who } of [self, guarded, excused]) {
      assert.deepEqual(now.get(who), earlier.get(who), who)
    }
  })

  test('and says who has not come back, until she has', async () => {
    const [, someone] = flagged()
    assert.ok((await status(name)).stragglers.length > 0)
    await world.lab.resetPassword(someone?.sAMAccountName ?? '', 'Wieder da und neu 42!')
    const back = (now: CampaignStatus) =>
      now.counts.reduce((sum, one) => sum + (one.state === 'written' ? one.back : 0), 0)
    await until(name, (now) => back(now) === 1)
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
