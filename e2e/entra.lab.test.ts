/**
 * People whose passwords are in Entra ID, through a running server: a real domain, and a double of Microsoft's sign-in and
 * Graph (`server/entra/testing`). What Microsoft's own service does is not shown by it.
 */
import assert from 'node:assert/strict'
import { copyFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { campaignVerified } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import { packFiles } from '@keyturn/protocols/evidence'
import type { LabPerson } from '@keyturn/lab'
import type { AccountId } from '../server/kernel/index.ts'
import { synchronise } from '../server/entra/testing/index.ts'
import { campaignsAt, inState, planOf } from './testing/campaigns.ts'
import { startGraph } from './testing/graph.ts'
import { checkedElsewhere } from './testing/packs.ts'
import { startWorld, type Enrolled, type World } from './world/index.ts'

const stack = new AsyncDisposableStack()
const name = 'cloud'
const count = 45
/** Of them by the anchor that Entra Connect writes; the others by objectGUID. */
const withAnchor = 10
const [absent, mistaken, late] = [40, 41, 42]
const t0 = new Date(Math.ceil(Date.now() / 1_000) * 1_000)
const program = resolve(import.meta.dirname, '../bin/keyturn')

let graph: Awaited<ReturnType<typeof startGraph>>
let world: World
let at: ReturnType<typeof campaignsAt>
let operators: readonly [Enrolled, Enrolled]
let people: readonly LabPerson[]
/** Ids in Entra ID, by the number of the person. */
const users = new Map<number, string>()

before(async () => {
  graph = stack.use(await startGraph())
  world = stack.use(await startWorld({ config: (lab) => graph.configIn(lab) }))
  at = campaignsAt(world)
  operators = [
    await world.newcomer({ sAMAccountName: 'op-carol' }),
    await world.newcomer({ sAMAccountName: 'op-otto' }),
  ]
  people = await world.lab.createPeople(
    Array.from({ length: count }, (_, i) => ({ sAMAccountName: `cloud-${i}` })),
  )
  const anchor = (i: number) => Buffer.alloc(16, i + 1).toString('base64')
  const anchors = people
    .slice(0, withAnchor)
    .map(
      ({ dn }, i) =>
        `dn: ${dn}\nchangetype: modify\nreplace: mS-DS-ConsistencyGuid\nmS-DS-ConsistencyGuid:: ${anchor(i)}\n`,
    )
  await world.lab.dc('dc1').ldb('ldbmodify', anchors.join('\n'))
  for (const [i, { account, sid }] of (await accounts()).entries()) {
    if (i === absent) continue
    const consistencyGuid = i < withAnchor ? anchor(i) : null
    const hers = { account, sid: i === mistaken ? (`${sid}0` as Sid) : sid, consistencyGuid }
    users.set(i, synchronise(graph.double, hers).id)
  }
})
after(() => stack.disposeAsync())

/** As dc1 knows them, in the order of `people`. */
async function accounts() {
  const sam = '/var/lib/samba/private/sam.ldb'
  const text = await world.lab
    .dc('dc1')
    .host.must([
      'ldbsearch',
      '-H',
      sam,
      '(sAMAccountName=cloud-*)',
      'sAMAccountName',
      'objectGUID',
      'objectSid',
    ])
  const found = new Map(
    text.split(/\n\n/).flatMap((entry) => {
      const of = (what: string) => new RegExp(`^${what}: (.*)$`, 'm').exec(entry)?.[1]
      const [who, account, sid] = [of('sAMAccountName'), of('objectGUID'), of('objectSid')]
      return who === undefined ? [] : [[who, { account: account as AccountId, sid: sid as Sid }] as const]
    }),
  )
  return people.map(({ sAMAccountName: who }) => found.get(who) ?? assert.fail(who))
}

const userOf = (i: number) => graph.double.users.truth(users.get(i) ?? '') ?? assert.fail(String(i))
const isThere = (i: number) => i !== absent && i !== mistaken
const there = () => people.flatMap((_, i) => (isThere(i) ? [i] : []))

suite('a mass reset of people whose passwords are in Entra ID', () => {
  test('gets a token by its certificate, and has what it may do told', async () => {
    const { code, stdout, stderr } = await world.server.cli('entra', 'check')
    assert.match(stdout, /ok: tenant \S+, app \S+ gets a token/, stderr)
    assert.match(stdout, /^ok: .*User-PasswordProfile\.ReadWrite\.All/m)
    assert.ok(code === 0 || code === 1, String(code))
  })

  test('asks each once and ends her sessions, throttled, and with a token that is withdrawn on the way', async () => {
    await at.draft(
      planOf(name, t0, ['(sAMAccountName=cloud-*)']).replace(
        'segments:\n',
        'segments:\n  - { segment: hybrid, name: cloud-* }\n',
      ),
    )
    const simulated = await at.keyturn('simulate', name)
    assert.equal(simulated.code, 0, simulated.text)
    for (const operator of operators) assert.ok((await at.approve(operator, name)).approved)
    const { double, calls } = graph
    const tokens = double.calls.tokens
    double.withdraw()
    Object.assign(double.habits, { perSecond: 15, staleMs: 300 })
    calls.length = 0
    assert.equal((await at.keyturn('start', name)).code, 0)
    const done = await at.until(name, ({ state }) => state === 'verifying')
    Object.assign(double.habits, { perSecond: Infinity, staleMs: 0 })
    assert.ok(double.calls.tokens > tokens, 'the one before was refused')
    assert.equal(inState(done, 'written'), count - 2)
    const failed = done.counts.filter(({ state }) => state === 'failed')
    assert.deepEqual(
      failed.map(({ why, accounts: some }) => [why, some]),
      [['not-in-entra', 2]],
    )
    for (const i of there()) {
      const { passwordProfile: profile, id } = userOf(i)
      assert.equal(profile.forceChangePasswordNextSignInWithMfa, true, String(i))
      assert.deepEqual(double.users.effects.get(id), { flagged: 1, revoked: 1, passes: 0 }, String(i))
    }
    const stranger = userOf(mistaken)
    assert.equal(double.users.effects.get(stranger.id), undefined)
    assert.equal(stranger.passwordProfile.forceChangePasswordNextSignInWithMfa, false)
  })

  test('twenty in a call at most, and nobody who was put off again before the time that was asked for', () => {
    const { double, calls } = graph
    assert.ok(double.calls.throttled > 0)
    assert.equal(Math.max(...calls.map(({ requests }) => requests.length)), 20)
    // What is not read is written, and is sent again only where it was put off.
    const writes = calls.flatMap(({ at: then, requests }) =>
      requests.filter(({ method }) => method !== 'GET').map(({ url }) => ({ url, then })),
    )
    const waits = Map.groupBy(writes, ({ url }) => url)
      .values()
      .flatMap((some) => some.slice(1).map(({ then }, i) => then - (some[i]?.then ?? Infinity)))
      .toArray()
    assert.ok(waits.length > 0)
    // A timer may come a hair early.
    for (const wait of waits) assert.ok(wait > 950, `${wait} ms`)
  })

  test('a pass for one of them is shown once, at the terminal', async () => {
    const line = [program, 'entra', 'pass', 'cloud-3', '--config', world.server.configFile].join(' ')
    const { stdout } = await world.lab.host('server').run(['script', '-qefc', line, '/dev/null'])
    assert.match(stdout, /cloud-3/)
    assert.equal(graph.double.users.effects.get(users.get(3) ?? '')?.passes, 1)
  })

  test('is proved by the domain and by lastPasswordChangeDateTime, and not before', async () => {
    const verify = async () => {
      const { text } = await at.keyturn('verify', name, '--json')
      const found = campaignVerified.parse(JSON.parse(text))
      return found.ok ? found : assert.fail(text)
    }
    const before = await verify()
    assert.deepEqual([before.proved, before.sums.missed], [false, count])
    const own = Buffer.from('"Ihr eigenes neues 42!"', 'utf16le').toString('base64')
    const changed = people.map(
      ({ dn }) => `dn: ${dn}\nchangetype: modify\nreplace: unicodePwd\nunicodePwd:: ${own}\n`,
    )
    await world.lab.dc('dc1').ldb('ldbmodify', changed.join('\n'))
    const come = (i: number) =>
      graph.double.users.change(users.get(i) ?? '', {
        lastPasswordChangeDateTime: new Date().toISOString(),
        passwordProfile: {
          forceChangePasswordNextSignIn: false,
          forceChangePasswordNextSignInWithMfa: false,
          password: null,
        },
      })
    for (const i of there().filter((one) => one !== late)) come(i)
    const behind = await verify()
    assert.deepEqual([behind.proved, behind.sums['entra-behind']], [false, 1])
    assert.ok(behind.named.some((one) => JSON.stringify(one).includes(`cloud-${late}`)))
    come(late)
    const proved = await verify()
    assert.equal(proved.proved, true, JSON.stringify(proved.sums))
    assert.equal((await at.status(name)).state, 'closed')
  })

  test('has evidence that is checked without Keyturn, an announcement for each, and no secret in log or audit', async () => {
    const pack = join(world.server.stateFolder, 'pack')
    const made = await at.keyturn('evidence', name, '--to', pack)
    assert.equal(made.code, 0, made.text)
    const key = join(world.server.stateFolder, 'kept.pub')
    await copyFile(join(pack, packFiles.verifierKey), key)
    assert.equal(await checkedElsewhere(pack, key), 'true campaign.evidence')
    const entries = await world.audit()
    const announced = entries.filter(
      ({ type, outcome }) => type === 'entra.flagging' && outcome === 'announced',
    )
    assert.deepEqual(announced.map(({ account }) => account?.id).toSorted(), [
      ...(await accounts()).flatMap(({ account }, i) => (isThere(i) ? [account] : [])).toSorted(),
    ])
    const said = (await world.server.log()) + JSON.stringify(entries)
    const tokens = [...graph.double.tokens].map(String)
    assert.ok(tokens.length > 0)
    for (const token of tokens) assert.ok(!said.includes(token))
  })
})
