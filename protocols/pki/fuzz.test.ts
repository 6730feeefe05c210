import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, suite, test } from 'node:test'
import fc from 'fast-check'
import { parseCertificate, type Certificate } from './certificate.ts'
import { createCards } from './cards.ts'
import { isAbout, isSignedBy, parseCrl } from './crl.ts'
import {
  cursor,
  parsed,
  tag,
  whole,
  bits,
  boolean,
  integerBytes,
  octetsOfBits,
  oid,
  small,
  text,
  time,
} from '../der/index.ts'
import { mappingsOf } from './mapping.ts'
import { ocspRequest, readOcspAnswer } from './ocsp.ts'
import { aPki, cardExtensions, sidExtension, type Ca, type Pki } from './testing/pki.ts'

let pki: Pki
let ca: Ca
let card: Uint8Array
let issuer: Certificate
before(async () => {
  pki = await aPki()
  ca = await pki.root({ subject: '/DC=example/CN=Card CA' })
  issuer = parseCertificate(ca.der) ?? assert.fail()
  const places = ['crlDistributionPoints=URI:http://a/', 'authorityInfoAccess=OCSP;URI:http://a/']
  const sid = sidExtension('S-1-5-21-1-2-3-1104')
  const extensions = [...cardExtensions, ...places, ...sid]
  card = (await ca.issue({ subject: '/CN=Alice', extensions })).der
})
after(() => pki[Symbol.asyncDispose]())

/** The bytes with some of them changed, taken out or put in. */
function near(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  const edit = fc.record({
    at: fc.nat(bytes.length - 1),
    out: fc.nat(3),
    put: fc.uint8Array({ maxLength: 4 }),
  })
  return fc.array(edit, { minLength: 1, maxLength: 4 }).map((edits) =>
    edits.reduce<Uint8Array>((now, { at, out, put }) => {
      return Buffer.concat([now.subarray(0, at), put, now.subarray(at + out)])
    }, bytes),
  )
}

const numRuns = Number(process.env['FUZZ_RUNS'] ?? 2_000)
const isSame = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0

const away = async () => Promise.reject(new Error('away'))

suite('whatever bytes come', () => {
  test('a changed certificate is refused in words, never trusted', async () => {
    const cards = createCards(
      {
        trusted: [issuer],
        purposes: ['smart-card-logon', 'client-auth'],
        revocation: { crls: [], responder: undefined, hosts: [] },
        dangerouslyAcceptUnknownRevocation: true,
        dangerouslyMapByUpn: true,
      },
      { loadCrl: away, askResponder: away, random: randomBytes },
    )
    const now = new Date()
    assert.ok((await cards.check([card], now)).ok)
    await fc.assert(
      fc.asyncProperty(fc.oneof(near(card), near(ca.der)), async (der) => {
        const answer = await cards.check([der], now)
        assert.equal(answer.ok, isSame(der, card))
      }),
      { numRuns },
    )
  })

  test('a changed certificate that still is one maps without harm', () => {
    const property = fc.property(near(card), (der) => {
      const certificate = parseCertificate(der)
      for (const mapping of certificate === undefined ? [] : mappingsOf(certificate, true)) {
        assert.ok(mapping.by !== 'sid' || /^S-1-[\d-]+$/.test(mapping.sid))
      }
    })
    fc.assert(property, { numRuns })
  })

  test('a changed list revokes nobody and clears nobody', async () => {
    const crl = await ca.crl()
    const certificate = parseCertificate(card) ?? assert.fail()
    const now = new Date()
    assert.ok(isSignedBy(parseCrl(crl) ?? assert.fail(), issuer, false))
    const property = fc.property(near(crl), (der) => {
      const changed = parseCrl(der)
      if (changed === undefined || isSame(der, crl)) return
      assert.ok(!isAbout(changed, certificate, now) || !isSignedBy(changed, issuer, false))
    })
    fc.assert(property, { numRuns })
  })

  test('a changed answer of a responder is none', async () => {
    const certificate = parseCertificate(card) ?? assert.fail()
    const nonce = randomBytes(32)
    const question = { certificate, issuer, nonce, allowsNoNonce: true, allowsSha1: true }
    const answer = await ca.answer(ocspRequest(certificate, issuer, nonce))
    const now = new Date()
    assert.equal(readOcspAnswer(answer, question, now).status, 'good')
    const property = fc.property(near(answer), (der) => {
      const { status } = readOcspAnswer(der, question, now)
      // What stands around the signed part may change: certificates that are sent along and not needed.
      assert.notEqual(status, 'revoked')
    })
    fc.assert(property, { numRuns })
  })

  test('each reader gives a value or says that it is none', () => {
    const readers = [bits, boolean, integerBytes, octetsOfBits, oid, small, text, time]
    const bytes = fc
      .tuple(fc.constantFrom(...Object.values(tag)), fc.uint8Array({ maxLength: 40 }))
      .map(([type, content]) => Uint8Array.of(type, content.length, ...content))
    fc.assert(
      fc.property(bytes, fc.constantFrom(...readers), (der, read) => {
        parsed(() => read(cursor(der).any()))
      }),
      { numRuns },
    )
  })

  test('a length has one spelling', () => {
    const long = [0x30, 0x81, 0x01, 0x00]
    const padded = [0x30, 0x82, 0x00, 0x80, ...Buffer.alloc(128)]
    const endless = [0x30, 0x80, 0x00, 0x00]
    const huge = [0x30, 0x84, 0xff, 0xff, 0xff, 0xff]
    for (const bytes of [long, padded, endless, huge, [0x30], [], [0x1f, 0x01, 0x00], [0x30, 0x00, 0x00]]) {
      assert.equal(
        parsed(() => whole(Uint8Array.from(bytes), bytes[0] ?? 0x30)),
        undefined,
        bytes.join(),
      )
    }
    assert.ok(parsed(() => whole(Uint8Array.of(0x30, 0), tag.sequence)))
  })

  test('a value has one spelling', () => {
    const is = <T>(read: (element: ReturnType<typeof whole>) => T, hex: string) => {
      const bytes = Buffer.from(hex, 'hex')
      return parsed(() => read(whole(bytes, bytes[0] ?? 0)))
    }
    assert.deepEqual(
      [is(boolean, '0101ff'), is(boolean, '010100'), is(boolean, '010101')],
      [true, false, undefined],
    )
    assert.equal(is(small, '020100'), 0)
    for (const hex of ['0200', '02020001', '0202ff80', '0201ff']) assert.equal(is(small, hex), undefined, hex)
    assert.equal(is(oid, '06092b0601040182371902'), '1.3.6.1.4.1.311.25.2')
    for (const hex of ['0600', '060181', '0602812a80', '06032a8001'])
      assert.equal(is(oid, hex), undefined, hex)
    const timeOf = (text: string, type = '17') =>
      is(time, `${type}${text.length.toString(16).padStart(2, '0')}${Buffer.from(text).toString('hex')}`)
    assert.equal(timeOf('500101000000Z')?.toISOString(), '1950-01-01T00:00:00.000Z')
    assert.equal(timeOf('491231235959Z')?.toISOString(), '2049-12-31T23:59:59.000Z')
    assert.equal(timeOf('20500101000000Z', '18')?.toISOString(), '2050-01-01T00:00:00.000Z')
    for (const bad of [
      '260230000000Z',
      '2601010000Z',
      '260101000000+0100',
      '260101000060Z',
      '26010100000Z',
    ]) {
      assert.equal(timeOf(bad), undefined, bad)
    }
  })
})
