import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { DirectoryShape, ShapedAccount } from '@keyturn/contract'
import { parse } from 'yaml'
import { copyOf, type CopyWish } from './copy.ts'
import { moved, parentsOf, rdnsOf } from './dn.ts'
import { nameOf, rehearsedPlan } from './plan.ts'

const from = 'DC=firma,DC=example'
const root = 'OU=Rehearsal,OU=People,DC=corp,DC=example'
const wish: CopyWish = {
  from,
  to: root,
  scope: `OU=Scope,${root}`,
  beside: `OU=Beside,${root}`,
  dnsDomain: 'corp.example',
  now: new Date('2026-11-28T10:00:00Z'),
  has: new Map([
    ['krbtgt', 'CN=krbtgt,CN=Users,DC=corp,DC=example'],
    ['domain admins', 'CN=Domain Admins,CN=Users,DC=corp,DC=example'],
  ]),
  needed: new Set(['carol']),
}
const account = (name: string, over: Partial<ShapedAccount> = {}): ShapedAccount => ({
  dn: `CN=${name},OU=Köln\\, West,OU=Staff,${from}`,
  name,
  kind: 'user',
  is: ['person'],
  inScope: true,
  groups: [],
  attributes: {},
  ...over,
})
const shape: DirectoryShape = {
  format: 'keyturn-shape/1',
  at: '2026-11-28T09:00:00.000Z',
  domain: { dn: from, dns: 'firma.example' },
  groups: [
    { dn: `CN=VPN,OU=Groups,${from}`, name: 'VPN' },
    { dn: `CN=Domain Admins,CN=Users,${from}`, name: 'Domain Admins' },
  ],
  psos: [
    {
      name: 'Strict',
      precedence: 10,
      minLength: 20,
      complexity: true,
      history: 5,
      minAgeDays: 1,
      maxAgeDays: null,
      appliesTo: [`CN=VPN,OU=Groups,${from}`, `CN=Gone,${from}`],
    },
    {
      name: 'Idle',
      precedence: 1,
      minLength: 1,
      complexity: false,
      history: 0,
      minAgeDays: 0,
      maxAgeDays: 1,
      appliesTo: [],
    },
  ],
  accounts: [
    account('zoë', { groups: [0], attributes: { physicalDeliveryOfficeName: ['Pune'] } }),
    account('carol', { inScope: false }),
    account('root-ada', { is: ['person', 'admin-count', 'protected'], groups: [1] }),
    account('svc-web', { is: ['service-principal', 'never-expires', 'disabled'] }),
    account('PC1$', { kind: 'computer', is: [], dn: `CN=PC1,CN=Computers,${from}` }),
    account('krbtgt', { is: ['disabled'] }),
    account('svc-keyturn', { is: ['own'] }),
    account('OTHER$', { kind: 'trust' }),
    account('gmsa$', { kind: 'managed' }),
    account('hidden', { kind: 'unreadable' }),
  ],
}

suite('a copy of a directory’s form', () => {
  const copy = copyOf(shape, wish)
  const byName = new Map(copy.entries.map((entry) => [entry.attributes['sAMAccountName'], entry]))

  test('accounts stand in the same units, those of the scope apart from others', () => {
    assert.equal(byName.get('zoë')?.dn, `CN=zoë,OU=Köln\\, West,OU=Staff,OU=Scope,${root}`)
    assert.equal(byName.get('carol')?.dn, `CN=carol,OU=Köln\\, West,OU=Staff,OU=Beside,${root}`)
    assert.equal(byName.get('PC1$')?.dn, `CN=PC1,CN=Computers,OU=Scope,${root}`)
    const units = copy.entries.filter(({ attributes }) => !('sAMAccountName' in attributes))
    assert.ok(units.some(({ dn }) => dn === `OU=Köln\\, West,OU=Staff,OU=Scope,${root}`))
    // Each before what is below it.
    const dns = copy.entries.map(({ dn }) => dn)
    for (const [i, dn] of dns.entries()) {
      const parent = rdnsOf(dn).slice(1).join(',')
      assert.ok(parent === root || dns.indexOf(parent) < i, dn)
    }
  })

  test('what rules tell accounts apart by is in it', () => {
    assert.deepEqual(byName.get('zoë')?.attributes['physicalDeliveryOfficeName'], ['Pune'])
    assert.equal(byName.get('root-ada')?.attributes['adminCount'], '1')
    assert.equal(byName.get('svc-web')?.attributes['servicePrincipalName'], 'rehearsal/svc-web')
    assert.equal(byName.get('svc-web')?.attributes['userAccountControl'], String(0x200 | 0x2 | 0x1_0000))
    assert.equal(byName.get('PC1$')?.attributes['userAccountControl'], String(0x1000))
    assert.deepEqual(byName.get('VPN')?.attributes['member'], [byName.get('zoë')?.dn])
    assert.deepEqual(copy.memberships, [
      { group: wish.has.get('domain admins'), members: [byName.get('root-ada')?.dn] },
    ])
  })

  test('a policy that applies to nobody in it is left out', () => {
    assert.equal(copy.psos.length, 1)
    assert.deepEqual(copy.psos[0]?.attributes['msDS-PSOAppliesTo'], [`CN=VPN,OU=Groups,${root}`])
    assert.equal(copy.psos[0]?.attributes['msDS-MinimumPasswordAge'], '-864000000000')
  })

  test('nobody has another one’s password, and only those of who approve are kept', () => {
    const passwords = copy.entries.flatMap(({ attributes }) => {
      const password = attributes['clearTextPassword']
      return password instanceof Uint8Array ? [Buffer.from(password).toString('utf16le')] : []
    })
    assert.equal(passwords.length, 5)
    assert.equal(new Set(passwords).size, passwords.length)
    assert.deepEqual([...copy.passwords.keys()], ['carol'])
  })

  test('what is not in it is counted by why', () => {
    assert.deepEqual(copy.left, { trust: 1, managed: 1, unreadable: 1, 'came-with-the-domain': 1, own: 1 })
  })
})

suite('the plan of a rehearsal', () => {
  const names = new Map([[`cn=carol,ou=staff,${from.toLowerCase()}`, 'carol']])
  const text = `
campaign: friday
operators: ["FIRMA\\\\carol", "otto@firma.example", "CN=Carol,OU=Staff,${from}"]
scope: [{ domain: all }]
exclusions:
  - { account: svc-keyturn, reason: works with it, owner: otto }
  - { unit: "OU=Boats,${from}", reason: at sea, owner: otto }
segments: [{ segment: remote-password-vpn, group: VPN }, { segment: on-site, everyone: true }]
ways: { on-site: random-reset }
waves: { start: 2026-12-01, size: 10, freezes: [2026-12-24], offices: { timeZones: { Pune: Asia/Kolkata } } }
notices: { at: true }
helpDesk: { agents: 2 }
`
  const plan = parse(
    rehearsedPlan(text, { ...wish, names, missing: new Set(['svc-keyturn']), now: wish.now }),
  ) as Record<string, unknown>

  test('is about the copy, at once, and writes to nobody', () => {
    assert.deepEqual(plan['scope'], [{ unit: wish.scope }])
    assert.deepEqual(plan['exclusions'], [
      { unit: `OU=Boats,${wish.scope}`, reason: 'at sea', owner: 'otto' },
    ])
    assert.equal('notices' in plan, false)
    assert.deepEqual(plan['ways'], { 'on-site': 'random-reset' })
    assert.equal((plan['waves'] as { start: string }).start, '2026-11-27')
    assert.equal('freezes' in (plan['waves'] as object), false)
  })

  test('names whom it named, without their domain', () => {
    assert.deepEqual(plan['operators'], ['carol', 'otto', 'carol'])
    assert.equal(nameOf('VPN', { names }), 'VPN')
  })
})

suite('distinguished names', () => {
  test('move with their domain, whatever its letters, and stay where they are of another', () => {
    const move = { from, to: root }
    assert.equal(moved('OU=A,dc=FIRMA,DC=Example', move), `OU=A,${root}`)
    assert.equal(moved(from, move), root)
    assert.equal(moved('OU=A,DC=other,DC=example', move), 'OU=A,DC=other,DC=example')
    assert.equal(moved('OU=xDC=firma,DC=example', move), 'OU=xDC=firma,DC=example')
  })

  test('have each parent once, from the top down', () => {
    assert.deepEqual(parentsOf([`CN=a,OU=B\\,x,OU=C,${root}`, `CN=b,ou=c,${root}`], root), [
      `ou=c,${root}`,
      `OU=B\\,x,OU=C,${root}`,
    ])
  })
})
