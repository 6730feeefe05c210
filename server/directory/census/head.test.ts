import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import {
  accessBits,
  aceFlags,
  attributePaths,
  extendedRights,
  type Ace,
  type Sid,
} from '@keyturn/protocols/ad'
import { headPowerOf, powerIn } from './head.ts'

const domain = 'S-1-5-21-1-2-3' as Sid
const helpDesk = `${domain}-1104` as Sid
const ofDomain = (rid: number) => `${domain}-${rid}` as Sid
const { controlAccess, writeProperty, writeDac, writeOwner, readProperty } = accessBits
const [reset] = extendedRights.resetPassword
const [allSecrets] = extendedRights.getChangesAll
const [member] = attributePaths.member

const ace = (mask: number, objectType?: string, more: Partial<Ace> = {}): Ace => ({
  kind: 'allow',
  flags: 0,
  mask,
  trustee: helpDesk,
  objectType,
  inheritedObjectType: undefined,
  ...more,
})
const powerOf = (aces: readonly Ace[] | null, owner = ofDomain(512)) =>
  powerIn({ owner, group: undefined, isProtected: false, aces, unread: 0 }, domain)

suite('power over a domain by its head', () => {
  const dangerous: readonly (readonly [what: string, entry: Ace])[] = [
    ['everything', ace(0x1000_0000)],
    ['its permissions', ace(writeDac)],
    ['its owner', ace(writeOwner)],
    ['every extended right', ace(controlAccess)],
    ['replicating secrets', ace(controlAccess, allSecrets)],
    [
      'resetting whoever is below',
      ace(controlAccess, reset, { flags: aceFlags.containerInherit | aceFlags.inheritOnly }),
    ],
    ['every property', ace(writeProperty)],
    ['who is in which group', ace(writeProperty, member)],
  ]
  for (const [what, entry] of dangerous) {
    test(`is had by whom an entry gives ${what}`, () => {
      assert.deepEqual(powerOf([entry]), { readable: true, trustees: [helpDesk], openToAll: false })
    })
  }

  test('is had by its owner', () => {
    assert.deepEqual(powerOf([], helpDesk).trustees, [helpDesk])
  })

  test('is not had by who may read, who is denied, or who may do something small', () => {
    const small = '28630ebf-41d5-11d1-a9c1-0000f80367c1'
    const entries = [ace(readProperty), ace(writeDac, undefined, { kind: 'deny' }), ace(writeProperty, small)]
    assert.deepEqual(powerOf(entries).trustees, [])
  })

  test('of AdminSDHolder’s groups and of domain controllers is no news', () => {
    const groups = [512, 516, 519, 498].map(ofDomain).concat(['S-1-5-32-544', 'S-1-5-18', 'S-1-5-9'] as Sid[])
    assert.deepEqual(powerOf(groups.map((trustee) => ace(writeDac, undefined, { trustee }))).trustees, [])
  })

  test('of everybody is told as that, and makes nobody privileged', () => {
    for (const trustee of ['S-1-1-0', 'S-1-5-11', ofDomain(513)] as Sid[]) {
      const found = powerOf([ace(controlAccess, allSecrets, { trustee })])
      assert.deepEqual(found, { readable: true, trustees: [], openToAll: true })
    }
    assert.equal(powerOf(null).openToAll, true)
  })

  test('that cannot be read is not taken for none', () => {
    assert.equal(headPowerOf(undefined, domain).readable, false)
    assert.equal(
      headPowerOf({ dn: 'DC=corp', nTSecurityDescriptor: Buffer.from('broken') }, domain).readable,
      false,
    )
  })
})
