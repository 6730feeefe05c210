import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { encodeSrvQuery, parseSrvAnswer } from './srv.ts'

const name = '_ldap._tcp.dc._msdcs.corp.example'
/** As Samba 4.17.12 sent it: the target is `dc1` and a pointer into the question. */
const samba = Buffer.from(
  '123485000001000100010000055f6c646170045f746370026463065f6d7364637304636f7270076578616d706c650000210001c00c0021000100000384000c00000064018503646331c021c01a0006000100000e100023c0450a686f73746d6173746572c0210000000100000384000002580001518000000e10',
  'hex',
)
const id = 0x1234

suite('SRV records', () => {
  test("Samba's answer with a compressed target is read", () => {
    assert.deepEqual(parseSrvAnswer(samba, id, name), [
      { name: 'dc1.corp.example', port: 389, priority: 0, weight: 100 },
    ])
  })

  test('an answer to another question, or with another number, is nobody’s', () => {
    assert.equal(parseSrvAnswer(samba, id + 1, name), undefined)
    assert.equal(parseSrvAnswer(samba, id, '_ldap._tcp.evil.example'), undefined)
  })

  test('an answer that was cut off is not taken for a short list', () => {
    const cut = Buffer.from(samba)
    cut[2] = (cut[2] ?? 0) | 0x02
    assert.equal(parseSrvAnswer(cut, id, name), undefined)
  })

  test('a name that does not exist has no records', () => {
    const missing = Buffer.from(encodeSrvQuery(id, name))
    missing[2] = 0x85
    missing[3] = 0x83
    assert.deepEqual(parseSrvAnswer(missing, id, name), [])
  })

  test('a question is not an answer to itself', () => {
    assert.equal(parseSrvAnswer(encodeSrvQuery(id, name), id, name), undefined)
  })

  test('whatever arrives, nothing is thrown and nothing hangs', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.nat(samba.length - 1), (noise, at) => {
        parseSrvAnswer(noise, id, name)
        parseSrvAnswer(Buffer.concat([samba.subarray(0, at), noise]), id, name)
      }),
      { numRuns: 5_000 },
    )
  })
})
