/**
 * Networks that are there and are of little use: a hotel's portal, a firewall, a bad line, a server that is away. All of
 * it through a reverse proxy in front of the server.
 */
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LaptopName } from '@keyturn/lab'
import { answerByHand, codeShown, startWorld, type Enrolled, type World } from '../world/index.ts'
import type { KeyturnAgent } from '../world/index.ts'
import { clockOff } from '../testing/clock.ts'
import { behindNginx } from '../world/reverse-proxy.ts'
import { choose, somebodyOf } from './laptop.ts'

const passwords = ['Blauer-Fueller-81!', 'Blauer-Fueller-82!', 'Blauer-Fueller-83!'] as const

let world: World
let agents: Readonly<Record<'laptop1' | 'laptop3', KeyturnAgent>>

before(async () => {
  const kdcProxy = { enabled: true, realms: ['CORP.EXAMPLE'] }
  world = await startWorld({
    hosts: ['laptop1', 'laptop3', 'internet'],
    config: async (lab) => ({ ...(await behindNginx(lab)), kdcProxy }),
  })
  agents = { laptop1: await world.agent('laptop1'), laptop3: await world.agent('laptop3') }
})
after(() => world?.[Symbol.asyncDispose]())

const works = async (name: LaptopName, who: Enrolled, password: string) =>
  (await world.lab.logon(name, who.person.sAMAccountName, password)).ok

/** Fetched on a good day: what a computer needs where it reaches nobody. */
async function prepared(name: keyof typeof agents): Promise<Enrolled> {
  const who = await somebodyOf(world, name)
  const told = await agents[name].run('report')
  assert.equal(told.code, 0, told.stdout + told.stderr)
  return who
}

for (const [name, obstacle, what] of [
  ['laptop3', 'captive', 'at a captive portal, with SSSD,'],
  ['laptop1', 'dnsOnly', 'where names are answered and nothing else, with winbind,'],
] as const) {
  suite(`a laptop ${what}`, () => {
    test('believes nobody else, shows its code, and learns the new password by hand', async () => {
      const who = await prepared(name)
      const names = [who.person.sAMAccountName]
      await world.lab.link(name)[obstacle]()
      try {
        const shown = await agents[name].resetTyping(...names)
        const answer = await answerByHand(codeShown(shown.stdout), world.server, {
          who,
          slip: 0,
          password: passwords[0],
        })
        assert.equal(await works(name, who, passwords[0]), false, 'the problem: the new one is refused')
        assert.equal(await works(name, who, who.person.password), true, 'and the old one taken')
        const wrong = await agents[name].resetTyping(...names, answer, passwords[1])
        assert.notEqual(wrong.code, 0)
        assert.equal(await works(name, who, passwords[1]), false)
        const done = await agents[name].resetTyping(...names, answer, passwords[0])
        assert.equal(done.code, 0, done.stdout + done.stderr)
        assert.equal(await works(name, who, passwords[0]), true)
        assert.equal(await works(name, who, who.person.password), false)
      } finally {
        await world.lab.link(name).up()
      }
      const told = await agents[name].run('report')
      assert.equal(told.code, 0, told.stdout + told.stderr)
      const last = (await world.audit()).findLast(({ type }) => type === 'device.refreshed')
      assert.equal(last?.facts['path'], 'no-network')
    })
  })
}

suite('a laptop whose server stands behind a reverse proxy', () => {
  const address = '198.51.100.111'
  const url = () => `${world.server.url}/KdcProxy`
  const curl = async (...argv: readonly string[]) => {
    const status = ['--silent', '--output', '/dev/null', '--write-out', '%{http_code}', '--max-time', '20']
    const said = await agents.laptop1.host.run([
      'curl',
      '--cacert',
      world.lab.domain.caFile,
      ...status,
      ...argv,
    ])
    return said.stdout
  }

  test('checks in, gets the sealed password and is refreshed by HTTPS alone, and the log has its own address', async () => {
    const who = await somebodyOf(world, 'laptop1')
    const checkedIn = await agents.laptop1.run('check-in')
    assert.equal(checkedIn.code, 0, checkedIn.stderr)
    const waiting = await agents.laptop1.startReset()
    await choose(world, who, passwords[0], waiting.launch)
    const { code, screen } = await waiting.end()
    assert.equal(code, 0, screen)
    assert.equal(await works('laptop1', who, passwords[0]), true)
    assert.equal(await works('laptop1', who, who.person.password), false)
    const told = (await world.audit()).findLast(({ type }) => type === 'device.refreshed')
    assert.equal(told?.facts['path'], 'kdc-proxy')
    assert.deepEqual(told?.origin, { address, device: 'laptop1' })
  })

  test('passes for nobody else by a header of its own', async () => {
    assert.equal(
      await curl('--header', 'X-Forwarded-For: 203.0.113.66', `${world.server.url}/api/health`),
      '200',
    )
    const logged = await world.server.log()
    assert.ok(!logged.includes('203.0.113.66'))
    assert.match(
      logged,
      new RegExp(`"route":"/api/health","status":200,"tookMs":\\d+,"address":"${address}"`),
    )
  })

  test('is told of a message to a KDC what is wrong with it, as without one', async () => {
    const { host } = agents.laptop1
    const large = `${host.dataFolder}/large`
    await host.must(['truncate', '--size=200K', large])
    const type = ['--header', 'Content-Type: application/kerberos']
    const post = (...more: readonly string[]) => curl(...type, ...more, '--data-binary', `@${large}`, url())
    assert.equal(await post(), '413')
    assert.equal(await post('--header', 'Transfer-Encoding: chunked'), '411')
    assert.equal(await curl(url()), '405')
    assert.equal(await curl(...type, '--data-binary', 'no message', url()), '400')
  })
})

suite('a laptop on a bad line', () => {
  for (const [what, worsen] of [
    ['late by a third of a second each way', () => world.lab.link('laptop1').late(300)],
    ['that loses one packet in ten', () => world.lab.link('laptop1').lossy(10)],
  ] as const) {
    test(`${what} is refreshed all the same`, async () => {
      const who = await somebodyOf(world, 'laptop1')
      await worsen()
      try {
        const waiting = await agents.laptop1.startReset()
        await choose(world, who, passwords[1], waiting.launch)
        const { code, screen } = await waiting.end()
        assert.equal(code, 0, screen)
      } finally {
        await world.lab.link('laptop1').up()
      }
      assert.equal(await works('laptop1', who, passwords[1]), true)
      assert.equal(await works('laptop1', who, who.person.password), false)
    })
  }

  test('that is gone right after the reset: the order waits until it is back', async () => {
    const who = await somebodyOf(world, 'laptop1')
    const waiting = await agents.laptop1.startReset()
    await world.lab.link('laptop1').down()
    await choose(world, who, passwords[2], waiting.launch)
    await sleep(5_000)
    assert.equal(await works('laptop1', who, passwords[2]), false)
    await world.lab.link('laptop1').up()
    const { code, screen } = await waiting.end()
    assert.equal(code, 0, screen)
    assert.equal(await works('laptop1', who, passwords[2]), true)
    assert.equal(await works('laptop1', who, who.person.password), false)
  })
})

suite('a server that stops between the reset and the laptop that would fetch', () => {
  /** She has her new password, and the laptop has not heard: its link was gone, and now the server is. */
  async function stopped(who: Enrolled) {
    const waiting = await agents.laptop1.startReset()
    await world.lab.link('laptop1').down()
    const { view } = await choose(world, who, passwords[2], waiting.launch)
    await world.server.stop()
    await world.lab.link('laptop1').up()
    await waiting.shows('server cannot be reached')
    assert.equal(await works('laptop1', who, passwords[2]), false)
    return { ...waiting, view }
  }

  test('keeps the order: when it serves again, the laptop is refreshed', async () => {
    const who = await somebodyOf(world, 'laptop1')
    const waiting = await stopped(who)
    await world.server.start()
    const { code, screen } = await waiting.end()
    assert.equal(code, 0, screen)
    assert.equal(await works('laptop1', who, passwords[2]), true)
    assert.equal(await works('laptop1', who, who.person.password), false)
    const now = await waiting.view()
    const refreshed = { state: 'refreshed', device: 'laptop1' }
    assert.deepEqual(now.state === 'done' && now.refresh, refreshed)
  })

  test('for longer than it keeps what is sealed: she reads that her password was changed, and not here', async () => {
    const who = await somebodyOf(world, 'laptop1')
    const waiting = await stopped(who)
    await world.server.start(clockOff('+6m'))
    const { code, screen } = await waiting.end()
    const now = await waiting.view()
    await world.server.stop()
    await world.server.start()
    assert.equal(code, 1)
    assert.match(screen, /password was changed, but this computer still expects the old one/)
    assert.doesNotMatch(screen, /Nobody chose/)
    assert.equal(await works('laptop1', who, passwords[2]), false)
    assert.equal(await works('laptop1', who, who.person.password), true)
    const told = { state: 'not-refreshed', device: 'laptop1', why: 'interrupted' }
    assert.deepEqual(now.state === 'done' && now.refresh, told)
    assert.equal(await world.letsIn(who.person, passwords[2]), true)
  })
})

suite('one person at two laptops at once', () => {
  test('has one password in the end; each laptop says of itself what is true, and none takes both', async () => {
    const who = await prepared('laptop1')
    await logsOnAt('laptop3', who)
    const names = ['laptop1', 'laptop3'] as const
    const waiting = await Promise.all(names.map((name) => agents[name].startReset()))
    // The first that is done ends her other sessions; the second may be done before that.
    const chosen = await Promise.allSettled(
      waiting.map(({ launch }, i) => {
        const slip = { ...who, recoveryCodes: who.recoveryCodes.slice(i) }
        return choose(world, slip, passwords[i] ?? '', launch)
      }),
    )
    let taken = 0
    for (const [i, name] of names.entries()) {
      const [own, others] = i === 0 ? passwords : [passwords[1], passwords[0]]
      const one = waiting[i] ?? assert.fail(name)
      if (chosen[i]?.status === 'rejected') await one.child.stop()
      const { code, screen } = await one.end()
      const isTaken = await world.letsIn(who.person, own)
      if (isTaken) taken++
      if (isTaken) assert.equal(code, 0, `${name}: ${screen}`)
      assert.equal(await works(name, who, own), code === 0, `${name}: ${screen}`)
      assert.equal(await works(name, who, others), false, name)
      assert.equal(await works(name, who, who.person.password), code !== 0, name)
    }
    assert.equal(taken, 1, 'the directory has one of the two')
  })
})

/** In the office, once; then away again. */
async function logsOnAt(name: keyof typeof agents, { person }: Enrolled): Promise<void> {
  await world.lab.laptop(name).home()
  assert.ok((await world.lab.logon(name, person.sAMAccountName, person.password)).ok)
  await world.lab.laptop(name).away()
}
