import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { hygieneFinding } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import type { Principal } from '#directory'
import { aPrincipal, domainSid } from '../testing/principals.ts'
import { findingsOf } from './hygiene.ts'
import { describe, inventoryOf } from './inventory.ts'
import { traitAttributes, traitsOf } from './traits.ts'

const now = new Date('2026-11-28T12:00:00Z')
const day = 86_400_000
const ago = (days: number) => new Date(now.getTime() - days * day)
/** Tenths of a microsecond since 1601 (MS-DTYP 2.3.3). */
const filetime = (date: Date) => String(BigInt(date.getTime() + 11_644_473_600_000) * 10_000n)

/** Bits of MS-ADTS 2.2.16, as Windows documents them. */
const bit = {
  disabled: 0x2,
  passwordNotRequired: 0x20,
  reversible: 0x80,
  normal: 0x200,
  unconstrained: 0x80000,
  desOnly: 0x200000,
  noPreAuthentication: 0x400000,
  anyProtocol: 0x1000000,
}

type Attributes = Readonly<Record<string, string | readonly string[]>>
const anAccount = (attributes: Attributes = {}, wish: Parameters<typeof aPrincipal>[0] = {}) =>
  aPrincipal({
    ...wish,
    attributes: new Map(
      Object.entries(attributes).map(([name, value]) => [name, typeof value === 'string' ? [value] : value]),
    ),
  })
const control = (...bits: readonly number[]): Attributes => ({
  userAccountControl: String(bits.reduce((sum, one) => sum | one, bit.normal)),
})
const wish = { ownerAttribute: undefined, isRunning: false }
const described = (one: Principal) => describe(one, traitsOf(one), wish)
const because = (one: Principal, more: Partial<typeof wish> = {}) =>
  inventoryOf(one, traitsOf(one), { ...wish, ...more })?.because

suite('what depends on an account', () => {
  test('is read of attributes that are asked for, and nothing else', () => {
    const asked = new Set(traitAttributes)
    const read = new Set<string>()
    const attributes = { get: (name: string) => void read.add(name) }
    traitsOf({ ...anAccount(), attributes: attributes as unknown as Principal['attributes'] })
    assert.deepEqual(read, asked)
  })

  test('passwordNotRequired is the bit of that name, and no other', () => {
    assert.equal(described(anAccount(control(bit.passwordNotRequired))).passwordNotRequired, true)
    const others = Object.values(bit).filter((one) => one !== bit.passwordNotRequired)
    assert.equal(described(anAccount(control(...others))).passwordNotRequired, false)
    assert.equal(described(anAccount()).passwordNotRequired, false)
  })

  test('log-on and password have their day, or none', () => {
    const at = new Date('2026-11-01T08:09:10.123Z')
    const one = described(anAccount({ lastLogonTimestamp: filetime(at), pwdLastSet: filetime(ago(400)) }))
    assert.equal(one.lastLogOn, at.toISOString())
    assert.equal(one.passwordSet, ago(400).toISOString())
    for (const none of [{}, { lastLogonTimestamp: '0', pwdLastSet: '0' }]) {
      const never = described(anAccount(none))
      assert.deepEqual([never.lastLogOn, never.passwordSet], [null, null])
    }
  })

  const encryption: readonly (readonly [value: string | undefined, desOnly: boolean, is: string])[] = [
    [undefined, false, 'unset'],
    ['0', false, 'unset'],
    // Compound identity, claims and the like are no encryption (MS-KILE 2.2.7).
    [String(0x70000), false, 'unset'],
    [String(0x03), false, 'des-or-rc4-only'],
    [String(0x04), false, 'des-or-rc4-only'],
    [String(0x08), false, 'aes-only'],
    [String(0x18), false, 'aes-only'],
    [String(0xd8), false, 'aes-only'],
    [String(0x1c), false, 'rc4-and-aes'],
    [String(0x14), false, 'rc4-and-aes'],
    [String(0x1f), false, 'rc4-and-aes'],
    [String(0x18), true, 'des-or-rc4-only'],
  ]
  for (const [value, desOnly, is] of encryption) {
    test(`encryption of ${value ?? 'nothing'}${desOnly ? ' with DES alone' : ''} is ${is}`, () => {
      const types = value === undefined ? {} : { 'msDS-SupportedEncryptionTypes': value }
      const one = described(anAccount({ ...control(...(desOnly ? [bit.desOnly] : [])), ...types }))
      assert.equal(one.encryption, is)
    })
  }

  const delegation: readonly (readonly [attributes: Attributes, kinds: readonly string[]])[] = [
    [{}, []],
    [control(bit.unconstrained), ['unconstrained']],
    [{ 'msDS-AllowedToDelegateTo': ['cifs/fs1', 'http/web1'] }, ['constrained']],
    [
      { ...control(bit.anyProtocol), 'msDS-AllowedToDelegateTo': 'cifs/fs1' },
      ['constrained', 'any-protocol'],
    ],
    [control(bit.anyProtocol), ['any-protocol']],
    [{ 'msDS-AllowedToActOnBehalfOfOtherIdentity': 'AQAEgA==' }, ['resource-based']],
  ]
  for (const [attributes, kinds] of delegation) {
    test(
      kinds.length === 0
        ? 'an account without delegation is no service by it'
        : `${kinds.join(' and ')} delegation is told, and whoever has it is a service`,
      () => {
        const one = anAccount(attributes)
        assert.deepEqual(described(one).delegation, kinds)
        assert.deepEqual(because(one), kinds.length === 0 ? undefined : ['delegation'])
      },
    )
  }

  test('where it may delegate to is told', () => {
    const to = ['cifs/fs1', 'http/web1']
    assert.deepEqual(described(anAccount({ 'msDS-AllowedToDelegateTo': to })).delegatesTo, to)
  })
})

suite('a service account', () => {
  test('is one for each reason, and nobody else is', () => {
    assert.equal(because(anAccount()), undefined)
    assert.deepEqual(because(anAccount({}, { hasServicePrincipal: true })), ['service-principal'])
    assert.deepEqual(because(anAccount({}, { kind: 'managed', hasServicePrincipal: true })), ['managed'])
    assert.deepEqual(because(anAccount({}, { neverExpires: true, hasPersonsName: false })), [
      'never-expires-without-name',
    ])
    assert.equal(because(anAccount({}, { neverExpires: true })), undefined)
    assert.deepEqual(because(anAccount(), { isRunning: true }), ['something-runs'])
    for (const kind of ['computer', 'trust', 'unreadable'] as const)
      assert.equal(
        because(anAccount(control(bit.unconstrained), { kind, hasServicePrincipal: true })),
        undefined,
      )
    const krbtgt = anAccount({}, { rid: 502, sAMAccountName: 'krbtgt', hasServicePrincipal: true })
    assert.equal(because(krbtgt), undefined)
  })

  test('may become a gMSA, or there is a reason why not', () => {
    const gmsa = (one: Principal) => described(one).gmsa
    const spn = { servicePrincipalName: 'HTTP/web1' }
    const nobody = { hasPersonsName: false }
    assert.equal(gmsa(anAccount(spn, { kind: 'managed', ...nobody })), 'is-one')
    assert.equal(gmsa(anAccount(spn, nobody)), 'candidate')
    assert.equal(gmsa(anAccount({}, nobody)), 'no-service-seen')
    // A name or a mailbox is a person's, whatever else is so.
    assert.equal(gmsa(anAccount(spn, { hasPersonsName: true })), 'mail-or-person')
    assert.equal(gmsa(anAccount(spn, { hasPersonsName: true, isProtected: true })), 'mail-or-person')
    assert.equal(gmsa(anAccount(spn, { ...nobody, isProtected: true })), 'privileged')
    assert.equal(gmsa(anAccount(spn, { ...nobody, adminCount: true })), 'privileged')
  })

  test('weighs what the heaviest of its groups gives, by nesting, and names them', () => {
    const weigh = (one: Principal) => {
      const { weight, groups } = described(one)
      return [weight, groups]
    }
    const inGroups = (...sids: readonly string[]) => ({ isProtected: true, memberOf: new Set(sids as Sid[]) })
    assert.deepEqual(weigh(anAccount()), ['none', []])
    assert.deepEqual(weigh(anAccount({}, { adminCount: true })), ['mark', []])
    assert.deepEqual(weigh(anAccount({}, inGroups('S-1-5-32-551'))), ['step', ['Backup Operators']])
    const both = inGroups('S-1-5-32-548', `${domainSid}-512`, 'S-1-5-32-544')
    assert.deepEqual(weigh(anAccount({}, both)), [
      'domain',
      ['Administrators', 'Domain Admins', 'Account Operators'],
    ])
  })

  test('has no AES keys when its password is older than they are in this domain', () => {
    const older = (pwdLastSet: string, aesSince?: Date) => {
      const one = anAccount({ pwdLastSet })
      return describe(one, traitsOf(one), { ...wish, aesSince }).olderThanAes
    }
    assert.equal(older(filetime(ago(400)), ago(300)), true)
    assert.equal(older(filetime(ago(200)), ago(300)), false)
    assert.equal(older(filetime(ago(400))), false)
    assert.equal(older('0', ago(300)), false)
  })

  test('belongs to whom the wished attribute names, else managedBy, else manager', () => {
    const all = { extensionAttribute1: 'team web', managedBy: 'CN=Ada', manager: 'CN=Otto' }
    const owner = (attributes: Attributes, ownerAttribute?: string) => {
      const one = anAccount(attributes)
      return describe(one, traitsOf(one), { ownerAttribute, isRunning: false }).owner
    }
    assert.equal(owner(all, 'extensionAttribute1'), 'team web')
    assert.equal(owner(all), 'CN=Ada')
    assert.equal(owner({ manager: 'CN=Otto' }, 'extensionAttribute1'), 'CN=Otto')
    assert.equal(owner({}), null)
  })
})

suite('what an attacker would use next', () => {
  const found = (one: Principal) => findingsOf(one, traitsOf(one), now)
  const fresh = { lastLogonTimestamp: filetime(ago(1)) }
  const admin = { isProtected: true, adminCount: true, memberOf: new Set(['S-1-5-32-544' as Sid]) }
  const des = { 'msDS-SupportedEncryptionTypes': '4' }

  const each: readonly (readonly [finding: (typeof hygieneFinding.options)[number], one: Principal])[] = [
    ['reversible-encryption', anAccount(control(bit.reversible))],
    ['des-or-rc4-only', anAccount(des)],
    ['no-pre-authentication', anAccount(control(bit.noPreAuthentication))],
    ['password-not-required', anAccount(control(bit.passwordNotRequired))],
    ['privileged-synchronised', anAccount(fresh, { ...admin, isSynchronised: true })],
    ['privileged-stale', anAccount({ lastLogonTimestamp: filetime(ago(91)) }, admin)],
    ['privileged-service-principal', anAccount(fresh, { ...admin, hasServicePrincipal: true })],
    ['privileged-never-expires', anAccount(fresh, { ...admin, neverExpires: true })],
    ['krbtgt-old', anAccount({ pwdLastSet: filetime(ago(181)) }, { rid: 502, sAMAccountName: 'krbtgt' })],
    ['unconstrained-delegation', anAccount(control(bit.unconstrained))],
    ['admin-count-orphan', anAccount({}, { adminCount: true })],
  ]
  test('there is an account for each finding', () => {
    assert.deepEqual(each.map(([finding]) => finding).toSorted(), hygieneFinding.options.toSorted())
  })
  for (const [finding, one] of each)
    test(`${finding} is found, and nothing else`, () => assert.deepEqual(found(one), [finding]))

  test('an ordinary person has nothing of it, nor an administrator who was there', () => {
    assert.deepEqual(found(anAccount()), [])
    assert.deepEqual(found(anAccount({}, { isSynchronised: true, neverExpires: true })), [])
    assert.deepEqual(found(anAccount(fresh, admin)), [])
    assert.deepEqual(found(anAccount({ lastLogonTimestamp: filetime(ago(90)) }, admin)), [])
  })

  test('an administrator who was never there is as stale as one who was not for long', () => {
    assert.deepEqual(found(anAccount({}, admin)), ['privileged-stale'])
  })

  test('krbtgt is old after 180 days, also an RODC’s, also without a day, and though it is disabled', () => {
    const krbtgt = (attributes: Attributes, sAMAccountName = 'krbtgt') =>
      found(
        anAccount(attributes, {
          sAMAccountName,
          disabled: true,
          isProtected: true,
          ...(sAMAccountName === 'krbtgt' && { rid: 502 }),
        }),
      )
    assert.deepEqual(krbtgt({ pwdLastSet: filetime(ago(180)) }), [])
    assert.deepEqual(krbtgt({ pwdLastSet: filetime(ago(181)) }), ['krbtgt-old'])
    assert.deepEqual(krbtgt({}), ['krbtgt-old'])
    assert.deepEqual(krbtgt({ pwdLastSet: filetime(ago(200)) }, 'krbtgt_4711'), ['krbtgt-old'])
    // A key that is new has nothing else to be found, whatever krbtgt's bits are.
    assert.deepEqual(krbtgt({ ...control(bit.disabled), ...des, pwdLastSet: filetime(ago(1)) }), [])
  })

  test('disabled accounts, trusts and what cannot be read have nothing to find', () => {
    const bad = { ...control(bit.reversible, bit.passwordNotRequired), ...des }
    assert.deepEqual(found(anAccount(bad, { disabled: true })), [])
    assert.deepEqual(found(anAccount(bad, { kind: 'trust' })), [])
    assert.deepEqual(found(anAccount(bad, { kind: 'unreadable' })), [])
    assert.equal(found(anAccount(bad)).length, 3)
  })

  test('domain controllers delegate to anybody by their nature; other computers do not', () => {
    const computer = (primaryGroupID: string) =>
      found(anAccount({ ...control(bit.unconstrained), primaryGroupID }, { kind: 'computer' }))
    assert.deepEqual(computer('516'), [])
    assert.deepEqual(computer('521'), [])
    assert.deepEqual(computer('515'), ['unconstrained-delegation'])
  })

  test('Keyturn’s own account is nobody’s administrator', () => {
    assert.deepEqual(found(anAccount({}, { isProtected: true, isOwn: true, isSynchronised: true })), [])
  })
})
