import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import type { Sid } from '@keyturn/protocols/ad'
import type { Principal } from '#directory'
import { aPrincipal, domainSid } from '../testing/principals.ts'
import type { SegmentRule } from '../plan/schema.ts'
import { allRules } from './rules.ts'
import { placeOf } from './segment.ts'
import { createTally } from './tally.ts'

const vpn = `${domainSid}-2001` as Sid
const exchange = `${domainSid}-2002` as Sid
const written: readonly SegmentRule[] = [
  { segment: 'service', name: 'svc-*-prod' },
  { segment: 'remote-password-vpn', group: 'VPN' },
  { segment: 'remote-certificate-vpn', attribute: { name: 'extensionAttribute1', is: 'Zuhause' } },
  { segment: 'on-site', everyone: true },
  { segment: 'privileged', unit: 'ou=tier 0, dc=corp, dc=example' },
]
/** A DN as a person writes it, and as a DC does. */
const units = new Map([
  ['ou=tier 0, dc=corp, dc=example', 'OU=Tier 0,DC=corp,DC=example'],
  ['DC=corp,DC=example', 'DC=corp,DC=example'],
])
const rules = allRules({ written, groups: new Map([['VPN', vpn]]), units, onHead: [exchange] })
const placed = (wish: Parameters<typeof aPrincipal>[0]) => {
  const place = placeOf(aPrincipal(wish), rules)
  return place.decided ? `${place.segment} by ${place.rule}` : place.why
}
const inVpn = { memberOf: new Set([vpn]) }

suite('where an account is', () => {
  const table: readonly (readonly [what: string, wish: Parameters<typeof aPrincipal>[0], place: string])[] = [
    ['krbtgt', { rid: 502, sAMAccountName: 'krbtgt', disabled: true, isProtected: true }, 'krbtgt by krbtgt'],
    ['that of an RODC', { sAMAccountName: 'krbtgt_4711', isProtected: true }, 'krbtgt by krbtgt'],
    ['a person who is called so', { sAMAccountName: 'krbtgtfan' }, 'on-site by 4: everyone'],
    ['a trust', { kind: 'trust', sAMAccountName: 'OTHER$' }, 'trusts by trust'],
    ['a computer', { kind: 'computer', hasServicePrincipal: true }, 'computers by computer'],
    ['a domain controller', { kind: 'computer', isProtected: true }, 'computers by computer'],
    ['Administrator', { rid: 500, adminCount: true }, 'privileged by came-with-the-domain'],
    ['Guest', { rid: 501, disabled: true }, 'privileged by came-with-the-domain'],
    ['an administrator of old', { adminCount: true, ...inVpn }, 'privileged by admin-count'],
    ['a nested administrator', { isProtected: true, ...inVpn }, 'privileged by protected-group'],
    [
      'who may write the head’s permissions',
      { memberOf: new Set([exchange, vpn]) },
      'privileged by power-over-the-domain',
    ],
    ['a gMSA', { kind: 'managed', sAMAccountName: 'web$' }, 'service by managed-service'],
    ['a service that the plan names', { sAMAccountName: 'SVC-mail-PROD' }, 'service by 1: name svc-*-prod'],
    ['one that it does not', { sAMAccountName: 'svc-mail-test' }, 'on-site by 4: everyone'],
    ['a user with an SPN', { hasServicePrincipal: true }, 'service by service-principal'],
    [
      'a user with an SPN in the VPN',
      { hasServicePrincipal: true, ...inVpn },
      'remote-password-vpn by 2: group VPN',
    ],
    ['somebody in the VPN', inVpn, 'remote-password-vpn by 2: group VPN'],
    [
      'somebody at home',
      { attributes: new Map([['extensionAttribute1', ['zuhause']]]) },
      'remote-certificate-vpn by 3: extensionAttribute1 is Zuhause',
    ],
    ['one of Entra', { isSynchronised: true }, 'hybrid by synchronised'],
    [
      'a unit of administrators',
      { dn: 'CN=x,OU=Tier 0,DC=corp,DC=example' },
      'privileged by 5: unit ou=tier 0, dc=corp, dc=example',
    ],
    ['one beside that unit', { dn: 'CN=x,OU=Not Tier 0,DC=corp,DC=example' }, 'on-site by 4: everyone'],
    ['who might be a service', { neverExpires: true, hasPersonsName: false }, 'person-or-service'],
    ['a person whose password never expires', { neverExpires: true }, 'on-site by 4: everyone'],
    ['who has too many groups', { hasMoreGroups: true, ...inVpn }, 'too-many-groups'],
    [
      'an administrator with too many',
      { hasMoreGroups: true, adminCount: true },
      'privileged by admin-count',
    ],
    ['who cannot be read', { kind: 'unreadable', adminCount: true }, 'unreadable'],
  ]
  for (const [what, wish, place] of table) {
    test(`${what}: ${place}`, () => assert.equal(placed(wish), place))
  }

  test('without a rule for everybody nobody is guessed at', () => {
    const few = allRules({ written: written.slice(0, 1), groups: new Map(), units, onHead: [] })
    assert.deepEqual(placeOf(aPrincipal(), few), { decided: false, why: 'no-rule' })
  })

  test('a rule whose group is not there matches nobody', () => {
    const lost = allRules({ written: written.slice(1, 2), groups: new Map(), units, onHead: [] })
    assert.equal(placeOf(aPrincipal(inVpn), lost).decided, false)
  })
})

const flag = fc.boolean()
const principal: fc.Arbitrary<Principal> = fc
  .record({
    kind: fc.constantFrom('user', 'managed', 'computer', 'trust', 'unreadable'),
    disabled: flag,
    neverExpires: flag,
    adminCount: flag,
    isProtected: flag,
    hasServicePrincipal: flag,
    hasPersonsName: flag,
    isSynchronised: flag,
    hasMoreGroups: flag,
    rid: fc.constantFrom(500, 502, 1_500, 9_999),
    groups: fc.subarray([vpn, exchange]),
    sAMAccountName: fc.constantFrom('anna', 'svc-a-prod', 'krbtgt_1', 'krbtgt'),
  })
  .map(({ groups, ...wish }) => aPrincipal({ ...wish, memberOf: new Set(groups) } as Partial<Principal>))

suite('whatever an account is like', () => {
  test('it is in exactly one segment or undecided, and the sums say so', () => {
    fc.assert(
      fc.property(fc.array(principal, { maxLength: 60 }), (all) => {
        const tally = createTally({ officeOf: () => '', show: undefined })
        for (const one of all) tally.add(one, placeOf(one, rules))
        const decided = [...tally.segments.values()]
        const sum = (list: Iterable<{ readonly accounts: number }>) =>
          [...list].reduce((to, { accounts }) => to + accounts, 0)
        assert.equal(sum(decided) + sum(tally.undecided.values()), all.length)
        for (const segment of decided) assert.equal(sum(segment.rules.values()), segment.accounts)
      }),
    )
  })

  test('no plan makes an administrator, a computer or krbtgt anything else', () => {
    const any = fc.constantFrom<SegmentRule>(
      { segment: 'on-site', everyone: true },
      { segment: 'on-site', name: '*' },
      { segment: 'hybrid', unit: 'DC=corp,DC=example' },
      { segment: 'service', group: 'VPN' },
    )
    fc.assert(
      fc.property(principal, fc.array(any, { maxLength: 4 }), (one, plan) => {
        const place = placeOf(
          one,
          allRules({ written: plan, groups: new Map([['VPN', vpn]]), units, onHead: [exchange] }),
        )
        const isGuarded =
          one.adminCount || one.isProtected || one.memberOf.has(exchange) || one.kind === 'computer'
        if (isGuarded && place.decided) {
          assert.ok(!['on-site', 'hybrid'].includes(place.segment))
          assert.ok(place.segment !== 'service' || one.kind === 'managed')
        }
      }),
      { numRuns: 500 },
    )
  })
})

test('a rule full of stars costs nothing', () => {
  const stars = allRules({
    written: [{ segment: 'service', name: `${'*a'.repeat(150)}b` }],
    groups: new Map(),
    units,
    onHead: [],
  })
  assert.equal(placeOf(aPrincipal({ sAMAccountName: 'a'.repeat(300) }), stars).decided, false)
})

test('names are told of the rule that was asked for, and no more than a page holds', () => {
  const tally = createTally({ officeOf: () => '', show: '4: everyone' })
  for (let i = 0; i < 10_005; i++) {
    const one = aPrincipal()
    tally.add(one, placeOf(one, rules))
  }
  assert.equal(tally.shown.length, 10_000)
  assert.equal(tally.segments.get('on-site')?.rules.get('4: everyone')?.examples.length, 5)
})
