import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { formatProxyMessage } from '@keyturn/protocols/kkdcp'
import { vectors } from '../../protocols/kkdcp/vectors.ts'
import { Fault } from '#kernel'
import { aFreePort, aKdc, aProxy, framedIn, refuses } from './testing.ts'

const asRequest = framedIn(vectors.asRequest)
const passwordRequest = framedIn(vectors.passwordRequest)

suite('the proxy', () => {
  test('takes a request to the KDC, and the answer back, to the byte', async () => {
    await using kdc = await aKdc((socket) => socket.write(vectors.ticket))
    await using world = aProxy([kdc])
    const answer = await world.ask(vectors.asRequest)
    assert.deepEqual(framedIn(answer), Uint8Array.from(vectors.ticket))
    assert.deepEqual(kdc.got, [asRequest])
  })

  test('takes changes of passwords to their own port, and answers that come in pieces', async () => {
    await using kdc = await aKdc(() => assert.fail('the KDC is not meant'))
    await using kpasswd = await aKdc(async (socket) => {
      for (const byte of vectors.preAuthRequired) socket.write(Uint8Array.of(byte))
    })
    await using world = aProxy([kdc], { ports: { kdc: kdc.port, kpasswd: kpasswd.port } })
    const answer = await world.ask(vectors.passwordRequest)
    assert.deepEqual(framedIn(answer), Uint8Array.from(vectors.preAuthRequired))
    assert.deepEqual(kpasswd.got, [passwordRequest])
  })

  test('knows a realm in small letters', async () => {
    await using kdc = await aKdc((socket) => socket.write(vectors.ticket))
    await using world = aProxy([kdc])
    assert.ok(await world.ask(formatProxyMessage({ framed: asRequest, realm: 'corp.Example', hint: 1 })))
  })

  test('is not there while it is switched off', async () => {
    await using kdc = await aKdc(() => assert.fail('asked'))
    await using world = aProxy([kdc], { enabled: false })
    await refuses(world.ask(vectors.asRequest), 'request.not-found')
  })
})

suite('a stranger', () => {
  test('reaches nothing but KDCs of allowed realms with what is Kerberos', async () => {
    await using kdc = await aKdc(() => assert.fail('asked'))
    await using world = aProxy([kdc])
    for (const [what, body, code] of [
      [
        'another realm',
        formatProxyMessage({ framed: asRequest, realm: 'EVIL.EXAMPLE' }),
        'kdc-proxy.realm-refused',
      ],
      [
        'a host',
        formatProxyMessage({ framed: asRequest, realm: '169.254.169.254' }),
        'kdc-proxy.realm-refused',
      ],
      ['no realm', formatProxyMessage({ framed: asRequest }), 'request.invalid'],
      [
        'no Kerberos',
        formatProxyMessage({ framed: frameOf('GET /'), realm: 'CORP.EXAMPLE' }),
        'request.invalid',
      ],
      ['an answer', formatProxyMessage({ framed: vectors.ticket, realm: 'CORP.EXAMPLE' }), 'request.invalid'],
      ['nothing', Buffer.of(), 'request.invalid'],
    ] as const) {
      await refuses(world.ask(body), code, what)
    }
    assert.equal(kdc.got.length, 0)
  })

  test('who guesses passwords is slowed down by address, before his message is looked at', async () => {
    await using kdc = await aKdc((socket) => socket.write(vectors.preAuthRequired))
    await using world = aProxy([kdc], { atOnce: 2, perSecond: 0.01 })
    for (const _ of [1, 2]) await world.ask(vectors.asRequest, '192.0.2.1')
    await refuses(world.ask(vectors.asRequest, '192.0.2.1'), 'request.too-many')
    await refuses(world.ask(Buffer.of(), '192.0.2.1'), 'request.too-many')
    await world.ask(vectors.asRequest, '192.0.2.2')
    assert.equal(kdc.got.length, 3)
  })

  test('who goes away leaves no connection behind', async () => {
    const ended = Promise.withResolvers<void>()
    await using kdc = await aKdc((socket) => void socket.on('close', () => ended.resolve()))
    await using world = aProxy([kdc])
    const gone = new AbortController()
    const asked = world.proxy.pass(vectors.asRequest, '192.0.2.1', gone.signal)
    await kdc.asked
    gone.abort()
    await assert.rejects(asked)
    await ended.promise
  })

  test('fills the audit log with one entry for each minute at most, and finds nothing of a message in the log', async () => {
    await using kdc = await aKdc((socket) => socket.end())
    const world = aProxy([kdc], { atOnce: 6, perSecond: 0.01 })
    await world.ask(Buffer.of()).catch(() => undefined)
    for (const _ of [1, 2]) {
      await world.ask(formatProxyMessage({ framed: asRequest, realm: 'X' })).catch(() => undefined)
    }
    for (const _ of [1, 2, 3, 4]) await world.ask(vectors.asRequest).catch(() => undefined)
    assert.deepEqual(world.events, [])
    await world[Symbol.asyncDispose]()
    const facts = { malformed: 1, realm: 2, noKdc: 3, tooMany: 1, passed: 0 }
    assert.deepEqual(
      world.events.map(({ type, outcome, facts: seen }) => ({ type, outcome, facts: seen })),
      [{ type: 'kdc-proxy.refused', outcome: 'refused', facts }],
    )
    assert.match(world.said(), /a KDC did not answer/)
    assert.doesNotMatch(world.said(), /new\.comer|krbtgt/)
  })

  test('who sends nothing wrong leaves no entry', async () => {
    await using kdc = await aKdc((socket) => socket.write(vectors.ticket))
    const world = aProxy([kdc])
    await world.ask(vectors.asRequest)
    await world[Symbol.asyncDispose]()
    assert.deepEqual(world.events, [])
  })
})

suite('while passwords may not be changed', () => {
  test('whoever has stolen one changes it nowhere, and people still log on', async () => {
    await using kdc = await aKdc((socket) => socket.write(vectors.ticket))
    await using kpasswd = await aKdc(() => assert.fail('a change came through'))
    const ports = { kdc: kdc.port, kpasswd: kpasswd.port }
    const world = aProxy([kdc], { ports, takesChanges: async () => false })
    await refuses(world.ask(vectors.passwordRequest), 'portal.closed')
    assert.deepEqual(framedIn(await world.ask(vectors.asRequest)), Uint8Array.from(vectors.ticket))
    assert.deepEqual([kdc.got.length, kpasswd.got.length], [1, 0])
    await world[Symbol.asyncDispose]()
    assert.deepEqual(
      world.events.map(({ facts }) => facts),
      [{ closed: 1, passed: 1 }],
    )
  })

  test('none passes either when it cannot be told whether they may', async () => {
    await using kdc = await aKdc(() => assert.fail('a change came through'))
    const takesChanges = () => Promise.reject(new Fault('storage.unavailable', 'no database'))
    await using world = aProxy([kdc], { takesChanges })
    await refuses(world.ask(vectors.passwordRequest), 'storage.unavailable')
  })
})

suite('a DC that is away', () => {
  test('is passed over for the next one, and asked last for a while', async () => {
    const port = await aFreePort()
    await using kdc = await aKdc((socket) => socket.write(vectors.ticket), '127.0.0.2', port)
    await using world = aProxy([{ host: '127.0.0.3', port }, kdc])
    for (const _ of [1, 2]) await world.ask(vectors.asRequest)
    assert.equal(kdc.got.length, 2)
    assert.equal(world.said().match(/127\.0\.0\.3/g)?.length, 1)
  })

  test('is passed over when it closes, or says what is no answer', async () => {
    const port = await aFreePort()
    await using shut = await aKdc((socket) => socket.end(), '127.0.0.2', port)
    await using odd = await aKdc((socket) => socket.write('HTTP/1.1 400'), '127.0.0.3', port)
    await using kdc = await aKdc((socket) => socket.write(vectors.ticket), '127.0.0.4', port)
    await using world = aProxy([shut, odd, kdc])
    await world.ask(vectors.asRequest)
    assert.deepEqual(
      [shut, odd, kdc].map(({ got }) => got.length),
      [1, 1, 1],
    )
  })

  test('with a change of a password that it may have made is the last one asked', async () => {
    const port = await aFreePort()
    await using first = await aKdc((socket) => socket.destroy(), '127.0.0.2', port)
    await using second = await aKdc((socket) => socket.write(vectors.ticket), '127.0.0.3', port)
    await using world = aProxy([first, second])
    await refuses(world.ask(vectors.passwordRequest), 'kdc-proxy.no-kdc')
    assert.deepEqual([first.got.length, second.got.length], [1, 0])
  })

  test('for changes of passwords is every RODC, and one that cannot be reached is passed over', async () => {
    const port = await aFreePort()
    await using rodc = await aKdc(() => assert.fail('asked'), '127.0.0.2', port)
    await using kdc = await aKdc((socket) => socket.write(vectors.ticket), '127.0.0.4', port)
    await using world = aProxy([{ ...rodc, writable: false }, { host: '127.0.0.3', port }, kdc])
    await world.ask(vectors.passwordRequest)
    assert.equal(kdc.got.length, 1)
  })

  test('like all the others is told with a time to come again', async () => {
    await using world = aProxy([{ host: '127.0.0.2', port: await aFreePort() }])
    const fault = await refuses(world.ask(vectors.asRequest), 'kdc-proxy.no-kdc')
    assert.equal(fault.retryAfterSeconds, 5)
  })
})

function frameOf(text: string): Uint8Array {
  return Buffer.concat([Buffer.of(0, 0, 0, text.length), Buffer.from(text)])
}
