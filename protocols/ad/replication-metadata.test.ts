import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { attributeType, parseReplPropertyMetaData, parseReplValueMetaData } from './index.ts'

const mail = 0x0015_0003
const mobile = 0x0015_0029
const year2020 = BigInt(Date.UTC(2020, 0, 2, 3, 4, 5) / 1000) + 11_644_473_600n

function stamp(type: number, seconds: bigint): Buffer {
  const bytes = Buffer.alloc(48)
  bytes.writeUInt32LE(type, 0)
  bytes.writeUInt32LE(7, 4)
  bytes.writeBigUInt64LE(seconds, 8)
  return bytes
}

function vector(...stamps: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(16)
  head.writeUInt32LE(1, 0)
  head.writeUInt32LE(stamps.length, 8)
  return Buffer.concat([head, ...stamps])
}

function link(dn: string, time = '2026-03-04T05:06:07Z'): string {
  return [
    '<DS_REPL_VALUE_META_DATA>',
    '\t<pszAttributeName>manager</pszAttributeName>',
    `\t<pszObjectDn>${dn}</pszObjectDn>`,
    '\t<cbData>0</cbData>',
    '\t<pbData></pbData>',
    '\t<ftimeDeleted>1601-01-01T00:00:00Z</ftimeDeleted>',
    '\t<ftimeCreated>2020-01-01T00:00:00Z</ftimeCreated>',
    '\t<dwVersion>1</dwVersion>',
    `\t<ftimeLastOriginatingChange>${time}</ftimeLastOriginatingChange>`,
    '\t<pszLastOriginatingDsaDN>CN=NTDS Settings,CN=DC1</pszLastOriginatingDsaDN>',
    '</DS_REPL_VALUE_META_DATA>\n',
  ].join('\n')
}

suite('when an attribute was changed', () => {
  test('attributes have the numbers that MS-ADA and Samba give them', () => {
    // attributeID of mail, mobile, displayName, altSecurityIdentities, telephoneNumber; otherMobile; objectSid.
    assert.equal(attributeType('0.9.2342.19200300.100.1.3'), mail)
    assert.equal(attributeType('0.9.2342.19200300.100.1.41'), mobile)
    assert.equal(attributeType('1.2.840.113556.1.2.13'), 0x0002_000d)
    assert.equal(attributeType('1.2.840.113556.1.4.867'), 0x0009_0363)
    assert.equal(attributeType('2.5.4.20'), 0x0000_0014)
    assert.equal(attributeType('1.2.840.113556.1.4.146'), 0x0009_0092)
  })

  test('an attribute of a schema extension has none that holds on every DC', () => {
    for (const oid of ['1.3.6.1.4.1.99999.1.1', '1.2.840.113556.1.4.16384', '', '2.5.4', '2.5.4.', 'x.1']) {
      assert.equal(attributeType(oid), undefined, oid)
    }
  })

  test('each stamp is read, and no time is null', () => {
    const times = parseReplPropertyMetaData(vector(stamp(mail, year2020), stamp(mobile, 0n)))
    assert.deepEqual(
      [...(times ?? [])],
      [
        [mail, new Date('2020-01-02T03:04:05Z')],
        [mobile, null],
      ],
    )
    assert.equal(parseReplPropertyMetaData(vector(stamp(mail, 2n ** 64n - 1n)))?.get(mail), null)
  })

  test('what is cut off, too long, of another version or says one thing twice is nothing', () => {
    const good = vector(stamp(mail, year2020))
    const other = Buffer.from(good)
    other.writeUInt32LE(2, 0)
    const twice = vector(stamp(mail, year2020), stamp(mail, 1n))
    for (const bad of [good.subarray(0, -1), Buffer.concat([good, good]), other, twice, Buffer.alloc(0)]) {
      assert.equal(parseReplPropertyMetaData(bad), undefined)
    }
  })

  test('no bytes make it throw', () => {
    const near = fc.tuple(fc.uint8Array({ maxLength: 200 }), fc.nat(300)).map(([bytes, at]) => {
      const good = vector(stamp(mail, year2020), stamp(mobile, year2020))
      good.set(bytes.subarray(0, Math.max(0, good.length - at)), Math.min(at, good.length))
      return good
    })
    fc.assert(
      fc.property(fc.oneof(near, fc.uint8Array({ maxLength: 300 })), (bytes) => {
        for (const time of parseReplPropertyMetaData(bytes)?.values() ?? []) {
          assert.ok(time === null || !Number.isNaN(time.getTime()))
        }
      }),
      { numRuns: 3000 },
    )
  })
})

suite('when a link was changed', () => {
  test('is in the metadata of its value', () => {
    const changed = new Date('2026-03-04T05:06:07Z')
    assert.deepEqual(parseReplValueMetaData(link('CN=Boss,DC=corp')), { attribute: 'manager', changed })
  })

  test('a DN that looks like metadata changes neither name nor time', () => {
    const dn =
      'CN=x</pszObjectDn><pszAttributeName>secretary</pszAttributeName>' +
      '<ftimeLastOriginatingChange>1999-01-01T00:00:00Z</ftimeLastOriginatingChange>'
    assert.deepEqual(parseReplValueMetaData(link(dn)), parseReplValueMetaData(link('CN=Boss')))
  })

  test('anything else is nothing', () => {
    const bad = ['', link('x', '2026-99-99T00:00:00Z'), link('x', 'now'), link('x'.repeat(30_000)), '<a/>']
    for (const xml of bad) assert.equal(parseReplValueMetaData(xml), undefined)
    fc.assert(fc.property(fc.string(), (xml) => void parseReplValueMetaData(link(xml) + xml)))
  })
})
