import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Sid } from '@keyturn/protocols/ad'
import type { AccountName } from '../logons/index.ts'
import { whoIs } from './who-is.ts'

const alice = 'S-1-5-21-1-2-3-1104' as Sid
const passwd = `root:x:0:0:root:/root:/bin/bash
games:x:5:60:games:/usr/games:/usr/sbin/nologin
carol:x:1000:1000:Carol:/home/carol:/bin/bash
`

/** What NSS has besides /etc/passwd, and what the cache's daemon calls the SID. */
function at(
  name: AccountName | undefined,
  nss: Readonly<Record<string, string>> = {},
  accounts: Readonly<Record<string, Sid>> = {},
) {
  const own = new Map(passwd.split('\n').map((line) => [line.split(':')[0] ?? '', line]))
  return whoIs(alice, {
    logons: { nameOf: async () => name },
    accounts,
    computer: 'LAPTOP1.corp.example',
    local: async () => passwd,
    entry: async (login) => nss[login] ?? own.get(login),
  })
}
const why = async (...given: Parameters<typeof at>) => {
  const who = await at(...given)
  return who.ok ? 'somebody' : who.why
}
const corp = (name: string): AccountName => ({ domain: 'CORP', name })

suite('whose sessions an order is about', () => {
  test('is the domain’s account, also where this computer has one of the same short name', async () => {
    const line = String.raw`CORP\carol:*:11104:10513:Carol:/home/CORP/carol:/bin/bash`
    const who = await at(corp('carol'), { 'CORP\\carol': line })
    assert.deepEqual(who, { ok: true, person: { uid: 11_104, gid: 10_513, login: 'CORP\\carol' } })
  })

  test('is never root, a daemon, or somebody of this computer', async () => {
    for (const name of ['root', 'games', 'carol']) assert.equal(await why(corp(name)), 'for-a-local-account')
    // A directory that gives somebody root's number.
    const zero = { 'CORP\\alice': String.raw`CORP\alice:*:0:0::/:/bin/sh` }
    assert.equal(await why(corp('alice'), zero), 'for-a-local-account')
    const same = { 'CORP\\alice': String.raw`CORP\alice:*:1000:1000::/:/bin/sh` }
    assert.equal(await why(corp('alice'), same), 'for-a-local-account')
    for (const domain of ['LAPTOP1', 'laptop1', 'BUILTIN', 'Unix User', 'NT AUTHORITY']) {
      assert.equal(await why({ domain, name: 'alice' }), 'for-a-local-account', domain)
    }
  })

  test('is nobody where the computer does not know the account, or NSS has no number for it', async () => {
    assert.equal(await why(undefined), 'for-somebody-unknown-here')
    assert.equal(await why(corp('alice')), 'for-somebody-unknown-here')
    assert.equal(await why(corp('alice'), { alice: 'alice:x:-1:x' }), 'for-somebody-unknown-here')
  })

  test('may be a local name only where the administrator of this computer has called it by this SID', async () => {
    assert.equal(await why(corp('carol'), {}, { carol: alice }), 'somebody')
    assert.equal(await why(corp('carol'), {}, { carol: 'S-1-5-21-9-9-9-1104' as Sid }), 'for-a-local-account')
    assert.equal(await why(corp('root'), {}, { root: alice }), 'for-a-local-account')
  })
})
