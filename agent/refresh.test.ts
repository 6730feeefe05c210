import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Sid } from '@keyturn/protocols/ad'
import type { KerberosResult } from './kerberos/index.ts'
import type { LogonResult } from './logons/index.ts'
import { refresh, type RefreshDeps } from './refresh.ts'

const alice = {
  account: 'S-1-5-21-1-2-3-1104' as Sid,
  name: { domain: 'CORP', name: 'alice' },
  passwordLastSet: new Date('2026-11-21T10:15:01.904Z'),
}
const never = new AbortController().signal

interface Place {
  /** Where a DC can be reached from. */
  readonly dc?: 'here' | 'through the tunnel' | 'nowhere'
  readonly tunnel?: 'opens' | 'stays shut'
  readonly logon?: LogonResult
  readonly proof?: boolean
  readonly caching?: boolean
  /** What KDCs say through the proxy, one after the other; the last again and again. undefined: it may not ask. */
  readonly kdcs?: readonly KerberosResult[]
  readonly change?: Awaited<ReturnType<RefreshDeps['logons']['changeLocally']>>
}

/** A computer somewhere, and the diary of what it did. */
function aComputer({
  dc = 'here',
  tunnel = 'opens',
  logon = 'accepted',
  proof = true,
  caching = true,
  kdcs,
  change = 'changed',
}: Place) {
  const diary: string[] = []
  const answers = [...(kdcs ?? [])]
  let open = false
  const lost = new AbortController()
  const isInReach = () => dc === 'here' || (dc === 'through the tunnel' && open)
  const deps: RefreshDeps = {
    logons: {
      isCachingOn: async () => caching,
      connect: async () => (isInReach() ? 'dc1' : undefined),
      disconnect: async () => (
        diary.push('off'),
        { [Symbol.asyncDispose]: async () => void diary.push('on') }
      ),
      logon: async () => (diary.push('logon'), logon),
      prove: async () => (diary.push(open ? 'proof through an open tunnel' : 'proof'), proof),
      async changeLocally(account, _password, _signal, takes) {
        diary.push(`change ${account} to that of ${takes?.toISOString()}`)
        return change
      },
    },
    kerberos: kdcs && {
      async logOn(name) {
        diary.push(`kdc asked for ${name}${open ? ' through an open tunnel' : ''}`)
        return (answers.length > 1 ? answers.shift() : answers[0]) ?? 'no-kdc'
      },
    },
    retryAfterMs: [1, 1],
    reach: { dc: async () => (isInReach() ? 'dc1' : undefined) },
    isInTunnel: false,
    async open() {
      diary.push('open')
      if (tunnel === 'stays shut') return undefined
      open = true
      return {
        lost: lost.signal,
        async [Symbol.asyncDispose]() {
          open = false
          diary.push('close')
        },
      }
    },
    onTry: () => {},
  }
  const go = (signal = never) => refresh(alice, Buffer.from('x'), deps, signal)
  return { deps, diary, go, loseTunnel: () => lost.abort(), isOpen: () => open }
}

suite('refreshing a cached log-on', () => {
  test('with a DC in reach leaves the VPN alone', async () => {
    const computer = aComputer({})
    assert.deepEqual(await computer.go(), { refreshed: true, path: 'direct' })
    assert.deepEqual(computer.diary, ['logon', 'proof'])
  })

  test('away opens the tunnel, and closes it before the proof', async () => {
    const computer = aComputer({ dc: 'through the tunnel' })
    assert.deepEqual(await computer.go(), { refreshed: true, path: 'vpn' })
    assert.deepEqual(computer.diary, ['open', 'logon', 'close', 'proof'])
  })

  test('a VPN that does not open is said, and nothing is tried through it', async () => {
    const computer = aComputer({ dc: 'through the tunnel', tunnel: 'stays shut' })
    assert.deepEqual(await computer.go(), {
      refreshed: false,
      why: 'vpn-did-not-open',
      tried: ['direct', 'vpn'],
    })
    assert.deepEqual(computer.diary, ['open'])
  })

  test('without any VPN the reason is that there is no way', async () => {
    const { deps } = aComputer({ dc: 'nowhere' })
    const done = await refresh(alice, Buffer.from('x'), { ...deps, open: undefined }, never)
    assert.deepEqual(done, { refreshed: false, why: 'no-way-to-dc', tried: ['direct'] })
  })

  test('in a tunnel that is open already opens no second one, and leaves it open', async () => {
    const computer = aComputer({ dc: 'here' })
    const done = await refresh(alice, Buffer.from('x'), { ...computer.deps, isInTunnel: true }, never)
    assert.deepEqual(done, { refreshed: true, path: 'vpn' })
    assert.deepEqual(computer.diary, ['logon', 'proof'])
  })

  test('a log-on that the DC refuses is not tried again, nor by another way', async () => {
    const computer = aComputer({ logon: 'refused' })
    assert.deepEqual(await computer.go(), { refreshed: false, why: 'logon-refused', tried: ['direct'] })
    assert.deepEqual(computer.diary, ['logon'])
  })

  test('a DC that has not heard of the password yet is asked again, three times at most', async () => {
    const computer = aComputer({ logon: 'wrong-password' })
    const { deps } = computer
    const done = await refresh(alice, Buffer.from('x'), deps, never)
    assert.deepEqual(done, { refreshed: false, why: 'dc-does-not-have-it-yet', tried: ['direct'] })
    assert.deepEqual(computer.diary, ['logon', 'logon', 'logon'])
  })

  test('a DC that hears of it between two tries refreshes', async () => {
    const computer = aComputer({})
    const results = ['wrong-password', 'accepted'] as LogonResult[]
    const logons = { ...computer.deps.logons, logon: async () => results.shift() ?? 'refused' }
    const deps = { ...computer.deps, logons }
    assert.deepEqual(await refresh(alice, Buffer.from('x'), deps, never), { refreshed: true, path: 'direct' })
  })

  test('what the proof does not show did not happen', async () => {
    const computer = aComputer({ proof: false })
    assert.deepEqual(await computer.go(), { refreshed: false, why: 'proof-failed', tried: ['direct'] })
  })

  test('where nothing is cached at all, nothing is tried', async () => {
    const computer = aComputer({ caching: false })
    assert.deepEqual(await computer.go(), { refreshed: false, why: 'caching-off', tried: [] })
    assert.deepEqual(computer.diary, [])
  })
})

suite('a refresh that goes wrong', () => {
  test('an interruption during the log-on closes the tunnel and proves nothing', async () => {
    const computer = aComputer({ dc: 'through the tunnel' })
    const stop = new AbortController()
    const logons = { ...computer.deps.logons, logon: async () => (stop.abort(), 'no-dc' as const) }
    const done = await refresh(alice, Buffer.from('x'), { ...computer.deps, logons }, stop.signal)
    assert.deepEqual(done, { refreshed: false, why: 'interrupted', tried: ['direct', 'vpn'] })
    assert.equal(computer.isOpen(), false)
    assert.deepEqual(computer.diary, ['open', 'off', 'close', 'on'])
  })

  test('an error during the log-on closes the tunnel too', async () => {
    const computer = aComputer({ dc: 'through the tunnel' })
    const logons = {
      ...computer.deps.logons,
      logon: () => Promise.reject(new Error('pamtester is not installed')),
    }
    await assert.rejects(refresh(alice, Buffer.from('x'), { ...computer.deps, logons }, never), /pamtester/)
    assert.equal(computer.isOpen(), false)
  })

  test('a tunnel that drops midway is told as a VPN without a DC', async () => {
    const computer = aComputer({ dc: 'through the tunnel' })
    const logons = { ...computer.deps.logons, logon: async () => (computer.loseTunnel(), 'no-dc' as const) }
    const done = await refresh(alice, Buffer.from('x'), { ...computer.deps, logons }, never)
    assert.deepEqual(done, { refreshed: false, why: 'vpn-without-dc', tried: ['direct', 'vpn'] })
    assert.equal(computer.isOpen(), false)
  })
})

suite('a KDC by HTTPS', () => {
  const asked = 'kdc asked for alice'
  const change = `change ${alice.account} to that of ${alice.passwordLastSet.toISOString()}`

  test('is not asked where a DC is in reach, nor after a DC has spoken', async () => {
    const near = aComputer({ kdcs: ['accepted'] })
    assert.deepEqual(await near.go(), { refreshed: true, path: 'direct' })
    assert.deepEqual(near.diary, ['logon', 'proof'])
    for (const logon of ['refused', 'wrong-password'] as const) {
      const spoken = aComputer({ logon, kdcs: ['accepted'] })
      assert.equal((await spoken.go()).refreshed, false)
      assert.ok(!spoken.diary.includes(asked))
    }
  })

  test('is the last way: after a DC in reach and the VPN, which is closed by then', async () => {
    const computer = aComputer({ dc: 'nowhere', tunnel: 'stays shut', kdcs: ['accepted'] })
    assert.deepEqual(await computer.go(), { refreshed: true, path: 'kdc-proxy' })
    assert.deepEqual(computer.diary, ['open', asked, change])
    const dropped = aComputer({ dc: 'through the tunnel', logon: 'no-dc', kdcs: ['accepted'] })
    assert.deepEqual(await dropped.go(), { refreshed: true, path: 'kdc-proxy' })
    assert.deepEqual(dropped.diary, ['open', 'logon', 'off', 'close', 'on', asked, change])
  })

  test('that does not answer leaves the reason that was there before', async () => {
    const { deps } = aComputer({ dc: 'nowhere', kdcs: ['no-kdc'] })
    const alone = await refresh(alice, Buffer.from('x'), { ...deps, open: undefined }, never)
    assert.deepEqual(alone, { refreshed: false, why: 'no-way-to-dc', tried: ['direct', 'kdc-proxy'] })
    const vpn = aComputer({ dc: 'nowhere', tunnel: 'stays shut', kdcs: ['no-kdc'] })
    const tried = ['direct', 'vpn', 'kdc-proxy']
    assert.deepEqual(await vpn.go(), { refreshed: false, why: 'vpn-did-not-open', tried })
  })

  test('that says no, in whatever way, changes nothing here', async () => {
    for (const [answer, why] of [
      ['refused', 'logon-refused'],
      ['not-proved', 'kdc-not-proved'],
      ['clock-off', 'clock-off'],
      ['wrong-password', 'dc-does-not-have-it-yet'],
    ] as const) {
      const computer = aComputer({ dc: 'nowhere', tunnel: 'stays shut', kdcs: [answer] })
      const done = await computer.go()
      assert.deepEqual(done, { refreshed: false, why, tried: ['direct', 'vpn', 'kdc-proxy'] })
      assert.ok(!computer.diary.includes(change))
    }
  })

  test('that hears of the password between two tries refreshes', async () => {
    const kdcs = ['wrong-password', 'wrong-password', 'accepted'] as const
    const computer = aComputer({ dc: 'nowhere', tunnel: 'stays shut', kdcs })
    assert.deepEqual(await computer.go(), { refreshed: true, path: 'kdc-proxy' })
    assert.deepEqual(computer.diary, ['open', asked, asked, asked, change])
  })

  test('does not help a cache that cannot be written: that is said', async () => {
    for (const [done, why] of [
      ['unknown-format', 'cache-not-understood'],
      ['proof-failed', 'proof-failed'],
      ['not-cached', 'not-cached-here'],
    ] as const) {
      const computer = aComputer({ dc: 'nowhere', tunnel: 'stays shut', kdcs: ['accepted'], change: done })
      assert.deepEqual(await computer.go(), { refreshed: false, why, tried: ['direct', 'vpn', 'kdc-proxy'] })
    }
  })

  test('is asked from within a full VPN that has lost its way', async () => {
    const { deps } = aComputer({ logon: 'no-dc', kdcs: ['accepted'] })
    const done = await refresh(alice, Buffer.from('x'), { ...deps, isInTunnel: true }, never)
    assert.deepEqual(done, { refreshed: true, path: 'kdc-proxy' })
  })

  test('an interruption after its answer changes nothing', async () => {
    const computer = aComputer({ dc: 'nowhere', kdcs: ['accepted'] })
    const stop = new AbortController()
    const kerberos = { logOn: async () => (stop.abort(), 'accepted' as const) }
    const deps = { ...computer.deps, open: undefined, kerberos }
    const done = await refresh(alice, Buffer.from('x'), deps, stop.signal)
    assert.deepEqual(done, { refreshed: false, why: 'interrupted', tried: ['direct', 'kdc-proxy'] })
    assert.deepEqual(computer.diary, [])
  })
})
