import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { cachedPasswordOf, removal, replacement } from './cached-password.ts'
import { ldifLine, parseLdif, type Entry } from './ldif.ts'

/** Printed by ldbsearch 2.6.2 of a cache of SSSD 2.8.2, less what is not looked at. */
const printed = `# record 1
dn: name=new.comer1@corp.example,cn=users,cn=corp.example,cn=sysdb
objectSIDString: S-1-5-21-326531041-2976512899-1388581967-1340
memberof: name=S-1-5-21-326531041-2976512899-1388581967-513@corp.example,cn=gr
 oups,cn=corp.example,cn=sysdb
pacBlob:: BwAAAAAAAAABAAAA4AEAAHgAAAAAAAAACgAAAB4AAABYAgAAAAAAAAwAAACQ/w==
cachedPassword: $6$1kCI0GPXKl8TSrgp$uKPnjGQNygUd9xtoJcddtR5yCmp3z6B9YmKz8ad1TO
 5H.nZQAbNZX5kkxcHvIOwc6WeUarJ9EMmR6EfH0cJqv0
cachedPasswordType: 1
lastCachedPasswordChange: 1795819128
failedLoginAttempts: 0
lastOnlineAuth: 1795819128

# record 2
dn:: bmFtZT1tw7xsbGVyQGNvcnAuZXhhbXBsZSxjbj11c2VycyxjbT1jb3JwLmV4YW1wbGUsY249c3lzZGI=
nameAlias: one
nameAlias: two

# returned 2 records
# 2 entries
# 0 referrals
`
const [first, second] = parseLdif(printed) as [Entry, Entry]
const dn = 'name=new.comer1@corp.example,cn=users,cn=corp.example,cn=sysdb'
const crypt =
  '$6$1kCI0GPXKl8TSrgp$uKPnjGQNygUd9xtoJcddtR5yCmp3z6B9YmKz8ad1TO5H.nZQAbNZX5kkxcHvIOwc6WeUarJ9EMmR6EfH0cJqv0'

const but = (name: string, ...values: string[]): Entry => new Map([...first, [name, values]])
const without = (name: string): Entry => new Map([...first].filter(([key]) => key !== name))

suite("SSSD's cached password", () => {
  test('is read from what ldbsearch prints, folded lines joined', () => {
    assert.deepEqual(first.get('dn'), [dn])
    assert.deepEqual(second.get('dn'), ['name=müller@corp.example,cn=users,cm=corp.example,cn=sysdb'])
    assert.deepEqual(second.get('nameAlias'), ['one', 'two'])
    assert.deepEqual(cachedPasswordOf(first), {
      cachedPassword: crypt,
      lastCachedPasswordChange: '1795819128',
      failedLoginAttempts: '0',
    })
  })

  test('is not there for somebody who never logged on', () => {
    assert.equal(cachedPasswordOf(second), 'not-cached')
    assert.equal(cachedPasswordOf(without('cachedPassword')), 'not-cached')
  })

  test('without a count of wrong tries has none', () => {
    const read = cachedPasswordOf(without('failedLoginAttempts'))
    assert.equal(typeof read !== 'string' && read.failedLoginAttempts, '0')
  })

  test('of another shape is not known: a second factor, another hash, two of them, no number', () => {
    for (const entry of [
      but('cachedPasswordType', '2'),
      without('cachedPasswordType'),
      but('cachedPassword', crypt.replace('$6$', '$y$')),
      but('cachedPassword', crypt, crypt),
      but('lastCachedPasswordChange', 'yesterday'),
      but('failedLoginAttempts', '0', '1'),
    ]) {
      assert.equal(cachedPasswordOf(entry), 'unknown-format')
    }
  })

  test('is replaced only where it still is the one that was read', () => {
    const to = {
      cachedPassword: `${crypt.slice(0, -1)}1`,
      lastCachedPasswordChange: '5',
      failedLoginAttempts: '0',
    }
    const lines = replacement(dn, crypt, to).split('\n')
    const text = (line = '') => Buffer.from(line.split(':: ')[1] ?? '', 'base64').toString()
    assert.deepEqual([lines[1], text(lines[0])], ['changetype: modify', dn])
    assert.deepEqual([lines[2], text(lines[3])], ['delete: cachedPassword', crypt])
    assert.deepEqual([lines[5], text(lines[6])], ['add: cachedPassword', to.cachedPassword])
  })

  test('is taken away with its age, and the person stays', () => {
    assert.match(
      removal(dn),
      /changetype: modify\nreplace: cachedPassword\n-\nreplace: cachedPasswordType\n-\n/,
    )
    assert.doesNotMatch(removal(dn), /delete/)
  })
})

suite('a line of LDIF', () => {
  test('means the value that was put in, whatever it is: no line of it becomes a change of its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const [entry] = parseLdif(`dn: x\n${ldifLine('name', value)}`)
        assert.deepEqual(entry?.get('name'), [value])
        assert.equal(ldifLine('name', value).split('\n').length, 2)
      }),
    )
  })
})
