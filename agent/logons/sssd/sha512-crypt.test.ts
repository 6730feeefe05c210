import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { isCryptOf, isSha512Crypt, saltFrom, sha512Crypt } from './sha512-crypt.ts'

/** Written by SSSD 2.8.2 after a log-on with the password `Blue-Harbour-72-Lamp`. */
const bySssd =
  '$6$1kCI0GPXKl8TSrgp$uKPnjGQNygUd9xtoJcddtR5yCmp3z6B9YmKz8ad1TO5H.nZQAbNZX5kkxcHvIOwc6WeUarJ9EMmR6EfH0cJqv0'

/** Printed by `openssl passwd -6 -salt SALT -stdin`, OpenSSL 3.0. */
const byOpenssl = [
  [
    'Hello world!',
    'saltstring',
    '$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1',
  ],
  ['a', 's', '$6$s$OLVXgZEq4nUOMQHgvkWpsQlLxqSDvtVeUHgTshlKB5dG54bRawyIsWYkx6goXnC06BU0/38CkjhM1OkKDZRFK0'],
  [
    'Grüner-Füller-12! mit 🔑',
    './ABCDEFGHIJKLmn',
    '$6$./ABCDEFGHIJKLmn$UC3ZYG1xGgsjoeTcAn.enFD4upmbgtSqgZulhA/QlyRWiTF76OvQNukvVtc..SMomG2FDxbisHguoCL0TsRK//',
  ],
  [
    'x'.repeat(63),
    '0123456789abcdef',
    '$6$0123456789abcdef$d93jJ/TiHggjf0uUF742LRYWO09EdhYCT8y6zdQuFl8Dc4d/GaJxI/l7mSclUiy.uFzTHGZXb02QsgDuDtZGy/',
  ],
  [
    'y'.repeat(64),
    '0123456789abcdef',
    '$6$0123456789abcdef$g6Iz8Vb/2D9LkzQswEGlZ2kS6mijT/AQ2jrH0lqKF6FKdixJMM3.DAvmrLe21EYmqeOjQ5vPbVPEQFGanniOv.',
  ],
  [
    'z'.repeat(65),
    '0123456789abcdef',
    '$6$0123456789abcdef$pHAUfakPPp1iya/T1Bl1kz7r03kaqfmo/.v21Eq/sxOVOKAi7EPwbRS9/Hjhy5.7C//yCanGUdEc6kfgv6kzl0',
  ],
  [
    'w'.repeat(200),
    'zz',
    '$6$zz$ytUzHHz5McEEY94suklU7aOxk9RQ1NKayZCCF4G9h9ZqNsXZOQP5LB1YcPMqTbmL59qml6WOgsZPWp8F1uDBe/',
  ],
] as const

suite('a crypt string of SHA-512', () => {
  test('is the one that SSSD has', () => {
    assert.equal(sha512Crypt(Buffer.from('Blue-Harbour-72-Lamp'), '1kCI0GPXKl8TSrgp'), bySssd)
    assert.equal(isCryptOf(bySssd, Buffer.from('Blue-Harbour-72-Lamp')), true)
    assert.equal(isCryptOf(bySssd, Buffer.from('Blue-Harbour-72-Lamq')), false)
  })

  test('is the one that OpenSSL makes, of any length and alphabet', () => {
    for (const [password, salt, text] of byOpenssl) {
      assert.equal(sha512Crypt(Buffer.from(password), salt), text)
    }
  })

  test('of a random salt is understood again', () => {
    const random = fc.uint8Array({ minLength: 16, maxLength: 16 })
    const passwords = fc.uint8Array({ maxLength: 80 })
    fc.assert(
      fc.property(random, passwords, (bytes, password) => {
        const salt = saltFrom(bytes)
        assert.match(salt, /^[./\dA-Za-z]{16}$/)
        const text = sha512Crypt(password, salt)
        assert.equal(isSha512Crypt(text), true)
        assert.equal(isCryptOf(text, password), true)
        assert.equal(isCryptOf(text, Buffer.concat([password, Buffer.of(0)])), false)
      }),
      { numRuns: 8 },
    )
  })

  test('of another kind is not known', () => {
    for (const text of [
      '',
      'plain',
      bySssd.replace('$6$', '$5$'),
      bySssd.replace('$6$', '$6$rounds=10000$'),
      bySssd.slice(0, -1),
      `${bySssd}A`,
      `${bySssd}\n`,
      bySssd.replace('1kCI0GPXKl8TSrgp', ''),
      bySssd.replace('1kCI0GPXKl8TSrgp', '1kCI0GPXKl8TSrgpX'),
    ]) {
      assert.equal(isSha512Crypt(text), false, text)
      assert.equal(isCryptOf(text, Buffer.from('Blue-Harbour-72-Lamp')), false)
    }
  })
})
