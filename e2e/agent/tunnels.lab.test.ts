import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { vpnBareConfigPath, vpnConfigPath } from '@keyturn/lab'
import { formatSettings, signStatement } from '@keyturn/protocols/refresh'
import { parse, stringify } from 'yaml'
import { startWorld, type Enrolled, type KeyturnAgent, type World } from '../world/index.ts'
import { chooseAt, openConsole, proveAt } from './keyboard.ts'
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

async function configure(vpn: object | undefined, settingsFromServer = false): Promise<void> {
  const config = parse(await laptop.host.read(laptop.configFile)) as object
  await laptop.host.write(laptop.configFile, stringify({ ...config, vpn, settingsFromServer }))
}

/** A whole reset at the laptop, with the recovery code of that number. */
async function reset(who: Enrolled, secret: string, nth = 0) {
  const waiting = await laptop.startReset()
  await choose(world, { ...who, recoveryCodes: who.recoveryCodes.slice(nth) }, secret, waiting.launch)
  return waiting.end()
}

const works = async (who: Enrolled, secret: string) => {
  return (await world.lab.logon(laptopName, who.person.sAMAccountName, secret)).ok
}
const nameServers = () => laptop.host.read('/etc/resolv.conf')

async function nothingLeft(nameServersBefore: string): Promise<void> {
  for (let i = 0; i < 600 && (await laptop.tunnels()).length > 0; i++) await sleep(100)
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

suite('a VPN that the server says', () => {
  const kept = () => `${laptop.stateFolder}/settings.json`
  const proofOfForgery = () => join(laptop.host.dataFolder, 'forged')

  async function says(profile: string): Promise<void> {
    const host = world.lab.host('server')
    const file = join(host.dataFolder, 'vpn-of-laptops.yaml')
    await host.write(file, stringify({ vpn: { driver: 'openvpn', openSeconds: 10, profile } }))
    const { code, stderr } = await world.server.cli('device', 'settings', 'set', file)
    assert.equal(code, 0, stderr)
  }

  /** What somebody with the disk in his hands puts there: a program of his, with a version that wins, and a key of his. */
  async function forged(): Promise<string> {
    const { device } = parse(await laptop.host.read(laptop.configFile)) as { device: string }
    const run = (...argv: readonly string[]) => ({ argv })
    const programs = {
      open: run('/bin/touch', proofOfForgery()),
      check: run('/bin/true'),
      close: run('/bin/true'),
    }
    const content = JSON.stringify({ vpn: { driver: 'command', ...programs } })
    const bytes = formatSettings({ device, version: 99, content })
    const signature = signStatement(bytes, generateKeyPairSync('ed25519').privateKey)
    const text = (part: Uint8Array) => Buffer.from(part).toString('base64url')
    return JSON.stringify({ settings: text(bytes), signature: text(signature) })
  }

  test('is used for the next refresh as soon as it says another; one that somebody forged is not', async () => {
    const good = await laptop.host.read(vpnConfigPath)
    const nowhere = good.replace(/^remote .*$/m, 'remote 203.0.113.250 1194')
    assert.notEqual(nowhere, good)
    await configure(undefined, true)
    await says(nowhere)
    const who = await somebodyOf(world, laptopName)
    const before = await reset(who, 'Blauer-Fueller-70!')
    assert.equal(before.code, 1)
    assert.match(before.screen, /did not open/)
    assert.equal(await works(who, who.person.password), true)
    assert.equal(await works(who, 'Blauer-Fueller-70!'), false)

    await says(good)
    await laptop.host.write(kept(), await forged())
    const { code, screen } = await reset(who, password, 1)
    assert.equal(code, 0, screen)
    assert.match(screen, /not signed by the server that this computer is enrolled with/)
    assert.equal(await works(who, password), true)
    assert.equal(await works(who, who.person.password), false)
    const refreshed = (await world.audit()).findLast(({ type }) => type === 'device.refreshed')
    assert.equal(refreshed?.facts['path'], 'vpn')
    assert.notEqual((await laptop.host.run(['test', '-e', proofOfForgery()])).code, 0)
    assert.deepEqual(await laptop.tunnels(), [])

    // The server goes back to an older version: a VPN with a hole that was closed since.
    const newest = await laptop.host.read(kept())
    const undo = 'delete from devices.settings where version = (select max(version) from devices.settings)'
    const socket = `${world.server.stateFolder}/database/socket`
    const psql = ['psql', '-h', socket, '-U', 'keyturn', '-c', undo, 'postgres'] as const
    assert.match(await world.lab.host('server').must(psql), /DELETE 1/)
    const another = await somebodyOf(world, laptopName)
    const older = await reset(another, password)
    assert.match(older.screen, /older than what this computer was told before/)
    assert.equal(older.code, 0, older.screen)
    assert.equal(await laptop.host.read(kept()), newest)
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

  test('is there at a text console too, from before the first question', async () => {
    const who = await somebodyOf(world, laptopName)
    const before = await nameServers()
    await using console = await openConsole(laptop)
    await proveAt(console, who, who.recoveryCodes[0] ?? '')
    assert.notDeepEqual(await laptop.tunnels(), [])
    await chooseAt(console, password)
    await console.sees('Your password was changed.')
    await console.sees('can log on to this computer with the new password')
    await console.sees('Press any key')
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
