import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { dcMeaning, windowsCode } from './diagnostics.ts'

const samba = (code: string, words: string) =>
  `${code}: Constraint violation - check_password_restrictions: ${words}`
const bind = (data: string) =>
  `80090308: LdapErr: DSID-0C09042A, comment: AcceptSecurityContext error, data ${data}, v3839`

suite('what a DC means', () => {
  test('Samba tells the rules of the policy apart', () => {
    const said = [
      ['the password was already used (in history)!', 'in-history'],
      ['the password was already used (previous password)!', 'in-history'],
      ['the password is too short. It should be equal or longer than 10 characters!', 'too-short'],
      ['the password does not meet the complexity criteria!', 'too-simple'],
      ['password is too young to change!', 'too-young'],
      ["the password doesn't fit due to a miscellaneous restriction!", 'policy'],
    ] as const
    for (const [words, meaning] of said) assert.equal(dcMeaning(samba('0000052D', words)), meaning)
  })

  test('Microsoft says 52D for every rule, and no reason is made up', () => {
    const text = '0000052D: SvcErr: DSID-031A12D2, problem 5003 (WILL_NOT_PERFORM), data 0\n\0'
    assert.equal(dcMeaning(text), 'policy')
  })

  test('a wrong old password is told by both', () => {
    assert.equal(
      dcMeaning(samba('00000056', "The old password specified doesn't match!")),
      'wrong-old-password',
    )
    assert.equal(
      dcMeaning('00000056: AtrErr: DSID-03191083, #1:\n\t0: 00000056: DSID-03191083, problem 1005'),
      'wrong-old-password',
    )
  })

  test('a bind that fails tells why by its data', () => {
    const told = {
      '52e': 'wrong-password',
      '525': 'no-such-account',
      '52f': 'restricted',
      '530': 'not-now',
      '531': 'not-here',
      '532': 'password-expired',
      '533': 'disabled',
      '701': 'account-expired',
      '773': 'must-change',
      '775': 'locked',
    }
    for (const [data, meaning] of Object.entries(told)) assert.equal(dcMeaning(bind(data)), meaning)
  })

  test('missing rights are no fault of the password', () => {
    assert.equal(
      dcMeaning('00000005: SecErr: DSID-031A11ED, problem 4003 (INSUFF_ACCESS_RIGHTS), data 0'),
      'access-denied',
    )
  })

  test('"User cannot change password" is told by Samba’s module for permissions', () => {
    assert.equal(
      dcMeaning('error in module acl: Constraint violation during LDB_MODIFY (19)'),
      'access-denied',
    )
  })

  test('text that says nothing means nothing', () => {
    assert.equal(dcMeaning('Server is busy'), undefined)
    assert.equal(windowsCode('deadbeef'), undefined)
    fc.assert(fc.property(fc.string(), (text) => void dcMeaning(text)))
  })
})
