import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { refresh, type RefreshDeps } from './refresh.ts'
import { aComputer, alice, never } from './testing.ts'

suite('each attempt of a refresh', () => {
  const past = { path: 'direct', came: 'no-way-to-dc' } as const
  const shut = { path: 'vpn', came: 'vpn-did-not-open' } as const
  const attemptsOf = async ({ deps }: ReturnType<typeof aComputer>, more: Partial<RefreshDeps> = {}) =>
    (await refresh(alice, Buffer.from('x'), { ...deps, ...more }, never)).attempts

  test('is told with what it came to, also where the last one refreshed; she hears why before the next', async () => {
    const computer = aComputer({ dc: 'nowhere', tunnel: 'stays shut', kdcs: ['accepted'] })
    assert.deepEqual(await attemptsOf(computer), [past, shut, { path: 'kdc-proxy', came: 'done' }])
    const heard = ['direct', 'direct: no-way-to-dc', 'vpn', 'vpn: vpn-did-not-open', 'kdc-proxy', 'proof']
    assert.deepEqual(computer.heard, heard)
  })

  test('that is the reason for it all is not said twice; one that is not, is said too', async () => {
    const vpn = aComputer({ dc: 'nowhere', tunnel: 'stays shut' })
    assert.deepEqual(await attemptsOf(vpn), [past, shut])
    assert.deepEqual(vpn.heard, ['direct', 'direct: no-way-to-dc', 'vpn'])
    const silent = aComputer({ dc: 'nowhere', tunnel: 'stays shut', kdcs: ['no-kdc'] })
    assert.deepEqual(await attemptsOf(silent), [past, shut, { path: 'kdc-proxy', came: 'no-way-to-dc' }])
    assert.deepEqual(silent.heard.slice(-2), ['kdc-proxy', 'kdc-proxy: no-way-to-dc'])
  })

  test('comes after those that were made before, and to what the proof says', async () => {
    const before = [past]
    const computer = aComputer({ proof: false })
    const attempts = await attemptsOf(computer, { before, isInTunnel: true })
    assert.deepEqual(attempts, [past, { path: 'vpn', came: 'proof-failed' }])
    const nothing = aComputer({ caching: false })
    assert.deepEqual(await attemptsOf(nothing), [])
  })

  test('that was interrupted is told as that', async () => {
    const { deps } = aComputer({ dc: 'through the tunnel' })
    const stop = new AbortController()
    const logons = { ...deps.logons, logon: async () => (stop.abort(), 'no-dc' as const) }
    const done = await refresh(alice, Buffer.from('x'), { ...deps, logons }, stop.signal)
    assert.deepEqual(done.attempts, [past, { path: 'vpn', came: 'interrupted' }])
  })
})
