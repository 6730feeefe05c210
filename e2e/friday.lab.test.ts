/** Friday 18:00, the database left the building: what two thousand people and those who are on call do until Tuesday. */
import assert from 'node:assert/strict'
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { campaignPlanned, campaignSimulated, type LockdownSetting } from '@keyturn/contract'
import { packFiles } from '@keyturn/protocols/evidence'
import { choose } from './agent/laptop.ts'
import { until } from './campaign-ways/ground.ts'
import {
  buildTown,
  campaign,
  crowdSize,
  fridayPlan,
  isRemote,
  sealedLetter,
  verified,
  written,
  type Town,
} from './friday/town.ts'
import { onDc } from './testing/campaigns.ts'
import { later } from './testing/clock.ts'
import { passwdOf } from './testing/incident-suite.ts'
import { checkedElsewhere } from './testing/packs.ts'
import type { Enrolled } from './world/index.ts'

const fresh = 'Gelber-Fueller-81!'
let town: Town
/** Whoever broke in knows eve's password, and set up an app of his own in her name. */
let thief: Enrolled
let folder: string
before(async () => {
  town = await buildTown()
  folder = join(town.world.server.stateFolder, 'plans')
  thief = await town.world.enrol(town.eve)
})
after(() => town?.world[Symbol.asyncDispose]())

const setting = (mode: LockdownSetting['mode']): LockdownSetting => ({
  mode,
  distrustSince: town.t0.toISOString(),
})
const keyturn = (...words: readonly string[]) => town.world.server.cli(...words)
const said = async (...words: readonly string[]) => {
  const { code, stdout, stderr } = await keyturn(...words)
  assert.equal(code, 0, stdout + stderr)
  return stdout
}
const earlier = () => join(folder, 'before', packFiles.evidence)
const onSite = () => town.crowd.names.filter((name) => !isRemote(name))
const remote = () => town.crowd.names.filter(isRemote)
const everybody = () => onDc(town.world, '(|(sAMAccountName=crowd*)(sAMAccountName=away-*))')
const krbtgtKey = async (on: 'dc1' | 'dc2') =>
  Number(await town.world.lab.dc(on).attribute('(sAMAccountName=krbtgt)', 'msDS-KeyVersionNumber'))
const replicated = () => town.world.lab.replicate('dc1', 'dc2')

const logsOn = async ({ person }: Enrolled, password: string) =>
  (await town.world.lab.logon('laptop1', person.sAMAccountName, password)).ok

async function startReset({ person }: Enrolled) {
  const client = town.world.server.client()
  return { client, answer: await client.call('reset.start', { purpose: 'reset', identifier: person.upn }) }
}

suite('Friday, 18:00: the first hour', () => {
  test('one operator closes self-service, the second keeps it closed, and the thief’s own app opens nothing', async () => {
    assert.equal(await town.lockdowns.wishes(town.carol, setting('frozen')), 'held')
    assert.equal((await startReset(thief)).answer.error, 'portal.closed')
    assert.equal(await town.lockdowns.wishes(town.otto, setting('frozen')), 'done')
    const { mode, heldUntil } = await town.lockdowns.status()
    assert.deepEqual([mode, heldUntil], ['frozen', null])
    assert.equal((await startReset(town.cem)).answer.error, 'portal.closed')
  })

  test('the laptop that is elsewhere ends the sessions that the thief had on it, and forgets the log-on it is told to', async () => {
    const { host } = town.laptop
    const sessions = await Promise.all(
      [town.bea, town.cem].map(async ({ person }) => {
        const { uid, gid } = await passwdOf(host, person.sAMAccountName)
        const as = ['setpriv', '--reuid', uid, '--regid', gid, '--clear-groups', '--']
        return host.spawn([...as, 'sleep', '3600'], { name: `a session of ${person.sAMAccountName}` })
      }),
    )
    const old = town.bea.person.password
    assert.deepEqual([await logsOn(town.bea, old), await logsOn(town.cem, old)], [true, true], 'both cached')
    const end = ['--end-sessions', '--drop-tickets']
    await said('device', 'order', '--account', 'away-bea', '--forget', ...end)
    await said('device', 'order', '--account', 'away-cem', ...end)
    const silent = await keyturn('device', 'orders', '--open')
    assert.deepEqual([silent.code, silent.stdout.match(/NOT REPORTED/g)?.length], [1, 2], silent.stdout)
    assert.equal((await town.laptop.run('check-in')).code, 0)
    const orders = await keyturn('device', 'orders')
    assert.match(orders.stdout, /forget done/)
    assert.equal(orders.stdout.match(/end-sessions done/g)?.length, 2, orders.stdout)
    await Promise.all(sessions.map(({ exited }) => exited))
    assert.deepEqual([await logsOn(town.bea, old), await logsOn(town.cem, old)], [false, true])
  })
})

suite('Friday night: the plan', () => {
  test('has every account in one segment, nothing undecided, and a forecast; who is there is read before anything', async () => {
    await town.at.draft(fridayPlan(town.t0))
    const file = join(folder, 'plan.yaml')
    const plan = campaignPlanned.parse(JSON.parse(await said('campaign', 'plan', file, '--json')))
    assert.ok(plan.ok)
    assert.deepEqual([plan.undecided.accounts, plan.refusals], [0, []])
    const sizes = Object.fromEntries(plan.segments.map(({ segment, accounts }) => [segment, accounts]))
    const elsewhere = crowdSize / 10 + 3
    assert.deepEqual(sizes, {
      privileged: 1,
      service: 1,
      krbtgt: 1,
      'remote-password-vpn': elsewhere,
      'on-site': crowdSize - crowdSize / 10 + 2,
    })
    await keyturn('campaign', 'evidence', file, '--to', join(folder, 'before'))
    assert.match(await readFile(earlier(), 'utf8'), /"krbtgt"/)
    const answer = campaignSimulated.parse(JSON.parse(await said('campaign', 'simulate', file, '--json')))
    assert.ok(answer.ok && answer.forecast.people > crowdSize && answer.forecast.ends !== null)
    await said('campaign', 'simulate', campaign)
  })

  test('is approved by two people while the portal is closed to everybody else, and nobody starts it before', async () => {
    const first = await town.at.approve(town.carol, campaign)
    assert.deepEqual(first, { approved: true, state: 'half-approved' })
    assert.equal((await town.at.keyturn('start', campaign)).code, 1)
    const second = await town.at.approve(town.otto, campaign)
    assert.deepEqual(second, { approved: true, state: 'approved' })
  })

  test('begins with administrators, by hand, and service accounts, with their owners', async () => {
    const refused = await town.at.keyturn('start', campaign)
    assert.match(refused.text, /2 privileged and service accounts are still to be done/)
    await town.world.lab.resetPassword('adm-rita', fresh)
    await said('campaign', 'sign-off', campaign, 'adm-rita')
    assert.match(
      await said('campaign', 'owners', campaign),
      /== svc-web ==\nowner +CN=[^]*web\.corp\.example/,
    )
    const rotated = await town.at.atTerminal('rotate', campaign, 'svc-web')
    const password = /^ {2}(\S{40,})\r?$/m.exec(rotated.text)?.[1] ?? assert.fail(rotated.text)
    const upn = `svc-web@${town.world.lab.domain.dnsDomain}`
    assert.equal(await town.world.letsIn({ ...town.eve, upn }, password), true)
    assert.ok(!(await town.world.server.log()).includes(password))
    await said('campaign', 'sign-off', campaign, 'svc-web')
  })

  test('then writes to two thousand people, each once: a flag on site, a random password elsewhere', async () => {
    const before = await everybody()
    const ill = ['site-ill', '--owner', 'op-otto', '--reason', 'in surgery', '--until', '2099-01-01']
    await said('campaign', 'exempt', campaign, ...ill)
    await said('campaign', 'start', campaign)
    const people = crowdSize + 'bea cem eve ida'.split(' ').length
    await written(town, people + 'rita web'.split(' ').length)
    const now = await everybody()
    for (const name of onSite()) {
      const { pwdLastSet, key } = now.get(name) ?? assert.fail(name)
      assert.deepEqual([pwdLastSet, key], ['0', before.get(name)?.key], name)
    }
    for (const name of [...remote(), 'away-bea', 'away-cem', 'away-eve']) {
      assert.equal(now.get(name)?.key, (before.get(name)?.key ?? 0) + 1, name)
    }
  })

  test('krbtgt is reset once, only with a right given for the hour, and not again while old tickets live', async () => {
    const first = await krbtgtKey('dc1')
    assert.equal((await town.at.krbtgtStep(campaign)).why, 'right-missing')
    const sddl = `(OA;;CR;00299570-246d-11d0-a768-00aa006e0529;;${town.service})`
    await town.dc1.samba('dsacl', 'set', `--objectdn=${town.krbtgtDn}`, `--sddl=${sddl}`)
    assert.equal((await town.at.krbtgtStep(campaign)).why, 'reset')
    await replicated()
    await until(
      async () => (await town.at.krbtgtStep(campaign)).why,
      (why) => why === 'too-early',
    )
    assert.deepEqual([await krbtgtKey('dc1'), await krbtgtKey('dc2')], [first + 1, first + 1])
  })
})

suite('Saturday morning: eleven hours later', () => {
  test('krbtgt is reset a second time, on every domain controller, and never a third time', async () => {
    const { server } = town.world
    const first = await krbtgtKey('dc1')
    await server.stop()
    await server.start(await later(town.world, 11 * 3_600_000))
    assert.equal((await town.at.krbtgtStep(campaign)).why, 'reset')
    await replicated()
    await until(
      async () => (await town.at.krbtgtStep(campaign)).why,
      (why) => why === 'done',
    )
    assert.deepEqual([await krbtgtKey('dc1'), await krbtgtKey('dc2')], [first + 1, first + 1])
    await until(
      () => town.at.status(campaign),
      ({ state }) => state === 'verifying',
    )
    await server.stop()
    await server.start()
  })
})

suite('Monday: people come back', () => {
  test('by a sealed letter, whose pass counts once it was handed over; where the log-on was forgotten, in the office', async () => {
    await town.lockdowns.both(town.operators, setting('passes-only'))
    const { number, pass } = await sealedLetter(town, 'away-bea')
    const proof = { factor: 'access-pass' as const, answer: pass }
    const { client } = await startReset(town.bea)
    assert.equal((await client.must('reset.prove', proof)).state, 'proving')
    await said('letters', 'handed', number, '--why', 'identity card, known to the porter')
    const { client: hers } = await startReset(town.bea)
    await hers.must('reset.prove', proof)
    assert.equal((await hers.must('reset.choose', { password: fresh })).state, 'done')
    assert.equal(await logsOn(town.bea, fresh), false, 'elsewhere there is no log-on of hers')
  })

  test('by a code of before once two people opened the portal, at the laptop elsewhere; the thief’s newer app proves nothing', async () => {
    await town.lockdowns.both(town.operators, setting('open'))
    const waiting = await town.laptop.startReset()
    await choose(town.world, town.cem, fresh, waiting.launch)
    const { code, screen } = await waiting.end()
    assert.equal(code, 0, screen)
    assert.equal(await logsOn(town.cem, fresh), true)
    assert.equal(await logsOn(town.cem, town.cem.person.password), false)
    const { client } = await startReset(thief)
    const refused = await client.must('reset.prove', { factor: 'totp', answer: await thief.freshCode() })
    assert.ok(refused.state === 'proving' && refused.wrong)
    await town.world.lab.laptop('laptop1').home()
    await until(
      () => logsOn(town.bea, fresh),
      (isIn) => isIn,
    )
  })

  test('by the log-on screens on site; a date that somebody moved without a password is told by name', async () => {
    const [moved = '', ...come] = onSite()
    const password = Buffer.from(`"${fresh}"`, 'utf16le').toString('base64')
    const dn = (name: string) => `dn: CN=${name},${town.lisboa}\nchangetype: modify\n`
    const own = (name: string) => `${dn(name)}replace: unicodePwd\nunicodePwd:: ${password}\n\n`
    for (let i = 0; i < come.length; i += 300) {
      await town.dc1.ldb(
        'ldbmodify',
        come
          .slice(i, i + 300)
          .map(own)
          .join(''),
      )
    }
    await town.dc1.ldb('ldbmodify', `${dn(moved)}replace: pwdLastSet\npwdLastSet: -1\n`)
    const found = await verified(town, earlier())
    assert.equal(found.code, 1)
    assert.deepEqual(found.dcs.map(({ name, why }) => `${name} ${why}`).toSorted(), [
      'dc1.corp.example null',
      'dc2.corp.example null',
    ])
    assert.deepEqual(
      [found.namedAs('date-moved'), found.namedAs('must-change'), found.namedAs('missed')],
      [[moved], ['site-ida'], []],
    )
    await town.dc1.ldb('ldbmodify', own(moved))
    await town.world.lab.resetPassword('site-ida', fresh)
  })
})

suite('Tuesday: the proof', () => {
  test('reading every domain controller closes the campaign, with one who is exempt and whose owner is named', async () => {
    const found = await verified(town, earlier())
    assert.deepEqual([found.code, found.proved, found.open], [0, true, []], JSON.stringify(found.named))
    assert.equal(found.sums.exempt, 1)
    assert.equal(found.sums.proved, crowdSize + 'bea cem eve ida rita web krbtgt'.split(' ').length)
    assert.equal((await town.at.status(campaign)).state, 'closed')
  })

  test('the evidence pack is checked by a process that has nothing but the protocols, and refused after one bit', async () => {
    const pack = join(folder, 'pack')
    await said('campaign', 'evidence', campaign, '--to', pack, '--since', earlier())
    const key = join(folder, 'kept.pub')
    await copyFile(join(pack, packFiles.verifierKey), key)
    assert.equal(await checkedElsewhere(pack, key), 'true campaign.evidence')
    const evidence = await readFile(join(pack, packFiles.evidence))
    const at = Math.floor(evidence.length / 2)
    evidence[at] = (evidence[at] ?? 0) ^ 1
    await writeFile(join(pack, packFiles.evidence), evidence)
    assert.doesNotMatch(await checkedElsewhere(pack, key), /^true/)
  })

  test('the audit log verifies, and has who closed, who approved, who handed over, and each write before it was done', async () => {
    const entries = await town.world.audit()
    const many = (type: string) => entries.filter((one) => one.type === type && one.outcome === 'ok').length
    const announced = entries.filter(
      ({ type, outcome, facts }) =>
        (type === 'password.must-change' || type === 'password.randomising') &&
        outcome === 'announced' &&
        facts['campaign'] === campaign,
    )
    assert.equal(new Set(announced.map(({ account }) => account?.id)).size, crowdSize + 4)
    assert.ok(many('lockdown.wished') >= 6 && many('campaign.approved') >= 2)
    assert.deepEqual([many('letter.handed'), many('krbtgt.reset'), many('campaign.closed')], [1, 2, 1])
  })
})
