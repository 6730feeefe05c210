import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import type { Sid } from '../ad/index.ts'
import {
  formatFollowOrder,
  formatForgetOrder,
  formatKeepOrder,
  openPassword,
  parseFollowOrder,
  parseForgetOrder,
  parseKeepOrder,
  parseSettings,
  parseStatement,
  rawPublicKey,
  sealPassword,
  type FollowOrder,
  type ForgetOrder,
  type KeepOrder,
} from './index.ts'

const forget: ForgetOrder = {
  account: 'S-1-5-21-1004336348-1177238915-682003330-1104' as Sid,
  device: 'A'.repeat(22),
  order: 'B'.repeat(21) + 'A',
  nonce: 'C'.repeat(42) + 'A',
  issued: new Date('2026-11-21T10:15:02.118Z'),
}
const follow: FollowOrder = {
  ...forget,
  name: 'alice',
  domain: 'CORP',
  dc: 'dc1.corp.example',
  pwdLastSet: new Date('2026-11-21T10:15:01.904Z'),
  password: 'D'.repeat(42) + 'A',
}
const followText = `keyturn-follow-order/1
account S-1-5-21-1004336348-1177238915-682003330-1104
name alice
domain CORP
device AAAAAAAAAAAAAAAAAAAAAA
order BBBBBBBBBBBBBBBBBBBBBA
nonce CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCA
issued 2026-11-21T10:15:02.118Z
dc dc1.corp.example
pwdLastSet 2026-11-21T10:15:01.904Z
password DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDA
`
const forgetText = `keyturn-forget-order/1
account S-1-5-21-1004336348-1177238915-682003330-1104
device AAAAAAAAAAAAAAAAAAAAAA
order BBBBBBBBBBBBBBBBBBBBBA
nonce CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCA
issued 2026-11-21T10:15:02.118Z
`
const { account: _, ...atDevice } = forget
const keep: KeepOrder = { ...atDevice, wanted: { caching: true, expiresAfterDays: null } }
const keepText = `keyturn-keep-order/1
device AAAAAAAAAAAAAAAAAAAAAA
order BBBBBBBBBBBBBBBBBBBBBA
nonce CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCA
issued 2026-11-21T10:15:02.118Z
caching on
mostAccounts
expiresAfterDays never
`

suite('orders for a device that checks in', () => {
  test('are these bytes, for ever', () => {
    assert.equal(Buffer.from(formatFollowOrder(follow)).toString(), followText)
    assert.deepEqual(parseFollowOrder(Buffer.from(followText)), follow)
    assert.equal(Buffer.from(formatForgetOrder(forget)).toString(), forgetText)
    assert.deepEqual(parseForgetOrder(Buffer.from(forgetText)), forget)
    assert.equal(Buffer.from(formatKeepOrder(keep)).toString(), keepText)
    assert.deepEqual(parseKeepOrder(Buffer.from(keepText)), keep)
  })

  test('pass for nothing else that the same key signs, and nothing else for them', () => {
    const all = [parseFollowOrder, parseForgetOrder, parseKeepOrder, parseStatement, parseSettings]
    const read = (text: string) => all.map((parse) => parse(Buffer.from(text)) !== undefined)
    assert.deepEqual(read(followText), [true, false, false, false, false])
    assert.deepEqual(read(forgetText), [false, true, false, false, false])
    assert.deepEqual(read(keepText), [false, false, true, false, false])
    assert.equal(parseForgetOrder(Buffer.from(followText.replace('follow', 'forget'))), undefined)
  })

  test('to keep log-ons otherwise say what there is to say, and nothing that is not known here', () => {
    const without = (text: string) => parseKeepOrder(Buffer.from(text))
    for (const [line, other] of [
      ['caching on', 'caching yes'],
      ['caching on', 'caching on\nshell /bin/sh'],
      ['mostAccounts', 'mostAccounts 0'],
      ['mostAccounts', 'mostAccounts 10000'],
      ['mostAccounts', 'mostAccounts -1'],
      ['mostAccounts', 'mostAccounts never'],
      ['expiresAfterDays never', 'expiresAfterDays 1.5'],
      ['expiresAfterDays never', 'cacheTime 7'],
    ] as const) {
      assert.equal(without(keepText.replace(line, other)), undefined, other)
    }
    assert.throws(() => formatKeepOrder({ ...keep, wanted: { mostAccounts: 1.5 } }), /order: mostAccounts/)
    fc.assert(
      fc.property(fc.nat(250), fc.string({ maxLength: 5 }), fc.nat(4), (at, insert, cut) => {
        const bytes = Buffer.from(keepText.slice(0, at) + insert + keepText.slice(at + cut))
        const read = parseKeepOrder(bytes)
        if (read !== undefined) assert.deepEqual(Buffer.from(formatKeepOrder(read)), bytes)
      }),
      { numRuns: 2_000 },
    )
  })

  test('cannot be given a second line by a name', () => {
    for (const name of ['alice\naccount S-1-5-21-1', 'alice\r', 'al\u0000ice', '\ud800', '']) {
      assert.throws(() => formatFollowOrder({ ...follow, name }), /order: name/)
    }
  })

  test('have one spelling, whatever bytes come', () => {
    for (const text of [followText, forgetText]) {
      const lines = text.split('\n')
      const others = [
        `${text}\n`,
        text.slice(0, -1),
        ...lines.map((_, i) => lines.toSpliced(i, 1).join('\n')),
      ]
      for (const other of others) {
        assert.equal(parseFollowOrder(Buffer.from(other)) ?? parseForgetOrder(Buffer.from(other)), undefined)
      }
    }
    const mutated = fc
      .tuple(fc.constantFrom(followText, forgetText), fc.nat(300), fc.string({ maxLength: 5 }), fc.nat(4))
      .map(([text, at, insert, cut]) => text.slice(0, at) + insert + text.slice(at + cut))
    fc.assert(
      fc.property(mutated, (input) => {
        const bytes = Buffer.from(input)
        const [one, other] = [parseFollowOrder(bytes), parseForgetOrder(bytes)]
        if (one !== undefined) assert.deepEqual(Buffer.from(formatFollowOrder(one)), bytes)
        if (other !== undefined) assert.deepEqual(Buffer.from(formatForgetOrder(other)), bytes)
      }),
      { numRuns: 2_000 },
    )
  })
})

test('a password sealed by an order opens for that order alone, and not as that of a launch', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('x25519')
  const { device, account, order } = forget
  const content = { password: Buffer.from('Blauer Füller 77'), blind: Buffer.alloc(32, 7) }
  const sealed = await sealPassword(content, rawPublicKey(publicKey), { order, device, account })
  const open = (to: Parameters<typeof openPassword>[2]) => openPassword(sealed, privateKey, to)
  assert.equal((await open({ order, device, account }))?.password.toString(), 'Blauer Füller 77')
  assert.equal(await open({ launch: order, device, account }), undefined)
  assert.equal(await open({ order: device, device, account }), undefined)
  assert.equal(await open({ order, device: order, account }), undefined)
  assert.equal(await open({ order, device, account: `${account}1` as Sid }), undefined)
})
