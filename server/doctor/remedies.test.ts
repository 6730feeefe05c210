import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { extendedRights, type Ace, type SecurityDescriptor, type Sid } from '@keyturn/protocols/ad'
import type { ObjectLook, Session } from '#directory'
import { told, type Hit } from './remedies.ts'

const domain = { base: 'DC=corp', dns: 'corp', netbios: 'CORP', sid: 'S-1-5-21-1-2-3' as Sid }
const own = 'S-1-5-21-1-2-3-1104' as Sid
const resetters = 'S-1-5-21-1-2-3-1200' as Sid
const inherited = 0x12
const ace = (change: Partial<Ace>): Ace => ({
  kind: 'allow',
  flags: 0,
  mask: 0x100,
  trustee: own,
  objectType: extendedRights.resetPassword[0],
  inheritedObjectType: undefined,
  ...change,
})
const withAces = (dn: string, aces: readonly Ace[]): ObjectLook => {
  const descriptor: SecurityDescriptor = {
    owner: undefined,
    group: undefined,
    isProtected: false,
    aces,
    unread: 0,
  }
  return { dn, name: dn.slice(3, 6), sid: undefined, descriptor }
}
const above = withAces('OU=People,DC=corp', [
  ace({ flags: 0x0a }),
  ace({ flags: 2, mask: 0x20, objectType: undefined }),
])

const session = {
  domain,
  account: {
    sid: own,
    sAMAccountName: 'svc',
    token: new Set([own, resetters]),
    groups: [{ sid: resetters, name: 'Resetters', via: 'Resetters' }],
  },
  originOf: async () => above,
  nameOf: async (sid: Sid) => (sid === own ? 'svc' : sid),
} as unknown as Session

const hit = (by: Hit['by'], may = 'reset its password'): Hit => {
  const aces = typeof by === 'object' ? [by] : []
  return { object: withAces('CN=ada,OU=People,DC=corp', aces), may, by }
}
const lines = async (...hits: readonly Hit[]) => {
  const { advice, commands } = await told(hits, 'protected accounts', session)
  return { advice, lines: commands.filter(({ on }) => on === 'samba').map(({ line }) => line) }
}

suite('power over an administrator', () => {
  test('who stands among people, by what is needed over those, moves her and leaves the right', async () => {
    const byItself = await lines(hit(ace({ flags: inherited })))
    assert.deepEqual(byItself.lines, ['samba-tool user move ada CN=Users,DC=corp'])
    const byGroup = await lines(hit(ace({ flags: inherited, trustee: resetters })))
    assert.deepEqual(byGroup.lines, byItself.lines)
  })

  test('by more than is needed, inherited, takes away only that at its origin, and moves her besides', async () => {
    const all = ace({ flags: inherited, mask: 0x20, objectType: undefined })
    const { lines: both } = await lines(
      hit(ace({ flags: inherited })),
      hit(all, 'write all of its properties'),
    )
    assert.equal(both.length, 2)
    assert.match(both[1] ?? '', /dn: OU=People,DC=corp.*D:AI\(OA;CIIO;CR;00299570[^)]*\)' \| ldbmodify/)
  })

  test('given to a group on her own takes the account out of the group', async () => {
    assert.deepEqual((await lines(hit(ace({ trustee: resetters })))).lines, [
      'samba-tool group removemembers Resetters svc',
    ])
  })

  test('given to the account on her own is taken away there', async () => {
    assert.match(
      (await lines(hit(ace({})))).lines[0] ?? '',
      /dn: CN=ada,OU=People,DC=corp.*D:AI' \| ldbmodify/,
    )
  })

  test('as her owner, or for want of permissions, is told without a command', async () => {
    const owner = await lines(hit('owner'))
    assert.match(owner.advice, /Make Domain Admins the owner of CN=ada/)
    assert.deepEqual(owner.lines, [])
    assert.match((await lines(hit('no-dacl'))).advice, /it has none/)
  })
})
