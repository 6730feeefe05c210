import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import {
  hasFlag,
  isBuiltinAccount,
  isProtectedGroup,
  policyHintsValue,
  protectedGroupsOf,
  sidFromText,
  unicodePwd,
  type Sid,
} from './index.ts'

const sid = (text: string): Sid => {
  const parsed = sidFromText(text)
  assert.ok(parsed !== undefined, text)
  return parsed
}

suite('unicodePwd', () => {
  test('is the example of MS-ADTS 3.1.1.3.1.5: "new" in quotation marks, two bytes a letter', () => {
    assert.equal(Buffer.from(unicodePwd('new')).toString('hex'), '22006e0065007700' + '2200')
  })

  test('keeps every character, quotation marks too', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (password) => {
        assert.equal(Buffer.from(unicodePwd(password)).toString('utf16le'), `"${password}"`)
      }),
    )
  })
})

suite('account flags', () => {
  test('are read from the signed number that LDAP sends', () => {
    assert.equal(hasFlag(0x202, 'disabled'), true)
    assert.equal(hasFlag(512, 'disabled'), false)
    assert.equal(hasFlag(-2_139_095_024, 'lockout'), true)
    assert.equal(hasFlag(8_388_608, 'passwordExpired'), true)
  })
})

suite('protected accounts', () => {
  test('are the members of AdminSDHolder’s groups, in whichever domain of the forest', () => {
    for (const group of ['S-1-5-21-1-2-3-512', 'S-1-5-21-9-9-9-519', 'S-1-5-32-544', 'S-1-5-32-551']) {
      assert.equal(isProtectedGroup(sid(group)), true, group)
    }
    for (const group of ['S-1-5-21-1-2-3-513', 'S-1-5-32-545', 'S-1-5-21-1-2-3-1512', 'S-1-5-11']) {
      assert.equal(isProtectedGroup(sid(group)), false, group)
    }
  })

  test('and those a domain is born with', () => {
    for (const rid of [500, 501, 502]) assert.equal(isBuiltinAccount(sid(`S-1-5-21-1-2-3-${rid}`)), true)
    assert.equal(isBuiltinAccount(sid('S-1-5-21-1-2-3-1000')), false)
  })

  test('every group that is listed for a domain is one', () => {
    const listed = protectedGroupsOf(sid('S-1-5-21-1-2-3'))
    assert.ok(listed.length > 10)
    assert.ok(listed.every(isProtectedGroup))
  })
})

test('the value of the policy hints control is SEQUENCE { INTEGER 1 }', () => {
  assert.equal(Buffer.from(policyHintsValue).toString('hex'), '3003020101')
})
