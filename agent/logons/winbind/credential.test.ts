import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { suite, test } from 'node:test'
import { ntHash } from '@keyturn/protocols/breached'
import fc from 'fast-check'
import { forPassword, formatCredential, parseCredential, takes } from './credential.ts'

/** Written by winbindd 4.17.12 after a log-on with the password `Blue-Harbour-72-Lamp`. */
const record = Buffer.from(
  '00000000fdfc096b29fe096b00000000fdfc096b00000000' +
    '10492833' +
    '0d792263802aad6b4334dea3bf' +
    '106aba10a16bb1fff286621ebcdfda0fca',
  'hex',
)
const nt = ntHash('Blue-Harbour-72-Lamp')

const parts = fc.uint8Array({ minLength: 16, maxLength: 16 })
const records = fc
  .tuple(fc.uint8Array({ minLength: 20, maxLength: 20 }), parts, parts)
  .map(([rest, hash, salt]) =>
    Buffer.concat([Buffer.alloc(4), rest, Buffer.of(16), hash, Buffer.of(16), salt]),
  )

function read(bytes: Uint8Array) {
  const credential = parseCredential(bytes)
  assert.ok(credential)
  return credential
}

suite("winbind's verifier", () => {
  test('takes the password that winbind wrote it for, and no other', () => {
    assert.equal(takes(read(record), nt), true)
    assert.equal(takes(read(record), ntHash('blue-harbour-72-lamp')), false)
  })

  test('is read and written again as the same bytes', () => {
    fc.assert(fc.property(records, (bytes) => assert.deepEqual(formatCredential(read(bytes)), bytes)))
  })

  test('of another password keeps what is winbind’s own, and takes just that password', () => {
    fc.assert(
      fc.property(records, fc.string(), fc.string(), parts, (bytes, one, other, salt) => {
        fc.pre(one !== other)
        const written = formatCredential(forPassword(read(bytes), ntHash(one), Buffer.from(salt)))
        assert.equal(written.length, 58)
        assert.deepEqual(written.subarray(0, 24), bytes.subarray(0, 24))
        assert.equal(takes(read(written), ntHash(one)), true)
        assert.equal(takes(read(written), ntHash(other)), false)
      }),
    )
  })

  test('is MD5 over salt and NT hash: bent in any bit, it takes nothing', () => {
    const { hash, salt } = read(record)
    assert.deepEqual(
      hash,
      createHash('md5')
        .update(Buffer.concat([salt, nt]))
        .digest(),
    )
    fc.assert(
      fc.property(fc.integer({ min: 25, max: 57 }), fc.integer({ min: 0, max: 7 }), (at, bit) => {
        const bent = Buffer.from(record)
        bent.writeUInt8((bent[at] ?? 0) ^ (1 << bit), at)
        const credential = parseCredential(bent)
        assert.equal(credential !== undefined && takes(credential, nt), false)
      }),
    )
  })

  test('of another length, without a salt or with a status is not known', () => {
    const withStatus = Buffer.from(record)
    withStatus.writeUInt32LE(0xc0000064)
    const unmarked = Buffer.from(record)
    unmarked[41] = 15
    const none = Buffer.alloc(0)
    for (const bytes of [none, record.subarray(0, 41), record.subarray(1), withStatus, unmarked]) {
      assert.equal(parseCredential(bytes), undefined)
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        fc.pre(bytes.length !== 58)
        assert.equal(parseCredential(bytes), undefined)
      }),
    )
  })
})
