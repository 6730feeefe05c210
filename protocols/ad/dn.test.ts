import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { isBelow, parentDn } from './index.ts'

suite('a distinguished name', () => {
  test('is in what follows its first comma', () => {
    assert.equal(parentDn('CN=Alice,OU=People,DC=corp'), 'OU=People,DC=corp')
    assert.equal(parentDn('DC=corp'), undefined)
  })

  test('with a comma of its own is not cut there', () => {
    assert.equal(parentDn('CN=Becker\\, Alice,OU=A\\,B,DC=corp'), 'OU=A\\,B,DC=corp')
    assert.equal(parentDn('CN=back\\\\,OU=People'), 'OU=People')
  })

  test('is below another by whole parts, in any case', () => {
    assert.ok(isBelow('CN=Alice,ou=people,dc=corp', 'OU=People,DC=corp'))
    assert.ok(isBelow('OU=People,DC=corp', 'OU=People,DC=corp'))
    assert.ok(!isBelow('CN=A,OU=More People,DC=corp', 'People,DC=corp'.replace('People', 'OU=People')))
  })
})
