import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { AccountLook, DcLook } from '#directory'
import { policyHintsOids, type Sid } from '@keyturn/protocols/ad'
import { judgeAccount, judgeLogOn } from './account.ts'
import { judgeController, judgeLocated, judgeWritable } from './controllers.ts'
import { judgeReplication } from './domain.ts'
import { judgeDatabase } from './surroundings.ts'

const now = new Date('2026-11-21T12:00:00Z')
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000)
const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1000)

const paged = '1.2.840.113556.1.4.319'
const root = { ms: 9, currentTime: now, controls: new Set([paged]), isSynchronized: true, usn: 1n }
const tls = {
  reached: true,
  ms: 8,
  problem: undefined,
  subject: 'CN=dc1',
  issuer: 'CN=CA',
  names: 'DNS:dc1.corp.example',
  validFrom: inDays(-10),
  validTo: inDays(300),
} as const
const dc: DcLook = {
  host: 'dc1.corp.example',
  port: 636,
  addresses: [{ address: '10.0.0.1', family: 4 }],
  pong: { ms: 3, isWritable: true, dcSite: 'Berlin', clientSite: 'Berlin' },
  tls,
  root,
}
const account: AccountLook = {
  dn: 'CN=svc,DC=corp',
  sid: 'S-1-5-21-1-2-3-1104' as Sid,
  sAMAccountName: 'svc',
  token: new Set(),
  groups: [],
  disabled: false,
  locked: false,
  accountExpires: null,
  pwdLastSet: inDays(-30),
  passwordExpires: null,
}

const of = (look: DcLook, id: string) => {
  const found = judgeController(look, now).find((finding) => finding.id === id)
  return `${found?.state} ${found?.says}`
}

suite('a domain controller', () => {
  test('that is as it should be is well in all respects', () => {
    assert.deepEqual([...new Set(judgeController(dc, now).map(({ state }) => state))], ['ok'])
  })

  test('has a clock that may be half a minute off, and not five', () => {
    const at = (seconds: number) =>
      of({ ...dc, root: { ...root, currentTime: inSeconds(seconds) } }, 'dc.clock')
    assert.match(at(0), /^ok .* agree/)
    assert.match(at(20), /^ok .*2[01] seconds ahead/)
    assert.match(at(-45), /^warn .*4[45] seconds behind/)
    assert.match(at(-301), /^fail .*5 minutes behind/)
    assert.match(at(7 * 3600), /^fail .*7 hours ahead/)
  })

  test('has a certificate that is told of a month before it ends', () => {
    const until = (days: number) => of({ ...dc, tls: { ...tls, validTo: inDays(days) } }, 'dc.certificate')
    assert.match(until(31), /^ok/)
    assert.match(until(29), /^warn .*ends in 29 days/)
  })

  test('whose certificate is not believed is told why in words', () => {
    const because = (problem: string) => of({ ...dc, tls: { ...tls, problem } }, 'dc.certificate')
    assert.match(
      because('ERR_TLS_CERT_ALTNAME_INVALID'),
      /^fail .*another name \(CN=dc1, signed by CN=CA, for DNS:dc1/,
    )
    assert.match(because('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), /^fail .*not signed by directory\.caFile/)
    assert.match(because('SOMETHING_NEW'), /^fail .*SOMETHING_NEW/)
  })

  test('that is an RODC, silent by UDP, slow or not yet ready is told so', () => {
    assert.match(
      of({ ...dc, pong: { ms: 1, isWritable: false, dcSite: 'B', clientSite: '' } }, 'dc.ping'),
      /RODC/,
    )
    assert.match(of({ ...dc, pong: undefined }, 'dc.ping'), /^warn/)
    assert.match(of({ ...dc, root: { ...root, ms: 2_000 } }, 'dc.latency'), /^warn/)
    assert.match(of({ ...dc, root: { ...root, isSynchronized: false } }, 'dc.controls'), /^warn/)
    assert.match(of({ ...dc, root: { ...root, controls: new Set() } }, 'dc.controls'), /^fail/)
    const hints = { ...root, controls: new Set([paged, ...policyHintsOids]) }
    assert.match(of({ ...dc, root: hints }, 'dc.controls'), /one write/)
  })

  test('without an address is not looked at further', () => {
    assert.deepEqual(
      judgeController({ ...dc, addresses: [] }, now).map(({ id, state }) => `${id} ${state}`),
      ['dc.address fail'],
    )
  })

  test('that can be written to is needed once', () => {
    const rodc = { ...dc, pong: { ms: 1, isWritable: false, dcSite: 'B', clientSite: 'B' } }
    assert.equal(judgeWritable([rodc], 'corp.example').state, 'fail')
    assert.equal(judgeWritable([rodc, dc], 'corp.example').state, 'ok')
    // Where UDP is filtered nobody knows, and Keyturn tries.
    assert.equal(judgeWritable([{ ...dc, pong: undefined }], 'corp.example').state, 'ok')
  })
})

suite('the DNS', () => {
  const located = { record: '_ldap._tcp.dc._msdcs.corp.example', problem: undefined }
  const none = { ...located, named: [], problem: 'ENOTFOUND' }
  const one = { host: 'dc1.corp.example', port: 636 }

  test('that names nobody is a failure, unless the configuration does', () => {
    assert.equal(judgeLocated({ ...none, controllers: [] }, 'corp.example').state, 'fail')
    assert.equal(judgeLocated({ ...none, controllers: [one] }, 'corp.example').state, 'warn')
  })

  test('that names a stranger for a DC is warned of', () => {
    const finding = judgeLocated({ ...located, named: ['dc1.evil.example'], controllers: [] }, 'corp.example')
    assert.equal(finding.state, 'warn')
    assert.match(finding.says, /dc1\.evil\.example/)
  })
})

suite('the service account', () => {
  const states = (change: Partial<AccountLook>) =>
    judgeAccount({ ...account, ...change }, now).map(({ state }) => state)

  test('is well when it neither ends nor expires', () => assert.deepEqual(states({}), ['ok', 'ok']))

  test('that is disabled, locked or about to end is a failure', () => {
    assert.deepEqual(states({ disabled: true })[0], 'fail')
    assert.deepEqual(states({ locked: true })[0], 'fail')
    assert.deepEqual(states({ accountExpires: inDays(13) })[0], 'fail')
    assert.deepEqual(states({ accountExpires: inDays(15) })[0], 'ok')
  })

  test('has a password that is told of when it is old, expires, or must be changed', () => {
    assert.equal(states({ pwdLastSet: inDays(-400) })[1], 'warn')
    assert.equal(states({ passwordExpires: inDays(40) })[1], 'warn')
    assert.equal(states({ passwordExpires: inDays(13) })[1], 'fail')
    assert.equal(states({ pwdLastSet: null })[1], 'fail')
  })

  test('that is not let in is told why, in words', () => {
    const refused = judgeLogOn({ ok: false, meaning: 'wrong-password', detail: '80090308: …' }, 'svc', 'dc1')
    assert.match(refused.says, /name or the password is wrong/)
    const other = judgeLogOn({ ok: false, meaning: undefined, detail: 'strange words' }, 'svc', 'dc1')
    assert.match(other.says, /strange words/)
  })
})

suite('replication', () => {
  const session = {
    dc: 'dc1',
    account,
    domain: { base: 'DC=corp', dns: 'corp', netbios: 'CORP', sid: account.sid },
  }
  const neighbour = { from: 'DC2', failures: 0, lastResult: 0, lastSuccess: inDays(-0.1) }
  const judge = (controllers: number, neighbours: readonly (typeof neighbour)[] | undefined) =>
    judgeReplication({ controllers, neighbours }, session, now)

  test('between DCs is well, late, failing, or out of sight with the right that shows it', () => {
    assert.equal(judge(2, [neighbour]).state, 'ok')
    assert.equal(judge(2, [{ ...neighbour, failures: 2, lastResult: 1722 }]).state, 'warn')
    assert.equal(judge(2, [{ ...neighbour, lastSuccess: inDays(-2) }]).state, 'fail')
    const unseen = judge(2, undefined)
    assert.equal(unseen.state, 'unknown')
    assert.match(unseen.commands[0]?.line ?? '', /CA;Monitor Active Directory Replication/)
    assert.equal(judge(1, undefined).state, 'ok')
  })
})

suite('the database', () => {
  test('of our own that is not running is not a failure of its own; yours is', () => {
    const look = { where: 'x', answers: false, wasStarted: true, why: 'no' } as const
    assert.equal(judgeDatabase({ ...look, isPrivate: true }).state, 'unknown')
    assert.equal(judgeDatabase({ ...look, isPrivate: false }).state, 'fail')
    assert.equal(
      judgeDatabase({ where: 'x', answers: true, version: '15.8', bytes: 1e8, ms: 900 }).state,
      'warn',
    )
  })
})
