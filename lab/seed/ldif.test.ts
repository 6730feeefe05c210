import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addition, escapeRdn, filetime, modification, utf16 } from './ldif.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')

test('a value that LDIF would misread is written in base64, others as they are', () => {
  const entry = addition('CN=x', {
    plain: 'a b',
    space: ' a',
    end: 'a ',
    colon: ':a',
    less: '<a',
    umlaut: 'ü',
    line: 'a\nb',
  })
  const expected = ['dn: CN=x', 'plain: a b', `space:: ${base64(' a')}`, `end:: ${base64('a ')}`]
  const odd = [':a', '<a', 'ü', 'a\nb'].map(base64)
  const rest = ['colon', 'less', 'umlaut', 'line'].map((name, index) => `${name}:: ${odd[index]}`)
  assert.equal(entry, [...expected, ...rest, '', ''].join('\n'))
})

test('an addition leaves out what is empty', () => {
  assert.equal(
    addition('CN=x', { mail: '', member: ['CN=a', 'CN=b'] }),
    'dn: CN=x\nmember: CN=a\nmember: CN=b\n\n',
  )
})

test('a modification ends each attribute with a dash', () => {
  const expected = 'dn: CN=x\nchangetype: modify\nreplace: a\na: 1\n-\nreplace: b\nb: 2\n-\n\n'
  assert.equal(modification('CN=x', 'replace', { a: '1', b: '2' }), expected)
})

test('names full of metacharacters stay one part of a DN', () => {
  assert.equal(escapeRdn("Smith (Jr*)\\, O'Brien"), "Smith (Jr*)\\\\\\, O'Brien")
  assert.equal(escapeRdn('#1 '), '\\#1\\ ')
})

test("Windows' time and text encodings", () => {
  // [MS-DTYP] 2.3.3 counts from 1601; this second is the Unix epoch.
  assert.equal(filetime(new Date(0)), '116444736000000000')
  assert.deepEqual([...utf16('é')], [0xe9, 0x00])
})
