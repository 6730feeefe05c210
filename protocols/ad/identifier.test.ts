import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { parseIdentifier } from './identifier.ts'

suite('what a person types to say who she is', () => {
  test('is told apart by its form', () => {
    assert.deepEqual(parseIdentifier(' alice '), { form: 'sAMAccountName', name: 'alice' })
    assert.deepEqual(parseIdentifier('CORP\\alice'), { form: 'down-level', domain: 'CORP', name: 'alice' })
    assert.deepEqual(parseIdentifier('alice@corp.example'), {
      form: 'address',
      address: 'alice@corp.example',
      name: 'alice',
      suffix: 'corp.example',
    })
  })

  test('keeps LDAP metacharacters as the letters they are', () => {
    for (const name of ['*)(uid=*', "o'brien(jr)", '*', 'a=b,c', '(&(a=b))', '\u{1f600}']) {
      assert.deepEqual(parseIdentifier(name), { form: 'sAMAccountName', name })
    }
  })

  test('is one name whether the umlaut was typed as one character or as two', () => {
    assert.deepEqual(parseIdentifier('mu\u0308ller'), { form: 'sAMAccountName', name: 'm\u00fcller' })
  })

  test('that can name nobody is nobody', () => {
    for (const text of ['', '  ', '@', 'a@', '@b', '\\', 'A\\', '\\a', 'A\\b\\c', 'a\0b', 'a\nb', '\ud800']) {
      assert.equal(parseIdentifier(text), undefined, JSON.stringify(text))
    }
  })

  test('never makes the parser throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseIdentifier(text)))
  })
})
