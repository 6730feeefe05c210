import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import {
  bindTransmitter,
  command,
  createPduReader,
  encodePdu,
  encodeText,
  isThrottling,
  messageIdOf,
  statusName,
  submitSm,
  type Pdu,
} from './index.ts'

const hex = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('hex')
const aText = encodeText('Code 123456') ?? assert.fail('too long')

suite('what is sent', () => {
  test('is laid out as in SMPP 3.4, 3.2 and 4.1.1', () => {
    const bind = bindTransmitter({ systemId: 'SMPP3TEST', password: 'secret08', systemType: 'SUBMIT1' })
    // The specification's example of a PDU, but for version and type of address.
    const bytes = encodePdu({ ...(bind ?? assert.fail('no room')), sequence: 1 })
    assert.equal(
      hex(bytes),
      '0000002f' +
        '00000002' +
        '00000000' +
        '00000001' +
        '534d50503354455354' +
        '00' +
        '7365637265743038' +
        '00' +
        '5355424d495431' +
        '00' +
        '34' +
        '00' +
        '00' +
        '00',
    )
  })

  test('has the number, the text and how long it is good for', () => {
    const pdu = submitSm({ to: '491701234567', from: 'Keyturn', validSeconds: 300, text: aText })
    assert.equal(
      Buffer.from(pdu?.body ?? []).toString('latin1'),
      '\0' +
        '\x05\0Keyturn\0' +
        '\x01\x01491701234567\0' +
        '\0\0\0' +
        '\0' +
        '000000000500000R\0' +
        '\0\0\0\0' +
        '\x0bCode 123456',
    )
    const digits = submitSm({ to: '49170', from: '4930123', validSeconds: 86_400, text: aText })
    const text = Buffer.from(digits?.body ?? []).toString('latin1')
    assert.ok(text.startsWith('\0\x01\x014930123\0') && text.includes('\x00000000235959000R\0'), text)
  })

  test('is nothing that has no room or would end a field early', () => {
    const bind = { systemId: 'a', password: 'b', systemType: '' }
    assert.equal(bindTransmitter({ ...bind, systemId: 'x'.repeat(16) }), undefined)
    assert.equal(bindTransmitter({ ...bind, password: 'x'.repeat(9) }), undefined)
    assert.equal(bindTransmitter({ ...bind, password: 'a\0b' }), undefined)
    const submission = { to: '49', from: '', validSeconds: 1, text: aText }
    assert.equal(submitSm({ ...submission, to: '1'.repeat(21) }), undefined)
    assert.equal(submitSm({ ...submission, from: 'Größe' }), undefined)
  })
})

suite('a text', () => {
  const coded = (text: string) => {
    const { coding, bytes } = encodeText(text) ?? assert.fail('too long')
    return [coding, hex(bytes)]
  }

  test("goes in GSM's alphabet where that has its letters", () => {
    assert.deepEqual(coded('@ß€'), [0, '001e1b65'])
    assert.deepEqual(coded('Ihr Code: 01'), [0, hex(Buffer.from('Ihr Code: 01'))])
    assert.deepEqual(coded('äöüÄÖÜñà{'), [0, '7b7c7e5b5c5e7d7f1b28'])
  })

  test('goes in UCS-2 where it lacks one', () => {
    assert.deepEqual(coded('Kód'), [8, '004b00f30064'])
    assert.deepEqual(coded('山😀'), [8, '5c71d83dde00'])
    assert.deepEqual(coded('`'), [8, '0060'])
    assert.deepEqual(coded('\u001b'), [8, '001b'])
  })

  test('of more than one message is refused', () => {
    assert.ok(encodeText('x'.repeat(160)))
    assert.equal(encodeText('x'.repeat(161)), undefined)
    assert.ok(encodeText('€'.repeat(80)))
    assert.equal(encodeText('€'.repeat(81)), undefined)
    assert.ok(encodeText('山'.repeat(70)))
    assert.equal(encodeText('山'.repeat(71)), undefined)
  })
})

suite('what comes', () => {
  const pdu: Pdu = {
    command: command.submitSmAnswer,
    status: 0,
    sequence: 7,
    body: Uint8Array.from([0x31, 0]),
  }

  test('is put together from pieces of any size', () => {
    const bytes = Buffer.concat([encodePdu(pdu), encodePdu({ ...pdu, sequence: 8 })])
    for (let size = 1; size < bytes.length; size++) {
      const reader = createPduReader()
      const read: Pdu[] = []
      for (let at = 0; at < bytes.length; at += size) {
        const result = reader.push(bytes.subarray(at, at + size))
        assert.ok(result.ok)
        read.push(...result.pdus)
      }
      assert.deepEqual(read, [pdu, { ...pdu, sequence: 8 }])
    }
  })

  test('with a length that cannot be ends the stream for good', () => {
    for (const length of [0, 4, 15, 4097, 0xffff_ffff]) {
      const reader = createPduReader()
      const bytes = Buffer.alloc(16)
      bytes.writeUInt32BE(length)
      assert.deepEqual(reader.push(bytes), { ok: false, why: 'bad-length' })
      assert.deepEqual(reader.push(encodePdu(pdu)), { ok: false, why: 'bad-length' })
    }
  })

  test('has a name for its status, and an id that is fit for a log', () => {
    assert.deepEqual([0x58, 0x0e, 0x4ff].map(statusName), ['ESME_RTHROTTLED', 'ESME_RINVPASWD', '0x000004ff'])
    assert.deepEqual([0x58, 0x14, 0x0e, 0].map(isThrottling), [true, true, false, false])
    assert.equal(messageIdOf(pdu.body), '1')
    for (const body of ['', '\0', 'a\nb\0', 'x'.repeat(65)]) {
      assert.equal(messageIdOf(Buffer.from(body)), undefined)
    }
  })

  test('of any bytes in any pieces is never thrown at, and holds no more than one PDU back', () => {
    const good = fc.constantFrom(encodePdu(pdu), encodePdu({ ...pdu, body: Buffer.alloc(40) }))
    const piece = fc.oneof(good, fc.uint8Array({ maxLength: 60 }))
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const reader = createPduReader()
        let taken = 0
        let whole = 0
        for (const bytes of pieces) {
          const result = reader.push(bytes)
          if (!result.ok) return
          taken += bytes.length
          for (const one of result.pdus) {
            whole += encodePdu(one).length
            messageIdOf(one.body)
          }
          assert.ok(taken - whole < 4096)
        }
      }),
      { numRuns: 10_000 },
    )
  })
})
