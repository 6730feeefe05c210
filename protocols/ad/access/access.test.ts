import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import {
  attributePaths,
  checkAccess,
  extendedRights,
  formatAce,
  formatOwnDacl,
  guidBytes,
  parseSecurityDescriptor,
  sidBytes,
  type SecurityDescriptor,
  type Sid,
} from '../index.ts'
import { person, sambaService } from './testing.ts'

const service = 'S-1-5-21-1-2-3-1104' as Sid
const group = 'S-1-5-21-1-2-3-1200' as Sid
const admins = 'S-1-5-21-1-2-3-512' as Sid
const everybody = 'S-1-1-0' as Sid
const token = new Set([service, group, everybody])
const [reset] = extendedRights.resetPassword
const [lockoutTime] = attributePaths.lockoutTime
const [pwdLastSet, accountRestrictions] = attributePaths.pwdLastSet

interface Written {
  readonly type: number
  readonly flags?: number
  readonly mask: number
  readonly of?: string
  readonly heir?: string
  readonly who: Sid
}

const le = (value: number, bytes: 2 | 4) => {
  const buffer = Buffer.alloc(bytes)
  if (bytes === 2) buffer.writeUInt16LE(value)
  else buffer.writeUInt32LE(value >>> 0)
  return buffer
}

/** Written by hand from MS-DTYP 2.4.4, not by the code under test. */
function ace({ type, flags = 0, mask, of, heir, who }: Written): Buffer {
  const guids = [of, heir].filter((one) => one !== undefined).map((one) => guidBytes(one) ?? assert.fail(one))
  const which = type >= 5 ? [le((of === undefined ? 0 : 1) | (heir === undefined ? 0 : 2), 4)] : []
  const body = Buffer.concat([le(mask, 4), ...which, ...guids, sidBytes(who)])
  return Buffer.concat([Buffer.of(type, flags), le(body.length + 4, 2), body])
}

function descriptor(aces: readonly Written[], { owner = admins, control = 0x8004 } = {}): Buffer {
  const body = Buffer.concat(aces.map(ace))
  const acl = Buffer.concat([Buffer.of(4, 0), le(8 + body.length, 2), le(aces.length, 2), le(0, 2), body])
  const sid = sidBytes(owner)
  return Buffer.concat([
    Buffer.of(1, 0),
    le(control, 2),
    le(20, 4),
    le(0, 4),
    le(0, 4),
    le(20 + sid.length, 4),
    sid,
    acl,
  ])
}

const read = (bytes: Uint8Array): SecurityDescriptor =>
  parseSecurityDescriptor(bytes) ?? assert.fail('not read')
const may = (aces: readonly Written[], wish: Parameters<typeof checkAccess>[2]) =>
  checkAccess(read(descriptor(aces)), token, wish).allowed
const allow = (mask: number, of?: string): Written =>
  of === undefined ? { type: 0, mask, who: service } : { type: 5, mask, of, who: service }

suite('a security descriptor', () => {
  test('is read as it was written', () => {
    const { owner, isProtected, aces, unread } = read(
      descriptor(
        [
          {
            type: 5,
            flags: 0x1a,
            mask: 0x100,
            of: reset,
            heir: 'bf967aba-0de6-11d0-a285-00aa003049e2',
            who: service,
          },
          { type: 1, mask: 0x8000_0000, who: everybody },
        ],
        { control: 0x9004 },
      ),
    )
    assert.deepEqual([owner, isProtected, unread], [admins, true, 0])
    assert.deepEqual(aces?.map(formatAce), [
      '(OA;CIIOID;CR;00299570-246d-11d0-a768-00aa006e0529;bf967aba-0de6-11d0-a285-00aa003049e2;S-1-5-21-1-2-3-1104)',
      '(D;;GR;;;S-1-1-0)',
    ])
  })

  test('without a DACL lets everybody do everything', () => {
    const open = read(descriptor([], { control: 0x8000 }))
    assert.deepEqual(checkAccess(open, token, { bit: 'writeDac' }), { allowed: true, by: 'no-dacl' })
  })

  test('with an empty DACL lets nobody do anything, but the owner mend it', () => {
    assert.equal(may([], { bit: 'readProperty' }), false)
    const own = read(descriptor([], { owner: service }))
    assert.deepEqual(checkAccess(own, token, { bit: 'writeDac' }), { allowed: true, by: 'owner' })
    assert.equal(checkAccess(own, token, { bit: 'writeOwner' }).allowed, false)
  })

  test('counts conditional entries that it cannot judge', () => {
    assert.equal(read(descriptor([{ type: 9, mask: 1, who: service }])).unread, 1)
  })

  test('is given back as its own entries, which a DC completes', () => {
    const some = read(descriptor([allow(0x100, reset), { type: 0, flags: 0x12, mask: 0x94, who: group }]))
    assert.equal(formatOwnDacl(some), `D:AI(OA;;CR;${reset};;${service})`)
    assert.equal(formatOwnDacl(read(descriptor([{ type: 9, mask: 1, who: service }]))), undefined)
  })

  test('with a bit that has no letters is told in hexadecimal', () => {
    const [one] = read(descriptor([allow(0x0200_0020)])).aces ?? []
    assert.equal(one && formatAce(one), `(A;;0x2000020;;;${service})`)
  })
})

suite('may somebody', () => {
  const resetting = { bit: 'controlAccess', path: extendedRights.resetPassword } as const

  test('do what an entry for exactly that allows, and nothing beside it', () => {
    assert.equal(may([allow(0x100, reset)], resetting), true)
    assert.equal(
      may([allow(0x100, reset)], { bit: 'controlAccess', path: extendedRights.changePassword }),
      false,
    )
    assert.equal(may([allow(0x100, reset)], { bit: 'controlAccess' }), false)
    assert.equal(may([allow(0x100)], resetting), true)
  })

  test('write an attribute by its own entry, by its property set, or by all', () => {
    const wish = { bit: 'writeProperty', path: attributePaths.pwdLastSet } as const
    assert.equal(may([allow(0x20, pwdLastSet)], wish), true)
    assert.equal(may([allow(0x20, accountRestrictions)], wish), true)
    assert.equal(may([allow(0x20)], wish), true)
    assert.equal(may([allow(0x20, lockoutTime)], wish), false)
  })

  test('not do what was denied before it was allowed', () => {
    const deny: Written = { type: 6, mask: 0x100, of: reset, who: group }
    assert.equal(may([deny, allow(0x100, reset)], resetting), false)
    assert.equal(may([allow(0x100, reset), deny], resetting), true)
    assert.equal(may([{ ...deny, who: admins }, allow(0x100, reset)], resetting), true)
  })

  test('not use an entry that is only there to be inherited', () => {
    assert.equal(may([{ ...allow(0x100, reset), flags: 0x0a }], resetting), false)
  })

  test('do everything by "generic all"', () => {
    assert.equal(may([allow(0x1000_0000)], { bit: 'writeDac' }), true)
    assert.equal(may([allow(0x1000_0000)], resetting), true)
    assert.equal(may([allow(0x8000_0000)], { bit: 'writeProperty' }), false)
  })

  test('mend the permissions of what she owns, unless "owner rights" says otherwise', () => {
    const limited = descriptor([{ type: 0, mask: 0x2_0000, who: 'S-1-3-4' as Sid }], { owner: service })
    assert.equal(checkAccess(read(limited), token, { bit: 'writeDac' }).allowed, false)
    assert.equal(checkAccess(read(limited), token, { bit: 'readControl' }).allowed, true)
  })
})

suite('a person of a real domain', () => {
  const own = read(person)
  const token = new Set([sambaService, everybody, 'S-1-5-11' as Sid])
  const can = (wish: Parameters<typeof checkAccess>[2]) => checkAccess(own, token, wish).allowed

  test('is open to what was delegated, and to nothing else', () => {
    assert.equal(own.unread, 0)
    assert.equal(can({ bit: 'controlAccess', path: extendedRights.resetPassword }), true)
    assert.equal(can({ bit: 'controlAccess', path: extendedRights.changePassword }), true)
    for (const name of ['lockoutTime', 'pwdLastSet'] as const) {
      assert.equal(can({ bit: 'writeProperty', path: attributePaths[name] }), true, name)
    }
    for (const name of [
      'userAccountControl',
      'servicePrincipalName',
      'msDS-KeyCredentialLink',
      'mail',
    ] as const) {
      assert.equal(can({ bit: 'writeProperty', path: attributePaths[name] }), false, name)
    }
    for (const bit of ['writeProperty', 'writeDac', 'writeOwner', 'delete', 'controlAccess'] as const) {
      assert.equal(can({ bit }), false, bit)
    }
    assert.equal(can({ bit: 'readProperty', path: attributePaths.mobile }), true)
  })

  test('is told by SDDL as samba-tool tells it', () => {
    const delegated = own.aces?.filter(({ trustee }) => trustee === sambaService).map(formatAce)
    const user = 'bf967aba-0de6-11d0-a285-00aa003049e2'
    assert.deepEqual(delegated, [
      `(OA;CIID;RP;;${user};${sambaService})`,
      `(OA;CIID;RPWP;${pwdLastSet};${user};${sambaService})`,
      `(OA;CIID;RPWP;${lockoutTime};${user};${sambaService})`,
      `(OA;CIID;CR;${reset};${user};${sambaService})`,
    ])
  })
})

suite('bytes of somebody who means harm', () => {
  const whole = descriptor([
    allow(0x100, reset),
    { type: 6, mask: 0x20, of: lockoutTime, heir: reset, who: group },
    { type: 0, flags: 0x12, mask: 0xf01ff, who: admins },
  ])

  test('cut off anywhere are no descriptor', () => {
    for (let length = 0; length < whole.length; length++) {
      assert.equal(parseSecurityDescriptor(whole.subarray(0, length)), undefined, String(length))
    }
  })

  test('with a size that points outside, or at nothing, are no descriptor', () => {
    for (const [at, value] of [
      [16, 0xffff_fff0],
      [16, 4],
      [4, 0x7fff_ffff],
    ] as const) {
      const bytes = Buffer.from(whole)
      bytes.writeUInt32LE(value, at)
      assert.equal(parseSecurityDescriptor(bytes), undefined, `${at} ${value}`)
    }
    const aceAt = 20 + sidBytes(admins).length + 8
    for (const size of [0, 3, 0xffff]) {
      const bytes = Buffer.from(whole)
      bytes.writeUInt16LE(size, aceAt + 2)
      assert.equal(parseSecurityDescriptor(bytes), undefined, String(size))
    }
  })

  test('of any kind are read or refused, never thrown at, and what was read can be judged and told', () => {
    const judge = (bytes: Uint8Array) => {
      const found = parseSecurityDescriptor(bytes)
      if (found === undefined) return
      const { allowed, by } = checkAccess(found, token, { bit: 'writeProperty', path: attributePaths.member })
      if (allowed) assert.notEqual(by, undefined)
      assert.doesNotMatch(formatOwnDacl(found) ?? '', /undefined|NaN/)
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => judge(bytes)),
      { numRuns: 5_000 },
    )
    const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(changes, (list) => {
        const bytes = Buffer.from(whole)
        for (const [at, value] of list) bytes[at] = value
        judge(bytes)
      }),
      { numRuns: 20_000 },
    )
  })

  test('that name the same object twice mean what the first entry says, in any mixture', () => {
    const entry = fc.record({ deny: fc.boolean(), who: fc.constantFrom(service, group, admins) })
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 12 }), (entries) => {
        const aces = entries.map(({ deny, who }) => ({ type: deny ? 6 : 5, mask: 0x100, of: reset, who }))
        const first = entries.find(({ who }) => token.has(who))
        const wish = { bit: 'controlAccess', path: extendedRights.resetPassword } as const
        assert.equal(may(aces, wish), first?.deny === false)
      }),
    )
  })
})
