import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { LogonResult } from './logons/index.ts'
import { refresh } from './refresh.ts'
import { aComputer as aPlace, alice, never } from './testing.ts'

/** What it came to as a whole. */
async function outcomeOf(...all: Parameters<typeof refresh>) {
  const { attempts: _, ...outcome } = await refresh(...all)
  return outcome
}

/** The same for one that comes to its end by itself. */
function aComputer(place: Parameters<typeof aPlace>[0]) {
  const computer = aPlace(place)
  return { ...computer, go: () => outcomeOf(alice, Buffer.from('x'), computer.deps, never) }
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
    const done = await outcomeOf(alice, Buffer.from('x'), { ...deps, open: undefined }, never)
    assert.deepEqual(done, { refreshed: false, why: 'no-way-to-dc', tried: ['direct'] })
  })

  test('in a tunnel that is open already opens no second one, and leaves it open', async () => {
    const computer = aComputer({ dc: 'here' })
    const done = await outcomeOf(alice, Buffer.from('x'), { ...computer.deps, isInTunnel: true }, never)
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
    const done = await outcomeOf(alice, Buffer.from('x'), deps, never)
    assert.deepEqual(done, { refreshed: false, why: 'dc-does-not-have-it-yet', tried: ['direct'] })
    assert.deepEqual(computer.diary, ['logon', 'logon', 'logon'])
  })

  test('a DC that hears of it between two tries refreshes', async () => {
    const computer = aComputer({})
    const results = ['wrong-password', 'accepted'] as LogonResult[]
    const logons = { ...computer.deps.logons, logon: async () => results.shift() ?? 'refused' }
    const deps = { ...computer.deps, logons }
    assert.deepEqual(await outcomeOf(alice, Buffer.from('x'), deps, never), {
      refreshed: true,
      path: 'direct',
    })
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
    const done = await outcomeOf(alice, Buffer.from('x'), { ...computer.deps, logons }, stop.signal)
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
    await assert.rejects(outcomeOf(alice, Buffer.from('x'), { ...computer.deps, logons }, never), /pamtester/)
    assert.equal(computer.isOpen(), false)
  })

  test('a tunnel that drops midway is told as a VPN without a DC', async () => {
    const computer = aComputer({ dc: 'through the tunnel' })
    const logons = { ...computer.deps.logons, logon: async () => (computer.loseTunnel(), 'no-dc' as const) }
    const done = await outcomeOf(alice, Buffer.from('x'), { ...computer.deps, logons }, never)
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
    const alone = await outcomeOf(alice, Buffer.from('x'), { ...deps, open: undefined }, never)
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
    const done = await outcomeOf(alice, Buffer.from('x'), { ...deps, isInTunnel: true }, never)
    assert.deepEqual(done, { refreshed: true, path: 'kdc-proxy' })
  })

  test('an interruption after its answer changes nothing', async () => {
    const computer = aComputer({ dc: 'nowhere', kdcs: ['accepted'] })
    const stop = new AbortController()
    const kerberos = { logOn: async () => (stop.abort(), 'accepted' as const) }
    const deps = { ...computer.deps, open: undefined, kerberos }
    const done = await outcomeOf(alice, Buffer.from('x'), deps, stop.signal)
    assert.deepEqual(done, { refreshed: false, why: 'interrupted', tried: ['direct', 'kdc-proxy'] })
    assert.deepEqual(computer.diary, [])
  })
})
