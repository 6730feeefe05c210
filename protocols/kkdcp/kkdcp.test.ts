import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import {
  createFrameReader,
  formatAsRequest,
  formatProxyMessage,
  frame,
  longestMessage,
  parseKdcAnswer,
  parseProxyMessage,
  isAnswerTo,
  serviceFor,
  unframed,
} from './index.ts'
import { vectors } from './vectors.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
const same = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0

/** The Kerberos message in what a client posted. */
function posted(bytes: Uint8Array): Uint8Array {
  return unframed(parseProxyMessage(bytes)?.framed ?? assert.fail('not read')) ?? assert.fail('no frame')
}

suite('what a MIT client posts', () => {
  for (const [name, service] of [
    ['asRequest', 'kdc'],
    ['tgsRequest', 'kdc'],
    ['passwordRequest', 'kpasswd'],
  ] as const) {
    test(`is read, written the same, and goes to the right service: ${name}`, () => {
      const message = parseProxyMessage(vectors[name]) ?? assert.fail('not read')
      assert.deepEqual([message.realm, message.hint], ['CORP.EXAMPLE', undefined])
      assert.deepEqual(Buffer.from(formatProxyMessage(message)), vectors[name])
      assert.equal(serviceFor(posted(vectors[name])), service)
    })
  }
})

suite('a proxy message', () => {
  const framed = frame(hex('6a00'))

  test('has the bytes of MS-KKDCP 2.2.2', () => {
    assert.equal(
      Buffer.from(formatProxyMessage({ framed, realm: 'A.B', hint: 0x40000000 })).toString('hex'),
      '3019' + 'a008' + '0406' + '000000026a00' + 'a105' + '1b03' + '412e42' + 'a206' + '0204' + '40000000',
    )
    assert.equal(Buffer.from(formatProxyMessage({ framed })).toString('hex'), '300aa0080406000000026a00')
  })

  test('is longer than 64 KiB when it has to be, and not longer than 128', () => {
    const long = { framed: frame(Buffer.alloc(100_000, 1)), realm: 'A' }
    const bytes = formatProxyMessage(long)
    assert.deepEqual(parseProxyMessage(bytes)?.framed.length, 100_004)
    assert.equal(
      parseProxyMessage(formatProxyMessage({ framed: frame(Buffer.alloc(longestMessage)) })),
      undefined,
    )
  })

  test('that is made is read again, whatever is in it', () => {
    const any = fc.record({
      framed: fc.uint8Array({ minLength: 1, maxLength: 70_000 }).map(frame),
      realm: fc.option(fc.stringMatching(/^[!-~]{1,255}$/), { nil: undefined }),
      hint: fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 32 - 1 }), { nil: undefined }),
    })
    fc.assert(
      fc.property(any, (message) => {
        const bytes = formatProxyMessage(message)
        const read = parseProxyMessage(bytes) ?? assert.fail('not read')
        assert.deepEqual([read.realm, read.hint], [message.realm, message.hint])
        assert.ok(same(read.framed, message.framed))
      }),
      { numRuns: 500 },
    )
  })

  test('of a stranger is refused for anything that is not in its place', () => {
    for (const [what, bytes] of Object.entries({
      nothing: '',
      'no message': '3000',
      'a frame that says less': '300a a008 0406 000000016a00',
      'a frame that says more': '300a a008 0406 000000036a00',
      'an empty frame': '3008 a006 0404 00000000',
      'something behind': '300a a008 0406 000000026a00 00',
      'something behind inside': '300c a008 0406 000000026a00 0500',
      'fields in another order': '3011 a105 1b03 412e42 a008 0406 000000026a00',
      'two realms': '3018 a008 0406 000000026a00 a105 1b03 412e42 a105 1b03 412e42',
      'a realm without letters': '300e a008 0406 000000026a00 a102 1b00',
      'a realm with a zero': '3011 a008 0406 000000026a00 a105 1b03 410042',
      'a realm with a space': '3011 a008 0406 000000026a00 a105 1b03 412042',
      'a realm in UTF-8': '3010 a008 0406 000000026a00 a104 1b02 c3a4',
      'a realm of another type': '3011 a008 0406 000000026a00 a105 0c03 412e42',
      'a hint of 41 bits': '3013 a008 0406 000000026a00 a207 0205 0100000000',
      'a hint written too long': '3010 a008 0406 000000026a00 a204 0202 0001',
      'a length written too long': '30810a a008 0406 000000026a00',
      'an endless length': '3080 a008 0406 000000026a00 0000',
    })) {
      assert.equal(parseProxyMessage(hex(bytes)), undefined, what)
    }
    const realm = formatProxyMessage({ framed, realm: 'A'.repeat(256) })
    assert.equal(parseProxyMessage(realm), undefined)
    for (let end = 0; end < vectors.asRequest.length; end++) {
      assert.equal(parseProxyMessage(vectors.asRequest.subarray(0, end)), undefined)
    }
  })

  test('with bytes changed is refused, or is written the same again', () => {
    const edit = fc.tuple(fc.nat(vectors.asRequest.length - 1), fc.nat(255))
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const bytes = Buffer.from(vectors.asRequest)
        for (const [at, byte] of edits) bytes[at] = byte
        const read = parseProxyMessage(bytes)
        if (read === undefined) return
        assert.ok(same(formatProxyMessage(read), bytes))
        serviceFor(read.framed.subarray(4))
      }),
      { numRuns: 3_000 },
    )
  })
})

suite('a proxy passes', () => {
  test('no answers, no tickets for other services, and nothing that is no Kerberos', () => {
    const password = Buffer.from(posted(vectors.passwordRequest))
    const apReq = password.subarray(6, 6 + password.readUInt16BE(4))
    for (const [what, bytes] of Object.entries({
      'a KRB-ERROR': vectors.preAuthRequired.subarray(4),
      'an AS-REP': vectors.ticket.subarray(4),
      'an AP-REQ alone, as LDAP or SMB would take it': apReq,
      HTTP: Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      'an LDAP bind': hex('300c020101600702010304008000'),
      'one octet': hex('6a'),
      nothing: hex(''),
    })) {
      assert.equal(serviceFor(bytes), undefined, what)
    }
  })

  test('no request that says it is of another version or type, or with bytes behind', () => {
    const asReq = Buffer.from(posted(vectors.asRequest))
    const versionAt = asReq.indexOf(hex('a103020105'))
    const typeAt = asReq.indexOf(hex('a20302010a'))
    assert.ok(versionAt > 0 && typeAt > versionAt)
    for (const [at, byte] of [
      [versionAt + 4, 4],
      [typeAt + 4, 12],
      [0, 0x6c],
    ] as const) {
      const changed = Buffer.from(asReq)
      changed[at] = byte
      assert.equal(serviceFor(changed), undefined)
    }
    assert.equal(serviceFor(Buffer.concat([asReq, hex('00')])), undefined)
    assert.equal(serviceFor(asReq), 'kdc')
  })

  test('changes of a password as they are, and as Windows asks for them; no other version', () => {
    const password = Buffer.from(posted(vectors.passwordRequest))
    for (const [version, service] of [
      [0x0001, 'kpasswd'],
      [0xff80, 'kpasswd'],
      [0x0002, undefined],
    ] as const) {
      password.writeUInt16BE(version, 2)
      assert.equal(serviceFor(password), service)
    }
    password.writeUInt16BE(1, 2)
    for (const at of [0, 4]) {
      const changed = Buffer.from(password)
      changed.writeUInt16BE(changed.readUInt16BE(at) - 1, at)
      assert.equal(serviceFor(changed), undefined)
    }
  })
})

suite('an answer', () => {
  test('is to the kind of request that was asked, or an error', () => {
    const [asReq, tgsReq] = [posted(vectors.asRequest), posted(vectors.tgsRequest)]
    const [asRep, error] = [vectors.ticket.subarray(4), vectors.preAuthRequired.subarray(4)]
    const tgsRep = Buffer.concat([hex('6d'), asRep.subarray(1)])
    for (const [request, answer, is] of [
      [asReq, asRep, true],
      [asReq, error, true],
      [asReq, tgsRep, false],
      [asReq, asReq, false],
      [asReq, hex(''), false],
      [tgsReq, tgsRep, true],
      [tgsReq, error, true],
      [tgsReq, asRep, false],
    ] as const) {
      assert.equal(isAnswerTo(request, answer), is)
    }
  })
})

suite('frames', () => {
  const frames = [vectors.preAuthRequired, vectors.ticket, frame(hex('01'))]
  const stream = Buffer.concat(frames)

  test('are the same in whatever pieces they come', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 40 }), (cuts) => {
        const reader = createFrameReader(longestMessage)
        const at = [0, ...cuts.toSorted((a, b) => a - b), stream.length]
        const read = at.slice(1).flatMap((end, i) => {
          const pushed = reader.push(stream.subarray(at[i], end))
          return pushed.ok ? pushed.frames.map((one) => Buffer.from(one)) : assert.fail()
        })
        assert.deepEqual(
          read,
          frames.map((one) => Buffer.from(one)),
        )
        assert.equal(reader.isWaiting, false)
      }),
    )
  })

  test('come a byte at a time as well', () => {
    const long = frame(Buffer.alloc(longestMessage - 4))
    const reader = createFrameReader(longestMessage)
    for (const byte of long.subarray(0, -1)) reader.push(Uint8Array.of(byte))
    assert.equal(reader.isWaiting, true)
    const last = reader.push(long.subarray(-1))
    assert.ok(last.ok && last.frames.length === 1)
  })

  test('that are empty, too long or of an extension are refused at their first four bytes', () => {
    for (const head of ['00000000', '00010000', '80000001', 'ffffffff']) {
      assert.equal(createFrameReader(0x1_0000).push(hex(head)).ok, false, head)
    }
    assert.equal(createFrameReader(0x1_0004).push(hex('00010000')).ok, true)
  })
})

suite('asking a KDC whether it is there', () => {
  test('is an AS-REQ that a proxy passes on', () => {
    const framed = formatAsRequest({ realm: 'CORP.EXAMPLE', client: 'nobody', nonce: 0x7fffffff })
    assert.equal(serviceFor(unframed(framed) ?? assert.fail()), 'kdc')
    for (const nonce of [0, 1, 127, 128, 255, 0x8000, 0x7fffff, 0x800000]) {
      assert.ok(serviceFor(formatAsRequest({ realm: 'R', client: 'c', nonce }).subarray(4)), String(nonce))
    }
  })

  test('is answered with an error, which has the time, or with a ticket', () => {
    const answer = parseKdcAnswer(vectors.preAuthRequired)
    assert.ok(answer?.kind === 'error')
    assert.equal(answer.code, 25)
    assert.match(answer.time.toISOString(), /^2026-11-27T/)
    assert.deepEqual(parseKdcAnswer(vectors.ticket), { kind: 'ticket', message: unframed(vectors.ticket) })
    for (const bytes of [hex(''), frame(hex('7e00')), frame(hex('6b00')), vectors.asRequest]) {
      assert.equal(parseKdcAnswer(bytes), undefined)
    }
  })
})
