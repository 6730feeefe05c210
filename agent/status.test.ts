import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Sid } from '@keyturn/protocols/ad'
import type { Message } from './screen/index.ts'
import { status, viewOf, type StatusDeps } from './status.ts'

const at = (time: string) => new Date(`2026-11-21T${time}Z`)
const alice = 'S-1-5-21-1-2-3-1104' as Sid

function told(
  deps: Partial<StatusDeps['logons']>,
  passwordLastSet: string | null,
  names: readonly string[] = [],
) {
  const shown: Message[] = []
  const logons = {
    isCachingOn: async () => true,
    cached: async () => [{ account: alice, passwordLastSet: at('10:00:00') }],
    find: async (name: string) => (name === 'alice' ? alice : undefined),
    nameOf: async () => ({ domain: 'CORP', name: 'alice' }),
    ...deps,
  }
  const call = async () => ({ accounts: [{ account: alice, passwordLastSet }] }) as never
  const run = status(names, {
    logons,
    api: { call },
    screen: { show: (m) => void shown.push(m) },
  })
  return run.then((all) => ({ all, shown }))
}

suite('how a cached log-on stands', () => {
  test('is current with the newest password, stale with an older one', () => {
    assert.equal(viewOf('alice', at('10:00:00.120'), at('10:00:00.120')).state, 'current')
    assert.equal(viewOf('alice', at('10:00:00.120'), at('10:00:00.121')).state, 'stale')
  })

  test('is current when the server asked a DC that has not heard of the new password yet', () => {
    assert.equal(viewOf('alice', at('11:00:00'), at('10:00:00')).state, 'current')
  })

  test('is missing without a cached log-on, and unknown when one of the two does not say', () => {
    assert.equal(viewOf('alice', undefined, at('09:00:00')).state, 'missing')
    assert.equal(viewOf('alice', at('10:00:00'), null).state, 'unknown')
    assert.equal(viewOf('alice', null, at('10:00:00')).state, 'unknown')
  })

  test('is told for everyone who has one here, and the whole is well only if all are current', async () => {
    assert.equal((await told({}, '2026-11-21T09:00:00.000Z')).all, true)
    const stale = await told({}, '2026-11-21T11:00:00.000Z')
    assert.equal(stale.all, false)
    assert.deepEqual(
      stale.shown.map((message) => message.what === 'logon' && [message.logon.name, message.logon.state]),
      [['alice', 'stale']],
    )
  })

  test('is told for a name that nobody has as missing, without asking further', async () => {
    const { shown } = await told({}, null, ['mallory'])
    assert.deepEqual(
      shown.map((message) => message.what === 'logon' && message.logon.state),
      ['missing'],
    )
  })

  test('is disabled for all when the computer keeps no log-ons', async () => {
    const { all, shown } = await told({ isCachingOn: async () => false }, null)
    assert.equal(all, false)
    assert.deepEqual(shown, [{ what: 'caching-off' }])
  })
})
