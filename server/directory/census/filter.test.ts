import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EqualityFilter, type Filter } from 'ldapts'
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

test('two digits after a backslash are one byte, of a letter or of none', () => {
  const valueOf = (filter: Filter | undefined) =>
    filter instanceof EqualityFilter ? Buffer.from(filter.value) : assert.fail('no equality')
  assert.deepEqual(valueOf(readFilter('(sn=M\\c3\\bcller\\2a)')), Buffer.from('Müller*'))
  assert.deepEqual(valueOf(readFilter('(sn=Müller)')), Buffer.from('Müller'))
  assert.deepEqual(valueOf(readFilter('(objectGUID=\\ff\\00\\41\\9cz)')), Buffer.from('ff00419c7a', 'hex'))
  // The same spelling twice, as it is seen by who reads what is asked for.
  for (const [one, other] of [
    ['(sn=*\\c3\\bcll*\\e6\\89\\8b)', '(sn=*üll*手)'],
    ['(|(sn>=\\c3\\bc)(!(sn<=ü))(sn~=\\c3\\bc))', '(|(sn>=ü)(!(sn<=\\c3\\bc))(sn~=ü))'],
    ['(memberOf:1.2.840.113556.1.4.1941:=CN=\\c3\\bc)', '(memberOf:1.2.840.113556.1.4.1941:=CN=ü)'],
  ] as const) {
    assert.deepEqual(readFilter(one), readFilter(other), one)
    assert.ok(readFilter(one), one)
  }
})

test('bytes that are no text are refused where they could not be asked for', () => {
  for (const text of ['(sn=*\\ff*)', '(sn>=\\ff)', '(memberOf:1.2.3:=\\ff)', '(sn=\\zz)', '(sn=\ud800)']) {
    assert.equal(readFilter(text), undefined, text)
  }
})
