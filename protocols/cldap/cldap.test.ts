import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { encodePing, parseNetlogonResponse, parsePong } from './index.ts'

/** What Samba 4.17 answered to `encodePing(7, 'corp.example')`, with the SearchResultDone that follows it. */
const samba = Buffer.from(
  '307602010764710400306d306b04086e65746c6f676f6e315f045d17000000fd130000a0b24d5b9d507c4fb094fda45a8ea5bf' +
    '04636f7270076578616d706c6500c01803646331c01804434f5250000344433100001744656661756c742d46697273742d5369' +
    '74652d4e616d6500c03a05000000ffffffff300c02010765070a010004000400',
  'hex',
)
/** Where the value of `Netlogon` begins in it, and how long it is. */
const value = samba.subarray(27, 27 + 93)

suite('an LDAP ping', () => {
  test('asks as in MS-ADTS 6.3.3.1: base search of the root DSE, DnsDomain and NtVer in the filter', () => {
    assert.equal(
      Buffer.from(encodePing(1, 'a.b')).toString('hex'),
      '30450201016340' +
        '04000a01000a0100020100020100010100' +
        'a021' +
        ('a310' + '0409446e73446f6d61696e' + '0403612e62') +
        ('a30d' + '04054e74566572' + '040416000000') +
        '300a' +
        '04084e65746c6f676f6e',
    )
  })

  test('learns who and where the DC is', () => {
    const pong = parsePong(samba)
    assert.equal(pong?.id, 7)
    const { flags, domainGuid: _, ...names } = pong?.response ?? assert.fail('not read')
    assert.deepEqual(names, {
      forest: 'corp.example',
      domain: 'corp.example',
      host: 'dc1.corp.example',
      netbiosDomain: 'CORP',
      netbiosHost: 'DC1',
      user: '',
      dcSite: 'Default-First-Site-Name',
      clientSite: 'Default-First-Site-Name',
    })
    assert.ok(flags.has('writable') && flags.has('closest') && flags.has('pdc'))
  })

  test('is told apart from a DC that can only read', () => {
    const rodc = Buffer.from(value)
    rodc.writeUInt32LE(rodc.readUInt32LE(4) & ~0x100, 4)
    assert.equal(parseNetlogonResponse(rodc)?.flags.has('writable'), false)
  })

  test('gets silence from a DC of another domain: a result without an entry', () => {
    assert.equal(parsePong(Buffer.from('300c02010765070a010004000400', 'hex')), undefined)
  })
})

suite('a datagram of an attacker', () => {
  test('cut off anywhere is not an answer', () => {
    for (let length = 0; length < 120; length++) assert.equal(parsePong(samba.subarray(0, length)), undefined)
  })

  test('with a name that points at itself, or forward, does not make a loop', () => {
    for (const target of [24, 25, 38, 90]) {
      const bytes = Buffer.from(value)
      bytes.writeUInt16BE(0xc000 | target, 24)
      assert.equal(parseNetlogonResponse(bytes), undefined)
    }
  })

  test('with any byte changed is read or refused, never thrown at', () => {
    const at = fc.nat(samba.length - 1)
    fc.assert(
      fc.property(fc.array(fc.tuple(at, fc.nat(255)), { minLength: 1, maxLength: 6 }), (changes) => {
        const bytes = Buffer.from(samba)
        for (const [where, byte] of changes) bytes[where] = byte
        const names = Object.values(parsePong(bytes)?.response ?? {}).filter((one) => typeof one === 'string')
        assert.ok(names.every((name) => name.length <= 255))
      }),
      { numRuns: 3000 },
    )
  })

  test('of any bytes at all is never thrown at', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void parsePong(bytes)))
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void parseNetlogonResponse(bytes)))
  })
})
