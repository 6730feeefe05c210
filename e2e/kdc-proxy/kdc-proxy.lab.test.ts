import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { after, before, suite, test } from 'node:test'
import type { Child, Host, Ran } from '@keyturn/lab'
import { stringify } from 'yaml'
import { startWorld, type World } from '../world/index.ts'
import { publishProxy } from './dns.ts'
import { kerberosOn, type Kerberos } from './kerberos.ts'

const url = 'https://reset.corp.example/KdcProxy'
const agent = resolve(import.meta.dirname, '../../bin/keyturn-agent')
const keyturn = resolve(import.meta.dirname, '../../bin/keyturn')
const next = ['Neuer-Hafen-61', 'Neuer-Hafen-62']

let world: World
/** A computer on the internet segment: it reaches Keyturn's server, and no DC. */
let outside: Host
before(async () => {
  const config = { kdcProxy: { enabled: true, realms: ['CORP.EXAMPLE'] } }
  world = await startWorld({ hosts: ['internet'], config })
  outside = world.lab.host('internet')
})
after(() => world[Symbol.asyncDispose]())

const ok = ({ code, stdout, stderr }: Ran) => assert.equal(code, 0, stdout + stderr)

/** All that a client does, the same by every way. */
function works(kerberos: () => Promise<Kerberos>): void {
  test('she logs on and gets a ticket for a service; a wrong password is refused', async () => {
    const [person] = await world.lab.createPeople([{}])
    const client = await kerberos()
    ok(await client.kinit(person.sAMAccountName, person.password))
    ok(await client.kvno('host/dc1.corp.example'))
    const wrong = await client.kinit(person.sAMAccountName, 'Falsch-und-lang-1')
    assert.notEqual(wrong.code, 0)
    assert.match(wrong.stderr, /Password incorrect|Preauthentication failed/)
  })

  test('she changes her password: the new one lets her in, the old one does not', async () => {
    const [person] = await world.lab.createPeople([{}])
    const { sAMAccountName: name, password } = person
    const [first = ''] = next
    const client = await kerberos()
    ok(await client.kpasswd(name, password, first))
    ok(await client.kinit(name, first))
    assert.notEqual((await client.kinit(name, password)).code, 0)
    assert.equal(await world.letsIn(person, first), true)
  })

  test('she has to change it at the log-on, and does', async () => {
    const [person] = await world.lab.createPeople([{ state: 'must-change' }])
    const [, second = ''] = next
    const client = await kerberos()
    const changed = await client.kinit(person.sAMAccountName, person.password, second)
    ok(changed)
    assert.match(changed.stdout, /must change it now/)
    assert.equal(await world.letsIn(person, second), true)
  })
}

suite('MIT Kerberos that is told the proxy', () => {
  const how = () => `http_anchors = FILE:${world.lab.domain.caFile}\nkdc = ${url}\nkpasswd_server = ${url}`
  works(() => kerberosOn(outside, 'https', { how: how() }))

  test('believes no proxy of another authority', async () => {
    const [person] = await world.lab.createPeople([{}])
    const client = await kerberosOn(outside, 'other', {
      how: `kdc = ${url}\nhttp_anchors = FILE:/etc/hostname`,
    })
    assert.notEqual((await client.kinit(person.sAMAccountName, person.password)).code, 0)
  })

  test('that guesses is counted by AD as anywhere else', async () => {
    const [person] = await world.lab.createPeople([{}])
    const client = await kerberosOn(outside, 'guess', { how: how() })
    for (const guess of ['Falsch-und-lang-1', 'Falsch-und-lang-2'])
      await client.kinit(person.sAMAccountName, guess)
    const count = await world.lab
      .dc('dc1')
      .attribute(`(sAMAccountName=${person.sAMAccountName})`, 'badPwdCount')
    // MIT asks the primary KDC again after a refusal, which is the same proxy: two for each.
    assert.ok(Number(count) >= 2, `badPwdCount is ${count}`)
  })
})

suite('MIT Kerberos that finds the proxy in the DNS', () => {
  before(() => publishProxy(outside, url))
  works(() =>
    kerberosOn(outside, 'dns', { byDns: true, how: `http_anchors = FILE:${world.lab.domain.caFile}` }),
  )
})

suite('programs on a computer with the agent’s relay', () => {
  let relay: Child
  before(async () => {
    const config = {
      server: world.server.url,
      caFile: '/etc/ssl/certs/keyturn-lab-ca.pem',
      device: 'A'.repeat(22),
      serverKey: 'A'.repeat(43),
      domain: 'corp.example',
    }
    await outside.write('/etc/keyturn-agent.yaml', stringify(config))
    // As the unit in docs/guide/kdc-proxy.md: it needs no rights.
    relay = await outside.spawn(
      ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', agent, 'relay'],
      { name: 'relay' },
    )
    while (!(await relay.log()).includes('127.0.0.1:1088')) {
      assert.ok(relay.running, await relay.log())
      await sleep(100)
    }
  })
  works(() => kerberosOn(outside, 'relay', { how: 'kdc = 127.0.0.1:1088\nkpasswd_server = 127.0.0.1:1088' }))

  test('reach it on this computer alone', async () => {
    const sockets = await outside.must(['ss', '-Htln'])
    assert.match(sockets, /127\.0\.0\.1:1088/)
    assert.doesNotMatch(sockets, /(0\.0\.0\.0|\*|\[::\]|198\.51\.100\.1):1088/)
  })

  test('are told at once when the proxy is away', async () => {
    const [person] = await world.lab.createPeople([{}])
    const client = await kerberosOn(outside, 'away', { how: 'kdc = 127.0.0.1:1088' })
    await world.server.stop()
    const began = performance.now()
    const away = await client.kinit(person.sAMAccountName, person.password)
    const tookMs = performance.now() - began
    await world.server.start()
    assert.notEqual(away.code, 0)
    assert.match(away.stderr, /Cannot contact any KDC/)
    assert.ok(tookMs < 8_000, `${tookMs} ms`)
    ok(await client.kinit(person.sAMAccountName, person.password))
    await relay.stop()
  })
})

suite('keyturn kdcproxy check', () => {
  const check = (...more: readonly string[]) =>
    outside.run([keyturn, 'kdcproxy', 'check', '--url', url, '--ca', world.lab.domain.caFile, ...more])

  test('says on the server, by its configuration, that all is well', async () => {
    const { code, stdout, stderr } = await world.server.cli(
      'kdcproxy',
      'check',
      '--ca',
      world.lab.domain.caFile,
    )
    assert.equal(code, 0, stderr)
    assert.match(stdout, /a KDC of CORP\.EXAMPLE answered that it knows nobody of that name/)
    assert.match(stdout, /differ by \d s/)
  })

  test('says from outside what is wrong: the realm, the authority, the clock', async () => {
    ok(await check('--realm', 'corp.example'))
    const realm = await check('--realm', 'OTHER.EXAMPLE')
    assert.deepEqual([realm.code, /add it to kdcProxy\.realms/.test(realm.stderr)], [1, true])
    const strange = await outside.run([
      keyturn,
      'kdcproxy',
      'check',
      '--url',
      url,
      '--realm',
      'X',
      '--ca',
      '/etc/hostname',
    ])
    assert.equal(strange.code, 1)
    const [library = assert.fail('libfaketime is not installed')] = globSync(
      '/usr/lib/*/faketime/libfaketime.so.1',
    )
    const late = ['env', `LD_PRELOAD=${library}`, 'FAKETIME=+10m', keyturn, 'kdcproxy', 'check', '--url', url]
    const ours = ['--realm', 'CORP.EXAMPLE', '--ca', world.lab.domain.caFile]
    const clock = await outside.run([...late, ...ours])
    assert.equal(clock.code, 1)
    assert.match(clock.stderr, /its clock is \d+ s behind that of this machine/)
  })

  test('says that no DC is in reach, which a client is told with a time to come again', async () => {
    await world.lab.dc('dc1').freeze()
    const { code, stderr } = await check('--realm', 'CORP.EXAMPLE')
    await world.lab.dc('dc1').thaw()
    assert.equal(code, 1)
    assert.match(stderr, /reaches no KDC/)
  })
})
