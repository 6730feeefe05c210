import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { vpnBareConfigPath, vpnConfigPath } from '@keyturn/lab'
import { parse, stringify } from 'yaml'
import { startWorld, type Enrolled, type KeyturnAgent, type World } from '../world/index.ts'
import { choose, somebodyOf } from './laptop.ts'

const password = 'Blauer-Fueller-77!'
const laptopName = 'laptop1'

let world: World
let laptop: KeyturnAgent

before(async () => {
  world = await startWorld({ hosts: [laptopName, 'vpn', 'internet'], config: { tunnels: {} } })
  laptop = await world.agent(laptopName)
})
after(() => world?.[Symbol.asyncDispose]())

async function configure(vpn: object): Promise<void> {
  const config = parse(await laptop.host.read(laptop.configFile)) as object
  await laptop.host.write(laptop.configFile, stringify({ ...config, vpn }))
}

const works = async (who: Enrolled, secret: string) => {
  return (await world.lab.logon(laptopName, who.person.sAMAccountName, secret)).ok
}
const nameServers = () => laptop.host.read('/etc/resolv.conf')

async function nothingLeft(nameServersBefore: string): Promise<void> {
  for (let i = 0; i < 150 && (await laptop.tunnels()).length > 0; i++) await sleep(100)
  assert.deepEqual(await laptop.tunnels(), [])
  assert.notEqual((await laptop.host.run(['ip', 'link', 'show', 'tun0'])).code, 0)
  assert.equal(await nameServers(), nameServersBefore)
}

suite('a certificate for ten minutes', () => {
  const [library = 'libfaketime is not installed'] = globSync('/usr/lib/*/faketime/libfaketime.so.1')

  before(async () => {
    const ca = await world.server.cli('tunnel', 'ca')
    await world.lab.gateway().trust(ca.stdout)
    const openvpn = { driver: 'openvpn', config: vpnBareConfigPath, openSeconds: 15 }
    await configure({ ...openvpn, credentials: { from: 'keyturn' } })
  })

  test('opens the tunnel after a reset, and its key is never on disk', async () => {
    const who = await somebodyOf(world, laptopName)
    const waiting = await laptop.startReset()
    await choose(world, who, password, waiting.launch)
    const { code, screen } = await waiting.end()
    assert.equal(code, 0, screen)
    assert.equal(await works(who, password), true)
    const certified = (await world.audit()).filter(({ type }) => type === 'tunnel.certified')
    assert.equal(certified.length, 1)
    assert.equal((await laptop.host.must(['ls', `${laptop.stateFolder}/vpn`])).trim(), '')
  })

  test('is refused by the gateway when it is over', async () => {
    const who = await somebodyOf(world, laptopName)
    await world.server.stop()
    const faked = [`LD_PRELOAD=${library}`, 'FAKETIME=-15m', 'FAKETIME_DONT_FAKE_MONOTONIC=1']
    await world.server.start(['env', ...faked])
    try {
      const waiting = await laptop.startReset()
      await choose(world, who, password, waiting.launch)
      const { code, screen } = await waiting.end()
      assert.equal(code, 1)
      assert.match(screen, /the connection .* did not open/)
    } finally {
      await world.server.stop()
      await world.server.start()
    }
    assert.deepEqual(await laptop.tunnels(), [])
  })
})

suite('a full VPN, where the portal is not in the internet', () => {
  before(async () => {
    await configure({ driver: 'openvpn', config: vpnConfigPath, mode: 'full', openSeconds: 10 })
    await world.lab.host('server').must(['ip', 'link', 'set', 'internet', 'down'])
  })

  test('is there before the portal, and gone when the person is done', async () => {
    const who = await somebodyOf(world, laptopName)
    const before = await nameServers()
    const waiting = await laptop.startReset()
    assert.notDeepEqual(await laptop.tunnels(), [])
    await choose(world, who, password, waiting.launch)
    const { code, screen } = await waiting.end()
    assert.equal(code, 0, screen)
    assert.match(screen, /The connection is open[^]+To choose[^]+Done\.[^]+is closed/)
    assert.doesNotMatch(screen, /could not be told/)
    await nothingLeft(before)
    assert.equal(await works(who, password), true)
    assert.equal(await works(who, who.person.password), false)
  })

  for (const [moment, text] of [
    ['while the person is in the portal', 'To choose'],
    ['when the password has arrived', 'has a new password'],
  ] as const) {
    test(`leaves nothing when the agent is killed ${moment}`, async () => {
      const who = await somebodyOf(world, laptopName)
      const before = await nameServers()
      const waiting = await laptop.startReset()
      const chosen = text === 'To choose' ? undefined : choose(world, who, password, waiting.launch)
      await waiting.shows(text)
      waiting.child.signal('SIGKILL')
      await waiting.child.exited
      await chosen
      await nothingLeft(before)
    })
  }

  test('that does not open is said, and no launch is begun', async () => {
    await world.lab.link('vpn').down()
    try {
      const { code, stdout } = await laptop.run('reset')
      assert.equal(code, 1)
      assert.match(stdout, /did not open/)
      assert.doesNotMatch(stdout, /To choose/)
    } finally {
      await world.lab.link('vpn').up()
    }
    await nothingLeft(await nameServers())
  })
})
