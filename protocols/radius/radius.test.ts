import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { answerAuthenticator } from './answer.ts'
import { encodeAccessRequest, parseAnswer, type AccessRequest, type AnswerRefusal } from './index.ts'
import {
  attributeType as type,
  encodePacket,
  headerBytes,
  messageAuthenticator,
  packetCode,
  parsePacket,
} from './packet.ts'
import { hidePassword } from './password.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
const rfcSecret = Buffer.from('xyzzy5461')

suite('the examples of RFC 2865 7', () => {
  const nemo = hex(
    '01 00 00 38 0f 40 3f 94 73 97 80 57 bd 83 d5 cb 98 f4 22 7a 01 06 6e 65 6d 6f' +
      '02 12 0d be 70 8d 93 d4 13 ce 31 96 e4 3f 78 2a 0a ee 04 06 c0 a8 01 10 05 06 00 00 00 03',
  )
  const accept = hex(
    '02 00 00 26 86 fe 22 0e 76 24 ba 2a 10 05 f6 bf 9b 55 e0 b2 06 06 00 00 00 01' +
      '0f 06 00 00 00 00 0e 06 c0 a8 01 03',
  )

  test('7.1: the password is hidden as there', () => {
    const packet = parsePacket(nemo)
    assert.ok(packet)
    const [, password] = packet.attributes
    const hidden = hidePassword(Buffer.from('arctangent'), packet.authenticator, rfcSecret)
    assert.deepEqual(hidden, Buffer.from(password?.value ?? []))
  })

  test('7.1: the answer is authentic, but has no Message-Authenticator, so it is not believed', () => {
    const authenticator = nemo.subarray(4, 20)
    assert.deepEqual(answerAuthenticator(accept, authenticator, rfcSecret), accept.subarray(4, 20))
    assert.deepEqual(parseAnswer(accept, { identifier: 0, authenticator }, rfcSecret), {
      ok: false,
      why: 'no-message-authenticator',
    })
  })
})

const secret = randomBytes(24)
const request: AccessRequest = {
  identifier: 7,
  authenticator: randomBytes(16),
  userName: 'alice',
  password: '123456',
  nasIdentifier: 'keyturn',
}

/** What an honest server says. */
function answer(code: number, attributes: readonly (readonly [number, string | Uint8Array])[] = []): Buffer {
  const bytes = encodePacket({ code, identifier: request.identifier, authenticator: Buffer.alloc(16) }, [
    { type: type.messageAuthenticator, value: Buffer.alloc(16) },
    ...attributes.map(([number, value]) => ({ type: number, value: Buffer.from(value) })),
  ])
  return signed(bytes)
}

function signed(bytes: Buffer, by: Uint8Array = secret): Buffer {
  const seal = parsePacket(bytes)?.attributes.find((one) => one.type === type.messageAuthenticator)
  if (seal) bytes.set(messageAuthenticator(bytes, seal.at, request.authenticator, by), seal.at)
  bytes.set(answerAuthenticator(bytes, request.authenticator, by), 4)
  return bytes
}

const read = (bytes: Uint8Array) => parseAnswer(bytes, request, secret)
const refused = (bytes: Uint8Array, why: AnswerRefusal) => assert.deepEqual(read(bytes), { ok: false, why })

suite('a request', () => {
  test('begins with its Message-Authenticator, which is right', () => {
    const bytes = encodeAccessRequest(request, secret) ?? assert.fail('not made')
    const packet = parsePacket(bytes) ?? assert.fail('not read')
    const [first] = packet.attributes
    assert.deepEqual([packet.code, packet.identifier, first?.type, first?.at], [1, 7, 80, headerBytes + 2])
    const right = messageAuthenticator(bytes, headerBytes + 2, request.authenticator, secret)
    assert.deepEqual(Buffer.from(first?.value ?? []), right)
    assert.equal(bytes.includes('123456'), false)
  })

  test('is the same when it is sent again', () => {
    assert.deepEqual(encodeAccessRequest(request, secret), encodeAccessRequest(request, secret))
  })

  test('carries the state of the challenge that it answers', () => {
    const state = randomBytes(253)
    const packet = parsePacket(encodeAccessRequest({ ...request, state }, secret) ?? Buffer.of())
    const sent = packet?.attributes.find((one) => one.type === type.state)
    assert.deepEqual(Buffer.from(sent?.value ?? []), state)
  })

  test('is not made of what no server could read', () => {
    for (const change of [
      { userName: '' },
      { userName: 'ä'.repeat(127) },
      { password: 'x'.repeat(129) },
      // A server reads this as `secret`.
      { password: 'secret\0' },
      { state: randomBytes(254) },
      { authenticator: randomBytes(15) },
    ]) {
      assert.equal(encodeAccessRequest({ ...request, ...change }, secret), undefined)
    }
    assert.ok(encodeAccessRequest({ ...request, password: 'x'.repeat(128) }, secret))
    assert.ok(encodeAccessRequest({ ...request, password: '' }, secret))
  })
})

suite('an answer', () => {
  test('accepts, rejects or asks further', () => {
    assert.deepEqual(read(answer(packetCode.accessAccept)), {
      ok: true,
      answer: { kind: 'accept', messages: [] },
    })
    assert.deepEqual(read(answer(packetCode.accessReject, [[type.replyMessage, 'Gesperrt.\r\n\u202eok']])), {
      ok: true,
      answer: { kind: 'reject', messages: ['Gesperrt. ok'] },
    })
    const asks = answer(packetCode.accessChallenge, [
      [type.replyMessage, 'Code?'],
      [type.state, 'abc'],
      [type.replyMessage, 'Now.'],
    ])
    assert.deepEqual(read(asks), {
      ok: true,
      answer: { kind: 'challenge', messages: ['Code?', 'Now.'], state: Uint8Array.from(Buffer.from('abc')) },
    })
  })

  test('may be followed by padding', () => {
    assert.equal(read(Buffer.concat([answer(packetCode.accessAccept), Buffer.alloc(9)])).ok, true)
  })
})

suite('a stranger on the network', () => {
  test('who does not know the secret is not believed', () => {
    refused(signed(answer(packetCode.accessAccept), randomBytes(24)), 'wrong-message-authenticator')
  })

  test('who turns a reject into an accept, with an MD5 collision or without, is not believed', () => {
    const turned = answer(packetCode.accessReject)
    turned[0] = packetCode.accessAccept
    refused(turned, 'wrong-message-authenticator')
    // As after a collision: the answer's authenticator fits, and there is no Message-Authenticator.
    const collided = encodePacket(
      { code: packetCode.accessAccept, identifier: 7, authenticator: Buffer.alloc(16) },
      [],
    )
    refused(signed(collided), 'no-message-authenticator')
  })

  test('who changes the authenticator alone is not believed', () => {
    const changed = answer(packetCode.accessAccept)
    changed[4] = (changed[4] ?? 0) ^ 1
    refused(changed, 'wrong-authenticator')
  })

  test('who plays back the answer to another request is not believed', () => {
    const other = { ...request, authenticator: randomBytes(16) }
    const old = answer(packetCode.accessAccept)
    assert.deepEqual(parseAnswer(old, other, secret), { ok: false, why: 'wrong-message-authenticator' })
    assert.deepEqual(parseAnswer(old, { ...request, identifier: 8 }, secret), {
      ok: false,
      why: 'other-identifier',
    })
  })

  test('who sends our own request back is not believed', () => {
    refused(encodeAccessRequest(request, secret) ?? Buffer.of(), 'other-code')
  })

  test('who adds a second Message-Authenticator, or a second state, is not believed', () => {
    refused(answer(packetCode.accessAccept, [[type.messageAuthenticator, Buffer.alloc(16)]]), 'malformed')
    refused(
      answer(packetCode.accessChallenge, [
        [type.state, 'a'],
        [type.state, 'b'],
      ]),
      'malformed',
    )
  })

  test('whose attributes are longer or shorter than they say is not believed', () => {
    const good = answer(packetCode.accessReject, [[type.replyMessage, 'no']])
    for (const length of [0, 1, 3, 5, 255]) {
      const bad = Buffer.from(good)
      bad[headerBytes + 18 + 1] = length
      refused(signed(bad), 'malformed')
    }
    for (let end = 0; end < good.length; end++) refused(good.subarray(0, end), 'malformed')
  })

  test('with any byte of an answer changed is not believed', () => {
    const good = answer(packetCode.accessReject, [[type.replyMessage, 'no']])
    for (const [at] of good.entries()) {
      for (const bit of [1, 128]) {
        const bad = Buffer.from(good)
        bad[at] = (bad[at] ?? 0) ^ bit
        assert.equal(read(bad).ok, false, `byte ${at}`)
      }
    }
  })

  test('with any bytes at all is never thrown at, and what is read is written the same', () => {
    const head = fc.constantFrom(Buffer.of(), Buffer.of(2, 7, 0), answer(packetCode.accessChallenge))
    const any = fc.tuple(head, fc.uint8Array({ maxLength: 120 })).map(([a, b]) => Buffer.concat([a, b]))
    fc.assert(
      fc.property(any, (bytes) => {
        read(bytes)
        const packet = parsePacket(bytes)
        if (packet) assert.deepEqual(encodePacket(packet, packet.attributes), Buffer.from(packet.bytes))
      }),
      { numRuns: 10_000 },
    )
  })
})
