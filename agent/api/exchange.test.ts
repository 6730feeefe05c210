import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { suite, test } from 'node:test'
import { exchange, whatAnswered } from './exchange.ts'

suite('who was there when the server did not answer', () => {
  /** What a request comes to where this happens to each connection. */
  async function comesTo(connected: (socket: Socket) => void, signal?: AbortSignal) {
    const server = createServer((socket) => connected(socket.on('error', () => undefined)))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    const came = await exchange(url, { ...(signal && { signal }) }, Buffer.of()).then(
      () => assert.fail('nobody is there'),
      (error: unknown) => whatAnswered(error),
    )
    server.close()
    return came
  }

  test('is somebody else, where what answers is no TLS', async () => {
    const captive = (socket: Socket) =>
      void socket.end('HTTP/1.1 302 Found\r\nlocation: http://portal\r\n\r\n')
    assert.equal(await comesTo(captive), 'other')
  })

  test('is nobody, where the line ends, nothing listens, or nobody waits any longer', async () => {
    assert.equal(await comesTo((socket) => void socket.resetAndDestroy()), 'silent')
    assert.equal(await comesTo((socket) => void socket.end()), 'silent')
    assert.equal(await comesTo(() => {}, AbortSignal.timeout(50)), 'silent')
    const refused = await exchange(new URL('https://127.0.0.1:1/'), {}, Buffer.of()).catch(whatAnswered)
    assert.equal(refused, 'silent')
    const unknown = await exchange(new URL('https://nobody.invalid/'), {}, Buffer.of()).catch(whatAnswered)
    assert.equal(unknown, 'silent')
  })

  test('is a matter of time or of the certificate, as TLS says; no error of the system is', () => {
    const failed = (code: string, syscall?: string) =>
      whatAnswered(Object.assign(new Error(code), { code, ...(syscall && { syscall }) }))
    for (const code of ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']) assert.equal(failed(code), 'untimely')
    for (const code of ['SELF_SIGNED_CERT_IN_CHAIN', 'ERR_TLS_CERT_ALTNAME_INVALID', 'HPE_INVALID_CONSTANT'])
      assert.equal(failed(code), 'other', code)
    assert.equal(failed('EPROTO', 'write'), 'other')
    for (const code of ['EPERM', 'EPIPE', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EAI_FAIL'])
      assert.equal(failed(code, 'connect'), 'silent', code)
  })
})
