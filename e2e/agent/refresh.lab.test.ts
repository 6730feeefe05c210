import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { onlooker } from '@keyturn/lab'
import { parse, stringify } from 'yaml'
import { startWorld, type AgentReset, type Enrolled, type KeyturnAgent, type World } from '../world/index.ts'
import { choose, somebodyOf } from './laptop.ts'

const password = 'Blauer-Fueller-77!'
const laptopName = 'laptop1'

let world: World
let laptop: KeyturnAgent

before(async () => {
  world = await startWorld({ hosts: [laptopName, 'vpn', 'internet', 'mail'] })
  laptop = await world.agent(laptopName)
})
after(() => world?.[Symbol.asyncDispose]())

const works = async (who: Enrolled, secret: string) => {
  return (await world.lab.logon(laptopName, who.person.sAMAccountName, secret)).ok
}

/** A reset at the laptop, up to the moment when the directory has the new password. */
async function begin(who: Enrolled): Promise<AgentReset & Awaited<ReturnType<typeof choose>>> {
  const waiting = await laptop.startReset()
  return { ...waiting, ...(await choose(world, who, password, waiting.launch)) }
}

/** "Not you? Use another name": while it is claimed nobody else has the computer, and then she has it again. */
async function leavesAnothersName(launch: string): Promise<void> {
  const client = world.server.client()
  const stranger = world.server.client()
  const mistyped = { purpose: 'reset', identifier: 'nobody.of.that.name', launch } as const
  const begun = await client.must('reset.start', mistyped)
  assert.equal(begun.state === 'proving' && begun.device, laptopName)
  const other = await stranger.must('reset.start', mistyped)
  assert.equal(other.state === 'proving' && other.device, undefined)
  // What has no claim gives none back.
  await stranger.must('reset.cancel', {})
  const again = await world.server.client().must('reset.start', mistyped)
  assert.equal(again.state === 'proving' && again.device, undefined)
  const wrong = await client.must('reset.prove', { factor: 'recovery-code', answer: 'AAAA-BBBB-CCCC-DDDD' })
  assert.equal(wrong.state, 'proving')
  assert.equal((await client.must('reset.cancel', {})).state, 'refused')
}

async function refreshOf({ view }: { view: () => Promise<{ state: string }> }) {
  const now = await view()
  return 'refresh' in now ? now.refresh : now.state
}

async function onlyOldWorks(who: Enrolled): Promise<void> {
  assert.equal(await works(who, password), false)
  assert.equal(await works(who, who.person.password), true)
}

/** Her log-on here is as before, and this computer, the portal and the log call it so. */
async function wasInterrupted(who: Enrolled, begun: Awaited<ReturnType<typeof begin>>): Promise<void> {
  await onlyOldWorks(who)
  assert.match((await laptop.run('status', who.person.sAMAccountName)).stdout, /stale/)
  const view = await refreshOf(begun)
  assert.deepEqual(view, { state: 'not-refreshed', device: laptopName, why: 'interrupted' })
  const told = (await world.audit()).findLast(({ type }) => type.endsWith('refreshed'))
  assert.equal(told?.type, 'device.not-refreshed')
  assert.equal(told.facts['launch'], begun.launch)
  assert.equal(told.facts['why'], 'interrupted')
}

suite('a reset at a laptop', () => {
  test('away from the office: tunnel up, log-on, tunnel down, and only the new password works', async () => {
    const who = await somebodyOf(world, laptopName)
    const waiting = await laptop.startReset()
    const second = await laptop.run('reset')
    assert.equal(second.code, 1)
    assert.match(second.stderr, /another keyturn-agent is at work/)
    assert.doesNotMatch(second.stdout, /launch=/, 'nor does the first lose its launch to it')
    await leavesAnothersName(waiting.launch)
    const begun = { ...waiting, ...(await choose(world, who, password, waiting.launch)) }
    const { code, screen } = await begun.end()
    assert.equal(code, 0, screen)
    assert.match(screen, /Opening a connection/)
    assert.deepEqual(await laptop.tunnels(), [])
    assert.equal(await works(who, password), true)
    assert.equal(await works(who, who.person.password), false)
    assert.equal(await works(who, 'something else'), false)
    assert.deepEqual(await refreshOf(begun), { state: 'refreshed', device: laptopName })
    assert.match((await laptop.run('status', who.person.sAMAccountName)).stdout, /current/)
  })

  test('in the office: the VPN is not touched, and what she will use next is tried and told by its name', async () => {
    const { host, configFile } = laptop
    const before = await host.read(configFile)
    const resources = [
      { name: 'Files', at: 'smb://dc1.corp.example' },
      { name: 'Payroll', at: 'https://payroll-private.corp.example/secret' },
    ]
    await host.write(configFile, stringify({ ...(parse(before) as object), resources }))
    const who = await somebodyOf(world, laptopName)
    await world.lab.laptop(laptopName).home()
    try {
      const begun = await begin(who)
      const { code, screen } = await begun.end()
      assert.equal(code, 0, screen)
      assert.doesNotMatch(screen, /Opening a connection/)
      assert.match(screen, /✓ Files answers[^]+✗ Payroll does not answer/)
      assert.deepEqual(await refreshOf(begun), {
        state: 'refreshed',
        device: laptopName,
        resources: [
          { name: 'Files', answers: true },
          { name: 'Payroll', answers: false },
        ],
      })
    } finally {
      await host.write(configFile, before)
      await world.lab.laptop(laptopName).away()
    }
    assert.equal(await works(who, password), true)
  })

  test('shows the password to nobody: not on a command line, in an environment, or on disk', async () => {
    const who = await somebodyOf(world, laptopName)
    const host = world.lab.host(laptopName)
    const watch = await onlooker(host)
    await (await begin(who)).end()
    const seen = await watch.seen()
    assert.match(seen, /pamtester/)
    assert.ok(!seen.includes(password))
    const { code } = await host.run(['grep', '-rqF', password, laptop.stateFolder, '/run', '/etc'])
    assert.equal(code, 1)
    const trail = await world.server.cli('audit', 'export', `${world.server.stateFolder}/trail`)
    assert.ok(!trail.stdout.includes(password))
  })

  test('for somebody who never logged on there leaves the laptop as it is', async () => {
    const who = await world.newcomer()
    const { code, screen } = await (await begin(who)).end()
    assert.equal(code, 1)
    assert.match(screen, /you never logged on to it/)
    assert.doesNotMatch(screen, /Opening a connection/)
  })
})

suite('a VPN that does not do its part', () => {
  test('never comes up: the person is told, and the old password still works there', async () => {
    const who = await somebodyOf(world, laptopName)
    await world.lab.link('vpn').down()
    try {
      const begun = await begin(who)
      const { code, screen } = await begun.end()
      assert.equal(code, 1)
      assert.match(screen, /the connection .* did not open/)
      const view = await refreshOf(begun)
      assert.deepEqual(view, { state: 'not-refreshed', device: laptopName, why: 'vpn-did-not-open' })
    } finally {
      await world.lab.link('vpn').up()
    }
    assert.deepEqual(await laptop.tunnels(), [])
    await onlyOldWorks(who)
    assert.match((await laptop.run('status', who.person.sAMAccountName)).stdout, /stale/)
  })

  test('comes up, but no DC behind it: it is closed again', async () => {
    const who = await somebodyOf(world, laptopName)
    const gateway = world.lab.host('vpn')
    await gateway.must(['sysctl', '-qw', 'net.ipv4.ip_forward=0'])
    try {
      const { code, screen } = await (await begin(who)).end()
      assert.equal(code, 1)
      assert.match(screen, /no domain controller answered/)
    } finally {
      await gateway.must(['sysctl', '-qw', 'net.ipv4.ip_forward=1'])
    }
    assert.deepEqual(await laptop.tunnels(), [])
    await onlyOldWorks(who)
  })

  test('drops midway: it is closed, and the person is told', async () => {
    const who = await somebodyOf(world, laptopName)
    await world.lab.link('vpn').slow(40)
    try {
      const begun = await begin(who)
      await tunnelUp()
      await world.lab.link('vpn').down()
      const { code, screen } = await begun.end()
      assert.equal(code, 1, screen)
      assert.match(screen, /no domain controller answered|did not open/)
    } finally {
      await world.lab.link('vpn').up()
    }
    assert.deepEqual(await laptop.tunnels(), [])
    await onlyOldWorks(who)
  })
})

async function tunnelUp(): Promise<void> {
  for (;;) {
    const { code } = await world.lab.host(laptopName).run(['ip', 'link', 'show', 'tun0'])
    if (code === 0) return
    await sleep(20)
  }
}

suite('an agent that is killed', () => {
  for (const [moment, text] of [
    ['while it waits', 'To choose'],
    ['when the password has arrived', 'has a new password'],
    ['while the tunnel opens', 'Opening a connection'],
    ['while it proves', 'Checking that'],
  ] as const) {
    test(`${moment} leaves no tunnel, no password, and a laptop on which somebody can log on`, async () => {
      const who = await somebodyOf(world, laptopName)
      const waiting = await laptop.startReset()
      const chosen = text === 'To choose' ? undefined : choose(world, who, password, waiting.launch)
      await waiting.shows(text)
      waiting.child.signal('SIGKILL')
      await waiting.child.exited
      const begun = await chosen
      for (let i = 0; i < 600 && (await laptop.tunnels()).length > 0; i++) await sleep(100)
      assert.deepEqual(await laptop.tunnels(), [])
      const host = world.lab.host(laptopName)
      assert.equal((await host.run(['grep', '-rqF', password, laptop.stateFolder, '/run'])).code, 1)
      const both = [await works(who, password), await works(who, who.person.password)]
      assert.equal(both.filter(Boolean).length, 1, 'exactly one of the two passwords works')
      if (begun === undefined) return
      // The next start tells the server what became of it.
      const later = await laptop.startReset()
      await later.child.stop()
      const view = await refreshOf(begun)
      assert.deepEqual(view, { state: 'not-refreshed', device: laptopName, why: 'interrupted' })
    })
  }

  test('or is asked to stop closes the tunnel and says that it was interrupted', async () => {
    const who = await somebodyOf(world, laptopName)
    await world.lab.link('vpn').slow(40)
    const begun = await begin(who)
    await tunnelUp()
    begun.child.signal('SIGTERM')
    const { code, screen } = await begun.end()
    await world.lab.link('vpn').up()
    assert.equal(code, 1)
    assert.match(screen, /interrupted/)
    assert.deepEqual(await laptop.tunnels(), [])
    await wasInterrupted(who, begun)
  })
})

suite('a lid that closes midway', () => {
  test('ends the refresh when it opens again: the tunnel is closed, and nothing is done any more', async () => {
    const who = await somebodyOf(world, laptopName)
    await world.lab.link('vpn').slow(40)
    const begun = await begin(who)
    await tunnelUp()
    const tell = (signal: string) => `kill -${signal} $(pgrep -x openvpn) $(pgrep -x timeout)`
    begun.child.signal('SIGSTOP')
    await world.lab.host(laptopName).must(['sh', '-c', tell('STOP')])
    await sleep(17_000)
    await world.lab.host(laptopName).must(['sh', '-c', tell('CONT')])
    begun.child.signal('SIGCONT')
    const { code, screen } = await begun.end()
    await world.lab.link('vpn').up()
    assert.equal(code, 1, screen)
    assert.match(screen, /interrupted/)
    assert.deepEqual(await laptop.tunnels(), [])
    await wasInterrupted(who, begun)
  })
})

suite('a server that is not the pinned one', () => {
  test('is not obeyed: no tunnel, nothing changed', async () => {
    const who = await somebodyOf(world, laptopName)
    const host = world.lab.host(laptopName)
    const config = await host.read(laptop.configFile)
    await host.write(laptop.configFile, config.replace(/serverKey: [\w-]+/, `serverKey: ${'A'.repeat(43)}`))
    try {
      const { code, screen } = await (await begin(who)).end()
      assert.equal(code, 1)
      assert.match(screen, /not signed by the server that this computer is enrolled with/)
      assert.doesNotMatch(screen, /Opening a connection|Looking for/)
    } finally {
      await host.write(laptop.configFile, config)
    }
    await onlyOldWorks(who)
  })
})
