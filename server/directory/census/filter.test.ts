import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFilter } from './filter.ts'

test('a filter with a bracket too few or too many is none, and does not quietly ask for others', () => {
  for (const text of [
    '(&(mail=*)',
    '(mail=*',
    '(mail=*))',
    'mail=*',
    '(a=1)(b=2)',
    '(a=1) ',
    '(cn=a(b)c)',
    '(',
    '()',
    '',
  ]) {
    assert.equal(readFilter(text), undefined, text)
  }
})

test('a filter of RFC 4515 is one', () => {
  const filters = [
    '(sn=Müller)',
    '(&(department=Sales)(!(mail=*)))',
    '(|(cn=a*b)(memberOf:1.2.840.113556.1.4.1941:=CN=X,DC=corp,DC=example))',
    '(cn=Smith \\28Jr\\2a\\29)',
    '(userAccountControl:1.2.840.113556.1.4.803:=2)',
  ]
  for (const text of filters) assert.ok(readFilter(text), text)
})
