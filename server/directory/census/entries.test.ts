import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sidBytes, type Sid } from '@keyturn/protocols/ad'
import { principalOf } from './entries.ts'

const entryOf = (anchor: Buffer | undefined) => ({
  dn: 'CN=Alice,DC=corp,DC=example',
  objectGUID: Buffer.alloc(16, 1),
  objectSid: Buffer.from(sidBytes('S-1-5-21-1-2-3-1104' as Sid)),
  objectClass: ['top', 'person', 'user'],
  sAMAccountName: 'alice',
  sAMAccountType: '805306368',
  userAccountControl: '512',
  ...(anchor !== undefined && { 'mS-DS-ConsistencyGuid': anchor }),
})

test('what Entra Connect knows an account by is read byte for byte, and its absence is none', () => {
  // Not one of these bytes is a letter: as text they would not come back.
  const bytes = Buffer.from('00ff80c3fe0102030405060708090a0b', 'hex')
  const nesting = { byDn: new Map(), bySid: new Map() }
  const read = (anchor: Buffer | undefined) =>
    principalOf(entryOf(anchor), { isProtected: false, isOwn: false }, nesting, [])
  assert.equal(read(bytes).consistencyGuid, bytes.toString('base64'))
  assert.equal(read(bytes).isSynchronised, true)
  assert.equal(read(undefined).consistencyGuid, null)
  assert.equal(read(Buffer.alloc(0)).consistencyGuid, null)
})
