import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import type { Sid } from '../ad/index.ts'
import {
  formatStatement,
  parseStatement,
  signStatement,
  verifyStatement,
  type Statement,
} from './statement.ts'

const alice: Statement = {
  account: 'S-1-5-21-1004336348-1177238915-682003330-1104' as Sid,
  name: 'alice',
  domain: 'CORP',
  upn: 'alice@corp.example',
  device: 'A'.repeat(22),
  launch: 'B'.repeat(21) + 'A',
  nonce: 'C'.repeat(42) + 'A',
  issued: new Date('2026-11-21T10:15:02.118Z'),
  dc: 'dc1.corp.example',
  pwdLastSet: new Date('2026-11-21T10:15:01.904Z'),
  password: 'D'.repeat(42) + 'A',
}

const text = `keyturn-refresh-statement/1
account S-1-5-21-1004336348-1177238915-682003330-1104
name alice
domain CORP
upn alice@corp.example
device AAAAAAAAAAAAAAAAAAAAAA
launch BBBBBBBBBBBBBBBBBBBBBA
nonce CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCA
issued 2026-11-21T10:15:02.118Z
dc dc1.corp.example
pwdLastSet 2026-11-21T10:15:01.904Z
password DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDA
`

const base64url = (hex: string) => Buffer.from(hex, 'hex').toString('base64url')

suite('the refresh statement', () => {
  test('is these bytes, for ever', () => {
    assert.equal(Buffer.from(formatStatement(alice)).toString(), text)
    assert.deepEqual(parseStatement(Buffer.from(text)), alice)
  })

  test('carries an account without a UPN, and names that are not ASCII', () => {
    const zoe = { ...alice, name: 'zoë müller', upn: null }
    assert.match(Buffer.from(formatStatement(zoe)).toString(), /\nupn\ndevice/)
    assert.deepEqual(parseStatement(formatStatement(zoe)), zoe)
  })

  test('cannot be given a second line by a name', () => {
    for (const name of ['alice\naccount S-1-5-21-1', 'alice\r', 'al\u0000ice', '\ud800', '']) {
      assert.throws(() => formatStatement({ ...alice, name }), /statement: name/)
    }
  })

  test('has one spelling: another order, a missing line, bytes after it are refused', () => {
    const lines = text.split('\n')
    const others = [
      text.replace('name alice\ndomain CORP', 'domain CORP\nname alice'),
      text.replace('issued 2026-11-21T10:15:02.118Z', 'issued 2026-11-21T10:15:02.11Z'),
      text.replace('issued 2026-11-21T10:15:02.118Z', 'issued 2026-02-30T10:15:02.118Z'),
      text.replace('statement/1', 'statement/2'),
      text.replaceAll('\n', '\r\n'),
      text.replace('upn alice@corp.example', 'upn '),
      text.replace('name', 'nome'),
      `${text}\n`,
      text.slice(0, -1),
      ...lines.map((_, i) => lines.toSpliced(i, 1).join('\n')),
    ]
    for (const other of others) assert.equal(parseStatement(Buffer.from(other)), undefined, other)
    assert.equal(parseStatement(Buffer.concat([Buffer.from(text), Buffer.of(0xff)])), undefined)
  })

  test('whatever bytes come, parsing answers, and what it reads writes the same bytes', () => {
    const mutated = fc
      .tuple(fc.nat(text.length - 1), fc.string({ maxLength: 5, unit: 'binary' }), fc.nat(4))
      .map(([at, insert, cut]) => text.slice(0, at) + insert + text.slice(at + cut))
    fc.assert(
      fc.property(fc.oneof(mutated, fc.string()), (input) => {
        const read = parseStatement(Buffer.from(input))
        if (read !== undefined) assert.deepEqual(Buffer.from(formatStatement(read)), Buffer.from(input))
      }),
      { numRuns: 2_000 },
    )
  })
})

suite('the signature of a statement', () => {
  test('is signed by Ed25519 over exactly its bytes (key of RFC 8032 7.1, test 1)', () => {
    const key = createPrivateKey({
      key: {
        kty: 'OKP',
        crv: 'Ed25519',
        d: base64url('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'),
        x: base64url('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'),
      },
      format: 'jwk',
    })
    const bytes = formatStatement(alice)
    const signature = signStatement(bytes, key)
    assert.ok(verifyStatement(bytes, signature, createPublicKey(key)))
    const bent = Buffer.from(bytes)
    bent.writeUInt8(bent.readUInt8(60) ^ 1, 60)
    assert.equal(verifyStatement(bent, signature, createPublicKey(key)), false)
    assert.equal(verifyStatement(bytes, signature.subarray(1), createPublicKey(key)), false)
  })
})
