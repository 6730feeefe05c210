import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { LogonResult } from './logons/index.ts'
import { refresh, type RefreshDeps } from './refresh.ts'

const alice = { domain: 'CORP', name: 'alice' }
const never = new AbortController().signal

interface Place {
  /** Where a DC can be reached from. */
  readonly dc?: 'here' | 'through the tunnel' | 'nowhere'
  readonly tunnel?: 'opens' | 'stays shut'
  readonly logon?: LogonResult
  readonly proof?: boolean
  readonly caching?: boolean
}

/** A computer somewhere, and the diary of what it did. */
function aComputer({
  dc = 'here',
  tunnel = 'opens',
  logon = 'accepted',
  proof = true,
  caching = true,
}: Place) {
  const diary: string[] = []
  let open = false
  const lost = new AbortController()
  const isInReach = () => dc === 'here' || (dc === 'through the tunnel' && open)
  const deps: RefreshDeps = {
    logons: {
      isCachingOn: async () => caching,
      connect: async () => (isInReach() ? 'dc1' : undefined),
      logon: async () => (diary.push('logon'), logon),
      prove: async () => (diary.push(open ? 'proof through an open tunnel' : 'proof'), proof),
    },
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
    const deps = { ...computer.deps, retryAfterMs: [1, 1] }
    const done = await refresh(alice, Buffer.from('x'), deps, never)
    assert.deepEqual(done, { refreshed: false, why: 'dc-does-not-have-it-yet', tried: ['direct'] })
    assert.deepEqual(computer.diary, ['logon', 'logon', 'logon'])
  })

  test('a DC that hears of it between two tries refreshes', async () => {
    const computer = aComputer({})
    const results = ['wrong-password', 'accepted'] as LogonResult[]
    const logons = { ...computer.deps.logons, logon: async () => results.shift() ?? 'refused' }
    const deps = { ...computer.deps, logons, retryAfterMs: [1, 1] }
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
    assert.deepEqual(computer.diary, ['open', 'close'])
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
