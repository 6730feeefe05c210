import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import type { DeviceOrder, RouteBody } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import type { ServerApi } from '../api/server-api.ts'
import type { LogonResult } from '../logons/index.ts'
import { createSessions } from '../sessions/index.ts'
import { openLaunchBook } from '../state/launch-book.ts'
import { checkIn, type CheckInDeps } from './check-in.ts'
import { aComputer, alice, aServer, before, bob, fresh, pwdLastSet } from './testing.ts'

const never = new AbortController().signal
type Order = (of: ReturnType<typeof aComputer>) => Promise<DeviceOrder>

/** A computer with a server that gives these orders the first time it is asked. */
interface Over {
  logon?: LogonResult
  dc?: string | undefined
  /** Whether the VPN may open by itself, and leads to a DC; undefined: there is none. */
  vpn?: 'to a dc' | 'lost at once' | 'shut' | 'not by itself'
  mayByVpn?: boolean
  /** Follow orders are given only to whoever can follow, as by the real one. */
  waits?: true
  /** What Keyturn's KDC proxy is worth; undefined: it may not be asked. */
  proxy?: 'answers' | 'silent'
}

async function aWorld(orders: readonly Order[], over: Over = {}) {
  const server = aServer()
  const computer = aComputer(server.serverKey)
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-check-in-'))
  const asked: { name: string; body: unknown }[] = []
  const tried: string[] = []
  const diary: string[] = []
  let inTunnel = false
  let takes = before
  let kept: Sid[] = [alice]
  let left = orders
  const answer = async (name: string, body: unknown) => {
    asked.push({ name, body: JSON.parse(JSON.stringify(body ?? null)) })
    if (name !== 'device.check-in') return {}
    const { nonce, canFollow } = body as { nonce: string; canFollow: boolean }
    if (!canFollow && over.waits === true)
      return { orders: [], incidents: [], waiting: left.length > 0, nextSeconds: 900 }
    const given = await Promise.all(left.map((order) => order({ ...computer, nonce })))
    left = []
    return { orders: given, incidents: [], waiting: false, nextSeconds: 900 }
  }
  const deps: CheckInDeps = {
    config: { ...computer, accounts: {}, followByVpn: over.mayByVpn ?? false },
    sealingKey: computer.sealingKey,
    openPolicyFile: undefined,
    sessions: createSessions(),
    api: { call: ((name: string, options) => answer(name, options?.body)) as ServerApi['call'] },
    book: await openLaunchBook(folder, () => 0),
    reach: { dc: async () => (inTunnel && over.vpn === 'to a dc' ? 'dc1' : 'dc' in over ? over.dc : 'dc1') },
    tunnels: over.vpn && {
      mode: 'partial',
      needsLaunch: false,
      opensByItself: over.vpn !== 'not by itself',
      closeLeftOver: async () => {},
      async open() {
        diary.push('open')
        if (over.vpn === 'shut') return undefined
        inTunnel = true
        const close = async () => void (diary.push('close'), (inTunnel = false))
        const lost = over.vpn === 'lost at once' ? AbortSignal.abort() : new AbortController().signal
        return { lost, [Symbol.asyncDispose]: close }
      },
    },
    kerberos: over.proxy && {
      isInReach: async () => over.proxy === 'answers',
      async logOn(_, password) {
        tried.push(password.toString())
        diary.push('asks a KDC by HTTPS')
        return 'accepted'
      },
    },
    screen: { show: () => {} },
    logons: {
      isCachingOn: async () => true,
      policy: async () => ({ caching: true, mostAccounts: 10, expiresAfterDays: null }),
      cached: async () => kept.map((account) => ({ account, passwordLastSet: takes })),
      nameOf: (account) => computer.nameOf(account),
      connect: async () => 'dc1',
      disconnect: async () => {
        diary.push('off')
        return { [Symbol.asyncDispose]: async () => void diary.push('on') }
      },
      async logon(_, password) {
        tried.push(password.toString())
        const result = over.logon ?? 'accepted'
        if (result === 'accepted') takes = pwdLastSet
        return result
      },
      prove: async (_, password) => password.toString() === fresh,
      async changeLocally(_account, _password, _signal, passwordLastSet) {
        if (over.proxy === undefined) assert.fail('nothing is written without a DC')
        takes = passwordLastSet ?? assert.fail('the order says which password it is')
        return 'changed'
      },
      async forget(accounts) {
        kept = kept.filter((account) => !accounts.includes(account))
        return accounts
      },
    },
  }
  const of = (name: string) => asked.flatMap((one) => (one.name === name ? [one.body] : []))
  return {
    server,
    deps,
    asked,
    tried,
    diary,
    of,
    run: () => checkIn(deps, never),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}

/** Orders need the server's key, which is made with the world. */
async function ordered(make: (server: ReturnType<typeof aServer>) => Order, over = {}) {
  let order: Order = async () => assert.fail()
  const world = await aWorld([(of) => order(of)], over)
  order = make(world.server)
  return world
}

const refreshedBy = (world: Awaited<ReturnType<typeof aWorld>>) =>
  world.of('device.report') as { outcome: RouteBody<'device.report'>['outcome'] }[]
const attemptsOf = (outcomes: readonly RouteBody<'device.report'>['outcome'][]) =>
  outcomes.flatMap(({ attempts = [] }) => attempts.map(({ path, came }) => `${path}:${came}`))

suite('checking in', () => {
  test('tells whose log-ons are here, how old, and how they are kept; and when to come again', async () => {
    await using world = await aWorld([])
    assert.equal(await world.run(), 900)
    const [told, ...more] = world.of('device.check-in') as Record<string, unknown>[]
    assert.deepEqual(more, [])
    assert.equal(told?.['canFollow'], true)
    assert.deepEqual(told?.['logons'], [
      { account: alice, passwordLastSet: before.toISOString(), answeredByDc: null },
    ])
  })

  test('asks for no password while no DC is in reach: it would be fetched in vain', async () => {
    await using world = await aWorld([], { dc: undefined })
    await world.run()
    assert.equal((world.of('device.check-in')[0] as { canFollow: boolean }).canFollow, false)
  })

  test('follows: a real log-on, its proof, the report, and what is here now', async () => {
    await using world = await ordered((server) => (of) => server.follow(of))
    await world.run()
    assert.deepEqual(world.tried, [fresh])
    assert.deepEqual(
      world.asked.map(({ name }) => name),
      ['device.check-in', 'device.report', 'device.check-in'],
    )
    assert.equal(refreshedBy(world)[0]?.outcome.refreshed, true)
    const [, now] = world.of('device.check-in') as {
      logons: { passwordLastSet: string }[]
      canFollow: boolean
    }[]
    assert.equal(now?.logons[0]?.passwordLastSet, pwdLastSet.toISOString())
    assert.equal(now?.canFollow, false)
    assert.ok(!JSON.stringify(world.asked).includes(fresh))
  })

  test('says why not, when a DC does not let her in', async () => {
    await using world = await ordered((server) => (of) => server.follow(of), { logon: 'refused' })
    await world.run()
    assert.deepEqual(
      refreshedBy(world).map(({ outcome }) => !outcome.refreshed && outcome.why),
      ['logon-refused'],
    )
  })

  test('does not obey an order over another nonce, touches nothing, and tells', async () => {
    await using world = await ordered(
      (server) => (of) => server.follow({ ...of, nonce: 'N'.repeat(42) + 'A' }),
    )
    await world.run()
    assert.deepEqual(world.tried, [])
    assert.deepEqual(
      refreshedBy(world).map(({ outcome }) => !outcome.refreshed && outcome.why),
      ['statement-refused'],
    )
  })

  test('forgets whom it is told to, says whether there was one, and what is here now', async () => {
    for (const [account, outcome] of [
      [alice, 'gone'],
      [bob, 'was-not-there'],
    ] as const) {
      await using world = await ordered((server) => async (of) => server.forget(of, account))
      await world.run()
      assert.equal((world.of('device.forgot')[0] as { outcome: string }).outcome, outcome)
      const now = world.of('device.check-in').at(-1) as { logons: unknown[] }
      assert.equal(now.logons.length, account === alice ? 0 : 1)
    }
  })

  test('forgets nobody by an order that somebody else signed', async () => {
    await using world = await ordered(() => async (of) => aServer().forget(of))
    await world.run()
    assert.equal((world.of('device.forgot')[0] as { outcome: string }).outcome, 'refused')
    assert.equal((await world.deps.logons.cached()).length, 1)
  })
})

suite('a password that waits where no DC is in reach', () => {
  const waiting = { waits: true, dc: undefined } as const
  const fetched = async (over: Over) => {
    await using world = await ordered((server) => (of) => server.follow(of), { ...waiting, ...over })
    await world.run()
    const paths = refreshedBy(world).map(({ outcome }) => outcome)
    return { tried: world.tried, diary: world.diary, paths }
  }

  test('stays where it is while there is no way: it is given out once', async () => {
    for (const over of [
      {},
      { vpn: 'to a dc' },
      { vpn: 'not by itself', mayByVpn: true },
      { proxy: 'silent' },
    ] as const) {
      assert.deepEqual(await fetched(over), { tried: [], diary: [], paths: [] })
    }
    for (const vpn of ['shut', 'lost at once'] as const) {
      const { tried, diary } = await fetched({ vpn, mayByVpn: true })
      assert.deepEqual([tried, diary], [[], vpn === 'shut' ? ['open'] : ['open', 'off', 'close', 'on']])
    }
  })

  test('is fetched through the VPN where this computer lets it open by itself, and it is closed', async () => {
    const { tried, diary, paths } = await fetched({ vpn: 'to a dc', mayByVpn: true, proxy: 'answers' })
    assert.deepEqual([tried, diary], [[fresh], ['open', 'off', 'close', 'on']])
    assert.deepEqual(
      paths.map((one) => 'path' in one && one.path),
      ['vpn'],
    )
    assert.deepEqual(attemptsOf(paths), ['direct:no-way-to-dc', 'vpn:done'])
  })

  test('is fetched by way of the server’s KDC proxy where that answers, also after the VPN led nowhere', async () => {
    for (const over of [{}, { vpn: 'shut', mayByVpn: true }] as const) {
      const { tried, diary, paths } = await fetched({ ...over, proxy: 'answers' })
      assert.deepEqual(tried, [fresh])
      assert.equal(diary.at(-1), 'asks a KDC by HTTPS')
      assert.deepEqual(
        paths.map((one) => 'path' in one && one.path),
        ['kdc-proxy'],
      )
      const shut = 'vpn' in over ? ['vpn:vpn-did-not-open'] : []
      assert.deepEqual(attemptsOf(paths), [...shut, 'direct:no-way-to-dc', 'kdc-proxy:done'])
    }
  })

  test('costs no tunnel while nothing waits', async () => {
    await using world = await aWorld([], { ...waiting, vpn: 'to a dc', mayByVpn: true })
    await world.run()
    assert.deepEqual(world.diary, [])
  })
})
