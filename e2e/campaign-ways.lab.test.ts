/** The ways of a mass reset that are more than one write, on two domain controllers: krbtgt, falling maximum age, services. */
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { campaignWays, keyStep, type CampaignWays } from '@keyturn/contract'
import { campaignsAt, inState, planOf } from './testing/campaigns.ts'
import { startWorld, type Enrolled, type World } from './world/index.ts'

const stack = new AsyncDisposableStack()
const patienceMs = Number(process.env['KT_P'] ?? 240_000)
let world: World
let carol: Enrolled
let otto: Enrolled
let at: ReturnType<typeof campaignsAt>
let service: string
const t0 = new Date()

before(async () => {
  world = stack.use(await startWorld({ hosts: ['dc2', 'mail'] }))
  at = campaignsAt(world)
  carol = await world.newcomer({ sAMAccountName: 'op-carol' })
  otto = await world.newcomer({ sAMAccountName: 'op-otto' })
  service = (await dc1().attribute('(sAMAccountName=svc-keyturn)', 'objectSid')) ?? assert.fail()
  await world.lab.replicate('dc1', 'dc2')
})
after(() => stack.disposeAsync())

const dc1 = () => world.lab.dc('dc1')
const base = () => world.lab.domain.baseDn
const allow = (dn: string, sddl: string) => dc1().samba('dsacl', 'set', `--objectdn=${dn}`, `--sddl=${sddl}`)

async function ways(name: string): Promise<CampaignWays> {
  const { text } = await at.keyturn('ways', name, '--json')
  return campaignWays.parse(JSON.parse(text))
}

async function until<T>(ask: () => Promise<T>, is: (now: T) => boolean): Promise<T> {
  const end = performance.now() + patienceMs
  for (;;) {
    const now = await ask()
    if (is(now)) return now
    assert.ok(
      performance.now() < end,
      `it stays: ${JSON.stringify(now)} ${await world.server.log().then((log) => log.slice(-2_000))}`,
    )
    await sleep(1_000)
  }
}

async function approved(text: string): Promise<string> {
  const name = await at.draft(text)
  const simulated = await at.keyturn('simulate', name)
  assert.equal(simulated.code, 0, simulated.text)
  await at.approve(carol, name)
  const second = await at.approve(otto, name)
  assert.deepEqual(second, { approved: true, state: 'approved' })
  return name
}

suite('krbtgt is reset twice', () => {
  const name = 'tickets'
  const resetPassword = '00299570-246d-11d0-a768-00aa006e0529'
  const key = async (on: 'dc1' | 'dc2') => {
    const value = await world.lab.dc(on).attribute('(sAMAccountName=krbtgt)', 'msDS-KeyVersionNumber')
    return Number(value)
  }
  let first: number

  async function step() {
    const { code, text } = await at.keyturn('krbtgt', name, '--json')
    if (!text.startsWith('{')) return { code, why: `${text}`, one: undefined }
    const one = keyStep.parse(JSON.parse(text))
    if (!one.done) return { code, why: one.why, one: undefined }
    const [only] = one.steps
    return { code, why: only?.reset === false ? only.why : 'reset', one: only }
  }
  const stage = async () => (await ways(name)).krbtgt.keys[0]?.stage

  test('not by one person alone, nor before it is started', async () => {
    first = await key('dc1')
    const text = planOf(name, t0, ['(sAMAccountName=krbtgt)'])
    await at.draft(text)
    assert.equal((await step()).why, 'not-now')
    assert.equal((await at.keyturn('simulate', name)).code, 0)
    await at.approve(carol, name)
    assert.equal((await step()).why, 'not-now')
    await at.approve(otto, name)
    assert.equal((await step()).why, 'not-now')
    assert.equal((await at.keyturn('start', name)).code, 0)
    assert.equal(await key('dc1'), first)
  })

  test('not without a right that Keyturn does not have, and the refusal says how to give it for the hour', async () => {
    const refused = await step()
    assert.equal(refused.why, 'right-missing')
    assert.match((await at.keyturn('krbtgt', name)).text, /NOT RESET krbtgt: .*Give it "Reset password"/)
    assert.equal(await key('dc1'), first)
    assert.equal(await stage(), 'unchanged')
    await allow(`CN=krbtgt,CN=Users,${base()}`, `(OA;;CR;${resetPassword};;${service})`)
  })

  test('once, though two press at once and the server is killed in the middle', async () => {
    {
      await using _ = await world.lab.pauseReplication()
      const two = Promise.allSettled([step(), step()])
      await sleep(1_000 + Math.random() * 1_000)
      await world.server.kill()
      await two
      await world.server.start()
      await until(
        async () => {
          await step()
          return key('dc1')
        },
        (now) => now > first,
      )
      assert.equal(await key('dc1'), first + 1)
      assert.equal(await key('dc2'), first)
      // While it has not come to the other one.
      await until(stage, (now) => now === 'spreading')
      assert.equal((await step()).why, 'under-way')
      assert.equal(await key('dc1'), first + 1)
    }
    await world.lab.replicate('dc1', 'dc2')
    await until(
      async () => (await step()).why,
      (why) => why === 'too-early',
    )
    assert.equal(await stage(), 'resting')
    const { text } = await at.keyturn('krbtgt', name)
    assert.match(text, /NOT RESET krbtgt: tickets by the key before may live until 20/)
    assert.deepEqual([await key('dc1'), await key('dc2')], [first + 1, first + 1])
  })

  test('a second time when the tickets of before are dead, and never a third time', async () => {
    await world.server.stop()
    await world.server.start(await later(11 * 3_600_000))
    {
      await using _ = await world.lab.pauseReplication()
      const second = await step()
      assert.equal(second.why, 'reset', JSON.stringify(second))
      assert.equal(second.one?.reset === true && second.one.round, 2)
      assert.equal((await step()).why, 'under-way')
      await world.server.kill()
      await world.server.start(await later(30 * 3_600_000))
      assert.equal((await step()).why, 'under-way')
    }
    await world.lab.replicate('dc1', 'dc2')
    await until(
      async () => (await step()).why,
      (why) => why === 'done',
    )
    assert.equal((await step()).why, 'done')
    assert.deepEqual([await key('dc1'), await key('dc2')], [first + 2, first + 2])
    const done = await until(
      () => at.status(name),
      ({ state }) => state === 'verifying',
    )
    assert.equal(inState(done, 'written'), 1)
    assert.equal((await step()).why, 'done')
    assert.equal(await key('dc1'), first + 2)
  })

  test('and each write was announced before', async () => {
    const entries = (await world.audit()).filter(({ facts }) => facts['campaign'] === name)
    const of = (type: string) => entries.filter((one) => one.type === type)
    const done = of('krbtgt.reset').filter(({ outcome }) => outcome === 'ok')
    assert.ok(of('krbtgt.resetting').length >= 2 && done.length <= 2)
    await world.server.stop()
    await world.server.start()
  })
})

suite('a maximum age falls', () => {
  const name = 'ageing'
  const day = 86_400_000
  const ages = { 'age-80': 80, 'age-60': 60, 'age-40': 40, 'age-30': 30, 'age-20': 20, 'age-10': 10 }
  const unit = () => `OU=Keyturn,${base()}`
  const container = () => `CN=Password Settings Container,CN=System,${base()}`
  const psoClass = '3bcd9db8-f84b-451c-952f-6c52b81f9ec6'
  const groupClass = 'bf967a9c-0de6-11d0-a285-00aa003049e2'
  const pso = (...args: readonly string[]) => dc1().samba('domain', 'passwordsettings', 'pso', ...args)
  const of = (who: string, attribute: string) => dc1().attribute(`(sAMAccountName=${who})`, attribute)
  const isExpired = async (who: string) =>
    (Number(await of(who, 'msDS-User-Account-Control-Computed')) & 0x80_0000) !== 0
  const left = async () => (await dc1().attribute('(cn=keyturn-*)', 'cn')) ?? 'none'
  const rules = async (who: string) => {
    const dn = await of(who, 'msDS-ResultantPSO')
    if (dn === undefined) return undefined
    const cn = dn.slice(3, dn.indexOf(','))
    const value = async (attribute: string) =>
      dc1().attribute(`(&(objectClass=msDS-PasswordSettings)(cn=${cn}))`, attribute)
    return {
      cn,
      length: Number(await value('msDS-MinimumPasswordLength')),
      history: Number(await value('msDS-PasswordHistoryLength')),
      minAge: await value('msDS-MinimumPasswordAge'),
      maxAge: BigInt((await value('msDS-MaximumPasswordAge')) ?? 0),
    }
  }
  const text = () => `
campaign: ${name}
trigger: other
t0: ${t0.toISOString()}
operators: [op-carol, op-otto]
scope: [{ filter: "(sAMAccountName=age-*)" }]
segments: [{ segment: on-site, everyone: true }]
ways: { on-site: falling-maximum-age }
falling: { unit: "${unit()}" }
waves:
  start: ${new Date(Date.now() - day).toISOString().slice(0, 10)}
  size: 2
  hours: "00:00-24:00"
  days: [mon, tue, wed, thu, fri, sat, sun]
helpDesk: { agents: 50 }
people: { enrolled: 0.9 }
`

  before(async () => {
    const names = [...Object.keys(ages), 'age-never', 'age-own']
    await world.lab.createPeople(names.map((sAMAccountName) => ({ sAMAccountName })))
    const modify = (dn: string, attribute: string, value: string) =>
      `dn: ${dn}\nchangetype: modify\nreplace: ${attribute}\n${attribute}: ${value}\n\n`
    const never = (await of('age-never', 'distinguishedName')) ?? ''
    await dc1().ldb('ldbmodify', modify(never, 'userAccountControl', '66048'))
    // Not by the DC's own rules, by which nobody sets the date of a password.
    const file = (await dc1().host.must(['sh', '-c', 'ls /var/lib/samba/private/sam.ldb.d/DC*.ldb'])).trim()
    const raw = await Promise.all(
      [...Object.entries(ages), ['age-never', 50] as const, ['age-own', 50] as const].map(
        async ([who, days]) =>
          modify((await of(who, 'distinguishedName')) ?? '', 'pwdLastSet', String(ticksAgo(days * day))),
      ),
    )
    await dc1().host.must(['ldbmodify', '-H', domainFile(file)], { input: raw.join('') })
    const strict = ['--max-pwd-age=60', '--min-pwd-age=2', '--min-pwd-length=14', '--history-length=20']
    await dc1().samba('group', 'add', 'Strict', '--groupou=OU=Groups')
    await dc1().samba('group', 'addmembers', 'Strict', 'age-30')
    for (const [cn, precedence, to] of [
      ['strict', '10', 'Strict'],
      ['own', '20', 'age-own'],
    ] as const) {
      await pso('create', cn, precedence, ...strict, '--complexity=on')
      await pso('apply', cn, to)
    }
    await dc1().ldb('ldbmodify', `dn: ${unit()}\nchangetype: add\nobjectClass: organizationalUnit\n`)
  })

  test('is refused, and says which rights are lacking, and whom it would not reach', async () => {
    await at.draft(text())
    const refused = await at.keyturn('simulate', name)
    assert.equal(refused.code, 1)
    assert.match(
      refused.text,
      /REFUSED the service account may not create msDS-PasswordSettings objects in CN=Pass/,
    )
    assert.match(refused.text, /REFUSED the service account may not create group objects in OU=Keyturn/)
    assert.match(refused.text, /NOTE {4}on-site: 1 \(age-never\): their passwords never expire/)
    const objects = (type: string) =>
      `(OA;;CCDC;${type};;${service})(OA;CIIO;RPWPLCLORCSD;;${type};${service})`
    await allow(container(), objects(psoClass))
    await allow(unit(), objects(groupClass))
  })

  test('for people in the order of the age of their passwords, a wave a day, and weakens nobody', async () => {
    const earlier = await rules('age-30')
    await approved(text())
    assert.equal((await at.keyturn('start', name)).code, 0)
    const done = await until(
      () => ways(name),
      ({ falling }) => falling.psos.length === 2 && falling.psos.every(({ cutoff }) => cutoff !== null),
    )
    assert.deepEqual([done.falling.members, done.falling.back], [6, 0])
    assert.deepEqual(
      done.falling.barred.map(({ why, examples }) => [why, examples]),
      [
        ['never-expires', ['age-never']],
        ['own-pso', ['age-own']],
      ],
    )
    const asked: string[] = []
    for (const who of Object.keys(ages)) if (await isExpired(who)) asked.push(who)
    assert.deepEqual(asked, ['age-80', 'age-60', 'age-40', 'age-30'])
    const strict = await rules('age-30')
    assert.match(strict?.cn ?? '', /^keyturn-ageing-/)
    assert.deepEqual([strict?.length, strict?.history], [earlier?.length, earlier?.history])
    assert.deepEqual([strict?.length, strict?.history], [14, 20])
    assert.equal(strict?.minAge, earlier?.minAge)
    const usual = await rules('age-10')
    assert.deepEqual([usual?.length, usual?.history], await domainRules())
    assert.ok(
      (usual?.maxAge ?? 0n) > -30n * 864_000_000_000n && (usual?.maxAge ?? 0n) < -20n * 863_000_000_000n,
    )
    assert.match((await rules('age-own'))?.cn ?? '', /^own$/)
    assert.equal(await rules('age-never'), undefined)
    // Whoever comes under a stricter one meanwhile is under it at once.
    await dc1().samba('group', 'addmembers', 'Strict', 'age-10')
    assert.equal((await rules('age-10'))?.cn, 'strict')
    assert.equal(inState(await at.status(name), 'written'), 4)
  })

  test('and who has a new password is seen, and is not asked again', async () => {
    await world.lab.resetPassword('age-80', 'Ganz neu und gut 4711!')
    await until(
      () => ways(name),
      ({ falling }) => falling.back === 1,
    )
    assert.equal(await isExpired('age-80'), false)
    assert.equal(await rules('age-80'), undefined)
    const { counts } = await at.status(name)
    assert.equal(
      counts.reduce((sum, { back }) => sum + back, 0),
      1,
    )
  })

  test('and nothing of it is left when the campaign is over, though the server is killed', async () => {
    assert.notEqual(await left(), 'none')
    assert.equal((await at.keyturn('cancel', name)).code, 0)
    await world.server.kill()
    await world.server.start()
    await until(left, (now) => now === 'none')
    const { falling } = await until(
      () => ways(name),
      (now) => now.falling.psos.every((one) => one.now === 'removed'),
    )
    assert.equal(falling.psos.length, 2)
    assert.equal((await rules('age-30'))?.cn, 'strict')
    assert.equal(await isExpired('age-40'), false)
  })

  async function domainRules() {
    const value = async (attribute: string) =>
      Number(await dc1().attribute('(objectClass=domainDNS)', attribute))
    return [await value('minPwdLength'), await value('pwdHistoryLength')]
  }
})

suite('service accounts', () => {
  const name = 'services'
  const web = 'svc-web'
  const old = 'Old-Meadow-2026'
  const text = () => `
campaign: ${name}
trigger: credentials-in-code
t0: ${new Date(Date.now() - 1_000).toISOString()}
operators: [op-carol, op-otto]
scope: [{ filter: "(sAMAccountName=svc-w*)" }]
segments: [{ segment: service, name: svc-* }]
service: { until: 2099-01-31 }
waves: { start: 2026-11-30 }
helpDesk: { agents: 3 }
`
  const key = async () => Number(await dc1().attribute(`(sAMAccountName=${web})`, 'msDS-KeyVersionNumber'))
  const letsIn = (password: string) =>
    world.letsIn({ ...otto.person, upn: `${web}@${world.lab.domain.dnsDomain}` }, password)

  before(async () => {
    const user = (cn: string, ...more: readonly string[]) =>
      [
        `dn: CN=${cn},${world.lab.domain.peopleDn}`,
        'changetype: add',
        'objectClass: user',
        `sAMAccountName: ${cn}`,
        'userAccountControl: 512',
        `unicodePwd:: ${Buffer.from(`"${old}"`, 'utf16le').toString('base64')}`,
        ...more,
        '',
        '',
      ].join('\n')
    const names = ['servicePrincipalName: HTTP/web.corp.example:8443', 'servicePrincipalName: HTTP/web']
    await dc1().ldb('ldbmodify', user(web, ...names, `manager: ${otto.person.dn}`) + user('svc-wild'))
    await sleep(1_100)
  })

  /** At a terminal, which a pipe is none. */
  async function atTerminal(...args: readonly string[]) {
    const program = join(import.meta.dirname, '../bin/keyturn')
    const line = [program, 'campaign', ...args, '--config', world.server.configFile].join(' ')
    const { code, stdout } = await world.lab.host('server').run(['script', '-qefc', line, '/dev/null'])
    return { code, text: stdout }
  }

  test('are told to their owners, with where they run and what to do, and nothing secret', async () => {
    await at.draft(text())
    assert.match((await atTerminal('rotate', name, web)).text, /NOT ROTATED svc-web: the campaign is draft/)
    await approved(text())
    const sheets = await at.keyturn('owners', name)
    assert.match(sheets.text, /== svc-web ==\nowner +CN=.*\nto be done by 2099-01-31\n/)
    assert.match(sheets.text, /on +web, web\.corp\.example\n/)
    assert.match(sheets.text, /== svc-wild ==\nowner +NOBODY IS NAMED/)
    const told = await at.keyturn('owners', name, '--mail')
    assert.equal(told.code, 1)
    assert.match(told.text, /1 owner\(s\) are told by mail[^]*nobody to tell for svc-wild/)
    const address = (await dc1().attribute('(sAMAccountName=op-otto)', 'mail')) ?? assert.fail('no mailbox')
    const mails = () => world.lab.mail().inbox(address)
    const all = await until(mails, (some) => some.some((one) => one.subject.startsWith('A service account')))
    const mail = all.find((one) => one.subject.startsWith('A service account'))
    assert.match(mail?.text ?? '', /Account: svc-web[^]*HTTP\/web\.corp\.example:8443[^]*in person/)
    assert.doesNotMatch(mail?.text ?? '', /https?:\/\/(?!web)/)
  })

  test('get a new password that is shown once, at a terminal and nowhere else', async () => {
    const before = await key()
    const piped = await at.keyturn('rotate', name, web)
    assert.equal(piped.code, 2)
    assert.match(piped.text, /shown at a terminal only/)
    assert.equal(await key(), before)
    const again = await atTerminal('rotate', name, web)
    assert.equal(again.code, 0, again.text)
    const password = /^ {2}(\S{40,})\r?$/m.exec(again.text)?.[1] ?? assert.fail(again.text)
    assert.equal(await key(), before + 1)
    assert.equal(await letsIn(password), true)
    assert.match(
      (await atTerminal('rotate', name, web)).text,
      /NOT ROTATED svc-web: it has a new password since/,
    )
    assert.match(
      (await atTerminal('rotate', name, 'op-otto')).text,
      /it is no service account of this campaign/,
    )
    assert.equal(await key(), before + 1)
    const kept = await world.lab
      .host('server')
      .run(['grep', '-rlF', '-e', password, world.server.stateFolder, '/tmp/kt-nothing-here'])
    assert.equal(kept.stdout, '')
    assert.ok(!(await world.server.log()).includes(password))
    assert.ok(!JSON.stringify(await world.audit()).includes(password))
  })

  test('come before people, and are done when somebody signed it off', async () => {
    const first = await at.keyturn('start', name)
    assert.equal(first.code, 1)
    assert.match(first.text, /2 privileged and service accounts are still to be done/)
    const sheet = await at.keyturn('gmsa-sheet', name)
    assert.match(sheet.text, /== svc-web ==\ngMSA candidate[^]*New-ADServiceAccount -Name 'svc-web-gmsa'/)
    const [head, ...lines] = (await at.keyturn('gmsa-sheet', name, '--csv')).text.trim().split('\n')
    assert.match(head ?? '', /^account,gmsa,reason,owner,servicePrincipalNames,hosts,/)
    assert.equal(lines.length, 2)
    assert.equal((await at.keyturn('sign-off', name, web)).code, 0)
    assert.match((await atTerminal('rotate', name, web)).text, /NOT ROTATED svc-web: it is written/)
    assert.equal((await at.keyturn('sign-off', name, 'svc-wild')).code, 0)
    assert.equal((await at.keyturn('start', name)).code, 0)
  })
})

/** FILETIME. */
const ticksAgo = (ms: number) => BigInt(Date.now() - ms) * 10_000n + 116_444_736_000_000_000n

/** Of the partitions' files, that of the domain itself. */
function domainFile(files: string): string {
  return (
    files.split('\n').find((file) => /\/DC(=|%3D)CORP,DC(=|%3D)EXAMPLE\.ldb$/i.test(file)) ??
    assert.fail(files)
  )
}

/** A server whose clock shows that much later: nobody waits ten hours. */
async function later(ms: number): Promise<readonly string[]> {
  const file = join(world.server.stateFolder, '..', 'later.mjs')
  await writeFile(
    file,
    `const Real = Date
globalThis.Date = class extends Real {
  constructor(...at) { if (at.length === 0) super(Real.now() + ${ms}); else super(...at) }
  static now() { return Real.now() + ${ms} }
}
`,
  )
  return ['env', `NODE_OPTIONS=--import=${file}`]
}
