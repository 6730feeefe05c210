/** Factors that others have a say in, before the real server: FreeRADIUS is asked, Kannel sends the code, people vouch. */
import assert from 'node:assert/strict'
import { chmod, mkdtempDisposable, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import type { FactorName } from '@keyturn/contract'
import type { LabPerson } from '@keyturn/lab'
import { parse, stringify } from 'yaml'
import { startFreeRadius } from './factors/freeradius.ts'
import { kannelNumber, kannelUser, ports, startSms, systemId, type Message, type Sms } from './factors/sms.ts'
import { vouchedFactors, vouchedNeed, vouchedSuite } from './testing/vouched-suite.ts'
import { startWorld, type PortalClient, type World } from './world/index.ts'

const everything = new AsyncDisposableStack()
const sharedSecret = 'a secret of more than 16 bytes'
const [kannelPassword, centrePassword] = ['a secret of the gateway', 'secret08']
const pins = { carla: { pin: '4711-Größe', code: '755224' } }

let world: World
let sms: Sms
let people: Readonly<Record<'rita' | 'carla' | 'sam', LabPerson>>
/** Files of secrets, by what they are for. */
let secretFile: (name: 'radius' | 'kannel' | 'centre') => string

before(async () => {
  const folder = everything.use(await mkdtempDisposable(join(tmpdir(), 'keyturn-factors-')))
  await writeFile(join(folder.path, 'radius'), sharedSecret, { mode: 0o600 })
  await writeFile(join(folder.path, 'kannel'), kannelPassword, { mode: 0o600 })
  await writeFile(join(folder.path, 'centre'), centrePassword, { mode: 0o600 })
  // FreeRADIUS and Kannel run as nobody and have folders of their own below; each secret is its reader's alone.
  await chmod(folder.path, 0o711)
  secretFile = (name) => join(folder.path, name)
  const radius = {
    servers: [{ host: 'dc1.corp.example', secretFile: secretFile('radius') }],
    triesPerServer: 2,
    retryAfterMs: 500,
    timeoutMs: 2_000,
    // Whoever is in it has this to prove before she enrols anything.
    group: 'VPN Users',
  }
  const smsCode = { country: 'DE', gateway: { http: byKannel() } }
  const need = { factors: ['radius', 'sms-code', ...vouchedNeed] }
  const config = { factors: { radius, smsCode, ...vouchedFactors }, policy: { reset: need } }
  world = everything.use(await startWorld({ hosts: ['mail'], config }))
  const [rita, carla, sam] = await world.lab.createPeople([
    { sAMAccountName: 'rita' },
    { sAMAccountName: 'carla' },
    { sAMAccountName: 'sam', mobile: '0170 / 123 45 67' },
  ])
  people = { rita, carla, sam }
  await world.lab.dc('dc1').samba('group', 'addmembers', 'VPN Users', 'rita,carla')
  const known = { codes: { rita: 'Größe 287082' }, pins }
  await startFreeRadius(world.lab.host('dc1'), join(folder.path, 'freeradius'), {
    sharedSecret,
    people: known,
  })
  const files = { centrePasswordFile: secretFile('centre'), kannelPassword, centrePassword }
  sms = await startSms(world.lab.host('server'), join(folder.path, 'kannel-conf'), files)
})
after(() => everything.disposeAsync())

function byKannel() {
  return {
    url: `http://127.0.0.1:${ports.http}/cgi-bin/sendsms`,
    headers: {
      'X-Kannel-Username': kannelUser,
      'X-Kannel-Password': '{secret:password}',
      'X-Kannel-To': '{number}',
      'X-Kannel-Coding': '0',
    },
    body: { text: '{text}' },
    secretFiles: { password: secretFile('kannel') },
    acceptedStatuses: [202],
    acceptedBody: '^0: Accepted',
    refusedStatuses: [400],
    // On this machine alone.
    dangerouslyAllowPlainText: true,
  }
}

async function begin({ sAMAccountName }: Pick<LabPerson, 'sAMAccountName'>): Promise<PortalClient> {
  const client = world.server.client()
  await client.must('reset.start', { purpose: 'reset', identifier: sAMAccountName })
  return client
}

const prove = (client: PortalClient, factor: FactorName, answer: string) =>
  client.must('reset.prove', { factor, answer })

async function chooses(client: PortalClient, person: LabPerson, password: string): Promise<void> {
  const done = await client.must('reset.choose', { password })
  assert.equal(done.state, 'done', JSON.stringify(done))
  assert.equal(await world.letsIn(person, password), true)
  assert.equal(await world.letsIn(person, person.password), false)
}

const codeIn = ({ text }: Message) => /^\d{4} \d{4}(?= is your code)/.exec(text)?.[0] ?? assert.fail(text)

suite('by RADIUS', () => {
  test('a wrong code proves nothing, and the right one lets her choose a password', async () => {
    const her = await begin(people.rita)
    const wrong = await prove(her, 'radius', 'Größe 287083')
    assert.ok(wrong.state === 'proving' && wrong.wrong)
    assert.equal((await prove(her, 'radius', 'Größe 287082')).state, 'choosing')
    await chooses(her, people.rita, 'A river under the old bridge 7')
  })

  test('who is asked for a code after her PIN answers that in the same attempt, and in no other', async () => {
    const her = await begin(people.carla)
    const asked = await prove(her, 'radius', pins.carla.pin)
    assert.ok(asked.state === 'proving' && asked.challenge?.kind === 'more')
    assert.equal(asked.challenge.prompt, 'Enter the code of your token')
    const elsewhere = await begin(people.carla)
    assert.equal((await prove(elsewhere, 'radius', pins.carla.code)).state, 'proving')
    assert.equal((await prove(her, 'radius', pins.carla.code)).state, 'choosing')
    await chooses(her, people.carla, 'Quiet meadows at noon 51')
  })

  test('a wrong code after the PIN needs the PIN again, and nobody is asked for a code', async () => {
    const her = await begin(people.carla)
    await prove(her, 'radius', pins.carla.pin)
    const wrong = await prove(her, 'radius', '755225')
    assert.ok(wrong.state === 'proving' && wrong.wrong && wrong.challenge === undefined)
    assert.equal((await prove(her, 'radius', pins.carla.code)).state, 'proving')
    const nobody = await begin({ sAMAccountName: 'nobody-of-that-name' })
    const answered = await prove(nobody, 'radius', pins.carla.pin)
    assert.ok(answered.state === 'proving' && answered.challenge === undefined)
  })
})

suite('by a code in a text message', () => {
  test('that went through Kannel to the number in AD, she chooses a password; it works once', async () => {
    const her = await begin(people.sam)
    await her.must('reset.challenge', { factor: 'sms-code' })
    const arrived = await sms.arrival('+491701234567')
    assert.equal(arrived.from, kannelNumber)
    const code = codeIn(arrived)
    const other = await begin(people.sam)
    assert.equal((await prove(other, 'sms-code', code)).state, 'proving')
    assert.equal((await prove(her, 'sms-code', code)).state, 'choosing')
    await chooses(her, people.sam, 'Seven boats left the harbour 3')
    const again = await begin(people.sam)
    assert.equal((await prove(again, 'sms-code', code)).state, 'proving')
  })
})

suite('after the administrator changed the gateway, and mistyped the secret of RADIUS', () => {
  before(async () => {
    await writeFile(secretFile('radius'), 'another secret of 16 and more')
    const config = parse(await readFile(world.server.configFile, 'utf8'))
    const smpp = { host: '127.0.0.1', port: ports.centre, systemId, passwordFile: secretFile('centre') }
    config.factors.smsCode.gateway = { smpp: { ...smpp, from: 'Corp', dangerouslyAllowPlainText: true } }
    await world.server.stop()
    await writeFile(world.server.configFile, stringify(config))
    await world.server.start()
  })

  test('the text comes by SMPP', async () => {
    const her = await begin(people.sam)
    await her.must('reset.challenge', { factor: 'sms-code' })
    const arrived = await sms.arrival('+491701234567', 2)
    assert.equal(arrived.from, 'Corp')
    assert.equal((await prove(her, 'sms-code', codeIn(arrived))).state, 'choosing')
  })

  test('RADIUS is away for everybody, and no right code gets through', async () => {
    for (const who of [people.rita, { sAMAccountName: 'nobody-of-that-name' }]) {
      const client = await begin(who)
      const answer = await client.call('reset.prove', { factor: 'radius', answer: 'Größe 287082' })
      assert.deepEqual([answer.status, answer.error], [503, 'factor.unavailable'])
    }
    assert.match(await world.server.log(), /no RADIUS server gave an answer to be believed/)
  })
})

vouchedSuite(() => world)
