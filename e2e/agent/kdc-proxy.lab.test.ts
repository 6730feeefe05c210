import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { onlooker, vpnConfigPath, type LaptopName } from '@keyturn/lab'
import { parse, stringify } from 'yaml'
import { kdcProxyFaults, withoutKdc } from '../testing/kdc-proxy-faults-suite.ts'
import { startWorld, type Enrolled, type KeyturnAgent, type World } from '../world/index.ts'
import { choose, somebodyOf } from './laptop.ts'
import { sssdByHttps } from './sssd-by-https-suite.ts'

const password = 'Grüner-Füller-77!'
const asking = 'Asking a domain controller by way of the server'
const keytab = '/etc/krb5.keytab'

let world: World
const agents = new Map<LaptopName, KeyturnAgent>()
const the = (name: LaptopName) => agents.get(name) ?? assert.fail(`no agent on ${name}`)

before(async () => {
  world = await startWorld({
    hosts: ['laptop1', 'laptop3', 'laptop4', 'vpn', 'internet', 'dc2'],
    config: {
      kdcProxy: { enabled: true, realms: ['CORP.EXAMPLE'] },
      directory: { domainControllers: ['dc1.corp.example', 'dc2.corp.example'] },
    },
  })
  // It comes back at the end, and knows less.
  await world.lab.dc('dc2').stop('SIGKILL')
  for (const name of ['laptop1', 'laptop3', 'laptop4'] as const) {
    agents.set(name, await world.agent(name))
    await configure(name, { vpn: undefined })
  }
})
after(() => world?.[Symbol.asyncDispose]())

/** @returns what sets it back. */
async function configure(name: LaptopName, more: object): Promise<() => Promise<void>> {
  const { host, configFile } = the(name)
  const before = await host.read(configFile)
  await host.write(configFile, stringify({ ...(parse(before) as object), ...more }))
  return () => host.write(configFile, before)
}

const works = async (name: LaptopName, who: Enrolled, secret: string) =>
  (await world.lab.logon(name, who.person.sAMAccountName, secret)).ok

/** A reset at the laptop, up to the moment when the directory has the new password. */
async function begin(name: LaptopName, who: Enrolled) {
  const waiting = await the(name).startReset()
  return { ...waiting, ...(await choose(world, who, password, waiting.launch)) }
}

async function onlyOldWorks(name: LaptopName, who: Enrolled): Promise<void> {
  assert.equal(await works(name, who, password), false)
  assert.equal(await works(name, who, who.person.password), true)
}

async function onlyNewWorks(name: LaptopName, who: Enrolled): Promise<void> {
  assert.equal(await works(name, who, password), true)
  assert.equal(await works(name, who, who.person.password), false)
  assert.equal(await works(name, who, 'something else'), false)
}

async function outcomeOf({ view }: Pick<Awaited<ReturnType<typeof begin>>, 'view'>) {
  const now = await view()
  return 'refresh' in now ? now.refresh : now.state
}

/** Neither a password nor a verifier of an unfinished change, nor anything that still listens or carries. */
async function nothingLeft(name: LaptopName): Promise<void> {
  const { host, stateFolder } = the(name)
  assert.equal((await host.run(['grep', '-rqsF', password, stateFolder, '/run', '/etc', '/var/log'])).code, 1)
  const kept = await host.run(['find', stateFolder, '-name', '*.unproved'])
  assert.equal(kept.stdout, '')
  assert.deepEqual(await the(name).tunnels(), [])
}

suite('a laptop that reaches nothing but the server, by HTTPS', () => {
  for (const [name, cache] of [
    ['laptop1', 'winbind'],
    ['laptop3', 'SSSD'],
  ] as const) {
    test(`with ${cache}: first the problem, then a reset that ends it, and nobody sees the password`, async () => {
      const who = await somebodyOf(world, name)
      await world.lab.resetPassword(who.person.sAMAccountName, 'By-The-Help-Desk-1')
      assert.equal(await works(name, who, 'By-The-Help-Desk-1'), false)
      assert.equal(await works(name, who, who.person.password), true)

      const watch = await onlooker(the(name).host)
      const begun = await begin(name, who)
      const { code, screen } = await begun.end()
      const seen = await watch.seen()
      assert.equal(code, 0, screen)
      assert.match(screen, new RegExp(`${asking}[^]+Checking that[^]+Done`))
      assert.doesNotMatch(screen, /Opening a connection/)
      await onlyNewWorks(name, who)
      assert.deepEqual(await outcomeOf(begun), { state: 'refreshed', device: name })
      assert.match(seen, /pamtester/)
      assert.ok(!seen.includes(password))
      await nothingLeft(name)
      const told = (await world.audit()).findLast(({ type }) => type === 'device.refreshed')
      assert.equal(told?.facts['path'], 'kdc-proxy')
    })
  }

  test('may not ask a KDC where its administrator says so', async () => {
    const who = await somebodyOf(world, 'laptop1')
    const back = await configure('laptop1', { kdcProxy: false })
    const { code, screen } = await (await begin('laptop1', who)).end()
    await back()
    assert.equal(code, 1)
    assert.match(screen, /cannot reach your organisation’s network/)
    assert.ok(!screen.includes(asking), screen)
    await onlyOldWorks('laptop1', who)
  })
})

suite('a KDC by HTTPS that is none, or does not answer', () => {
  test('and does not know this computer’s key is not believed: the cache is as it was', async () => {
    const who = await somebodyOf(world, 'laptop1')
    const { host } = the('laptop1')
    await host.must(['mv', keytab, `${keytab}.own`])
    const principal = 'host/laptop1.corp.example@CORP.EXAMPLE'
    const entry = `addent -password -p ${principal} -k 1 -e aes256-cts\nanother key\nwkt ${keytab}\n`
    await host.must(['ktutil'], { input: entry })
    const begun = await begin('laptop1', who)
    const { code, screen } = await begun.end()
    await host.must(['mv', `${keytab}.own`, keytab])
    assert.equal(code, 1)
    assert.match(screen, /did not prove to be one of yours/)
    const refresh = { state: 'not-refreshed', device: 'laptop1', why: 'kdc-not-proved' }
    assert.deepEqual(await outcomeOf(begun), refresh)
    await onlyOldWorks('laptop1', who)
    await nothingLeft('laptop1')
  })

  test('leaves the cache as it was when the link is lost midway, and the server hears of it later', async () => {
    const who = await somebodyOf(world, 'laptop1')
    const waiting = await the('laptop1').startReset()
    await using _ = await withoutKdc(world)
    const begun = await choose(world, who, password, waiting.launch)
    await waiting.shows(asking)
    await world.lab.link('laptop1').down()
    await waiting.shows('cannot reach your organisation’s network')
    await onlyOldWorks('laptop1', who)
    await world.lab.link('laptop1').up()
    assert.equal((await waiting.end()).code, 1)
    const refresh = { state: 'not-refreshed', device: 'laptop1', why: 'no-way-to-dc' }
    assert.deepEqual(await outcomeOf(begun), refresh)
  })

  for (const [moment, text] of [
    ['while it asks', asking],
    ['while it proves', 'Checking that'],
  ] as const) {
    test(`whose agent is killed ${moment} leaves no password and no half of a change`, async () => {
      const who = await somebodyOf(world, 'laptop1')
      const waiting = await the('laptop1').startReset()
      const chosen = choose(world, who, password, waiting.launch)
      await waiting.shows(text)
      waiting.child.signal('SIGKILL')
      await waiting.child.exited
      const begun = await chosen
      // The next start puts back what was not proved, and tells.
      const later = await the('laptop1').startReset()
      await later.child.stop()
      await nothingLeft('laptop1')
      const both = [await works('laptop1', who, password), await works('laptop1', who, who.person.password)]
      assert.equal(both.filter(Boolean).length, 1, 'exactly one of the two passwords works')
      const refresh = { state: 'not-refreshed', device: 'laptop1', why: 'interrupted' }
      assert.deepEqual(await outcomeOf(begun), refresh)
    })
  }
})

const laptop = () => the('laptop1')
kdcProxyFaults({
  world: () => world,
  laptop,
  begin,
  configure,
  outcomeOf,
  onlyOldWorks,
  nothingLeft,
})

sssdByHttps({
  world: () => world,
  laptop: () => the('laptop4'),
  password,
  begin: (who: Enrolled) => begin('laptop4', who),
  configure: (more) => configure('laptop4', more),
  outcomeOf,
  nothingLeft: () => nothingLeft('laptop4'),
})

suite('a laptop with SSSD that has other ways', () => {
  test('in the office asks a DC itself', async () => {
    const who = await somebodyOf(world, 'laptop3')
    await world.lab.laptop('laptop3').home()
    const { code, screen } = await (await begin('laptop3', who)).end()
    await world.lab.laptop('laptop3').away()
    assert.equal(code, 0, screen)
    assert.ok(!screen.includes(asking), screen)
    await onlyNewWorks('laptop3', who)
  })

  test('away opens its VPN, and asks by HTTPS where that does not open', async () => {
    const back = await configure('laptop3', {
      vpn: { driver: 'openvpn', config: vpnConfigPath, openSeconds: 8 },
    })
    const who = await somebodyOf(world, 'laptop3')
    const through = await (await begin('laptop3', who)).end()
    assert.equal(through.code, 0, through.screen)
    assert.match(through.screen, /Opening a connection/)
    assert.ok(!through.screen.includes(asking), through.screen)
    await onlyNewWorks('laptop3', who)
    await nothingLeft('laptop3')

    const another = await somebodyOf(world, 'laptop3')
    await world.lab.link('vpn').down()
    const past = await (await begin('laptop3', another)).end()
    await world.lab.link('vpn').up()
    await back()
    assert.equal(past.code, 0, past.screen)
    assert.match(past.screen, new RegExp(`Opening a connection[^]+network did not open\\.[^]+${asking}`))
    const refreshed = (await world.audit()).findLast(({ type }) => type === 'device.refreshed')
    const attempts = 'direct:no-way-to-dc vpn:vpn-did-not-open kdc-proxy:done'
    assert.deepEqual([refreshed?.facts['path'], refreshed?.facts['attempts']], ['kdc-proxy', attempts])
    await onlyNewWorks('laptop3', another)
  })
})

suite('a DC that has not heard of the new password', () => {
  test('is not asked while the one answers that took it; else the laptop waits until it has heard', async () => {
    const who = await somebodyOf(world, 'laptop1')
    const another = await somebodyOf(world, 'laptop1')
    const { lab } = world
    await lab.dc('dc2').start()
    await lab.replicate('dc1', 'dc2')
    await using _ = await lab.pauseReplication()
    const atOnce = await (await begin('laptop1', who)).end()
    assert.equal(atOnce.code, 0, atOnce.screen)
    await onlyNewWorks('laptop1', who)

    await using _silent = await withoutKdc(world)
    const begun = await begin('laptop1', another)
    await begun.shows(asking)
    await wrongAt('dc2', another)
    await lab.replicate('dc1', 'dc2')
    const waited = await begun.end()
    assert.equal(waited.code, 0, waited.screen)
    await onlyNewWorks('laptop1', another)
  })
})

/** Until that DC has called her password wrong. */
async function wrongAt(dc: 'dc2', { person }: Enrolled): Promise<void> {
  for (let i = 0; i < 600; i++) {
    const count = await world.lab.dc(dc).attribute(`(sAMAccountName=${person.sAMAccountName})`, 'badPwdCount')
    if (Number(count ?? 0) > 0) return
    await sleep(100)
  }
  assert.fail('dc2 was never asked')
}
