import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Sid } from '@keyturn/protocols/ad'
import type { Hers } from '#devices'
import type { Account, LogonLimits } from '#directory'
import type { AccountId } from '#kernel'
import { diagnose } from './diagnose.ts'

const account: Account = {
  id: '6f1c3a52-0000-4000-8000-000000000001' as AccountId,
  sid: 'S-1-5-21-1-2-3-1104' as Sid,
  dn: 'CN=Alice,DC=corp,DC=example',
  sAMAccountName: 'alice',
  domain: 'CORP',
  userPrincipalName: null,
  displayName: 'Alice',
  mail: null,
  disabled: false,
  expired: false,
  locked: false,
  mustChange: false,
  isProtected: false,
  pwdLastSet: new Date('2026-05-01T08:00:00Z'),
}
const nobodys: Hers = { here: null, logons: [] }
/** A Saturday. */
const at = new Date('2026-11-28T07:12:00Z')

interface Case extends Partial<Omit<LogonLimits, 'account'>> {
  readonly account?: Partial<Account>
  readonly hers?: Hers
}

function told({ account: change = {}, hers = nobodys, ...limits }: Case) {
  const usual = { hours: null, computers: [], smartCardRequired: false }
  return diagnose({ limits: { ...usual, ...limits, account: { ...account, ...change } }, hers }, at)
}

/** Mondays from 8 to 9, UTC. */
const mondays = new Uint8Array(21)
mondays[4] = 1

suite('why somebody cannot log on', () => {
  test('is nothing that the directory knows, for most', () => {
    assert.deepEqual(told({}), [])
    const current = { here: 'PC-1', logons: [{ device: 'PC-1', state: 'current' as const }] }
    assert.deepEqual(told({ hers: current }), [])
  })

  for (const what of ['disabled', 'expired'] as const) {
    test(`is for who is ${what} that alone: nothing else helps before it`, () => {
      const all = { [what]: true, locked: true, mustChange: true, pwdLastSet: null }
      const stale = { here: null, logons: [{ device: 'PC-1', state: 'stale' as const }] }
      assert.deepEqual(told({ account: all, smartCardRequired: true, hers: stale }), [{ what }])
    })
  }

  test('is all of it for whoever is locked, must change and needs a card, the lock first', () => {
    const found = told({
      account: { locked: true, mustChange: true, pwdLastSet: null },
      smartCardRequired: true,
    })
    assert.deepEqual(
      found.map(({ what }) => what),
      ['locked', 'must-change', 'smart-card'],
    )
  })

  test('tells a password that grew too old from one that must be changed', () => {
    assert.deepEqual(told({ account: { mustChange: true } }), [{ what: 'password-expired' }])
  })

  test('is the hour, and from when on it is not', () => {
    assert.deepEqual(told({ hours: mondays }), [{ what: 'hours', from: '2026-11-30T08:00:00.000Z' }])
    assert.deepEqual(told({ hours: new Uint8Array(21) }), [{ what: 'hours', from: null }])
    assert.deepEqual(told({ hours: new Uint8Array(21).fill(0xff) }), [])
  })

  test('is this computer where only others are hers, and where it is not known, it says which are', () => {
    const computers = ['DESK-7', 'LAPTOP-7']
    const here = (name: string | null) => told({ computers, hers: { here: name, logons: [] } })
    assert.deepEqual(here('laptop-7'), [])
    assert.deepEqual(here('KIOSK'), [{ what: 'computers', names: computers, here: 'KIOSK' }])
    assert.deepEqual(here(null), [{ what: 'computers', names: computers, here: null }])
  })

  test('is an older password on a computer of hers, the one in front of her first, and no more than five', () => {
    const others = [1, 2, 3, 4, 5].map((n) => ({ device: `PC-${n}`, state: 'stale' as const }))
    const hers: Hers = { here: 'LAPTOP-7', logons: [...others, { device: 'LAPTOP-7', state: 'missing' }] }
    const found = told({ hers })
    assert.deepEqual(found[0], { what: 'not-kept', device: 'LAPTOP-7', here: true })
    assert.deepEqual(found[1], { what: 'stale', device: 'PC-1', here: false })
    assert.equal(found.length, 5)
  })

  test('says nothing of computers that do not tell, nor while her password lets her in nowhere', () => {
    const unknown = { here: null, logons: [{ device: 'PC-1', state: 'unknown' as const }] }
    assert.deepEqual(told({ hers: unknown }), [])
    const stale = { here: null, logons: [{ device: 'PC-1', state: 'stale' as const }] }
    assert.deepEqual(told({ account: { mustChange: true, pwdLastSet: null }, hers: stale }), [
      { what: 'must-change' },
    ])
  })
})
