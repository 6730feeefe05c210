import assert from 'node:assert/strict'
import { request } from 'node:https'
import { suite, test } from 'node:test'
import { connect } from 'node:tls'
import { errorAnswer } from '@keyturn/contract'
import { answer } from '../route.ts'
import { createRoom } from './room.ts'
import { anEdge, type Ask } from '../testing.ts'

type Edge = Awaited<ReturnType<typeof anEdge>>

const path = '/KdcProxy'
const backwards = async ({ body }: { body: Uint8Array }) =>
  answer<'kdc-proxy.pass'>(Buffer.from(body).toReversed())
const open = (limits = {}) => anEdge({ 'kdc-proxy.pass': backwards }, { limits })
const kerberos = { 'content-type': 'application/kerberos' }

async function ask(edge: Edge, what: Ask) {
  const { status, headers, body } = await edge.ask(path, what)
  const code = status === 200 ? undefined : errorAnswer.parse(JSON.parse(body)).error.code
  return { status, headers, body, code }
}

suite('a route that takes bytes', () => {
  test('gives bytes of the same type, and keeps none', async () => {
    await using edge = await open()
    const got = await ask(edge, { body: 'abc', headers: kerberos })
    assert.deepEqual([got.status, got.body], [200, 'cba'])
    assert.equal(got.headers['content-type'], 'application/kerberos')
    assert.equal(got.headers['cache-control'], 'no-store')
  })

  test('takes a client that names no type, and refuses one that names another', async () => {
    await using edge = await open()
    for (const [type, status] of [
      ['Application/Kerberos; charset=binary', 200],
      ['application/octet-stream', 200],
      ['application/json', 415],
      ['text/plain', 415],
      ['', 415],
    ] as const) {
      const got = await ask(edge, { body: '{}', headers: { 'content-type': type } })
      assert.equal(got.status, status, type)
      assert.equal(got.code, status === 200 ? undefined : 'request.media-type')
    }
    assert.equal((await ask(edge, { body: 'abc' })).status, 200)
  })

  test('answers one method, and says which', async () => {
    await using edge = await open()
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const got = await ask(edge, { method })
      assert.deepEqual([got.status, got.code, got.headers.allow], [405, 'request.method', 'POST'], method)
    }
    const { status, headers } = await edge.ask(path, { method: 'HEAD' })
    assert.deepEqual([status, headers.allow], [405, 'POST'])
  })

  test('wants to know the length first', async () => {
    await using edge = await open()
    const got = await inChunks(edge, 'abc')
    assert.deepEqual([got.status, got.code], [411, 'request.length-missing'])
  })

  test('takes 128 KiB and refuses more without reading it', async () => {
    await using edge = await open()
    const most = 'x'.repeat(128 * 1024)
    assert.equal((await ask(edge, { body: most, headers: kerberos })).status, 200)
    assert.equal((await ask(edge, { body: `${most}x`, headers: kerberos })).code, 'request.too-large')
  })

  test('is not for pages of another site', async () => {
    await using edge = await open()
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }]) {
      assert.equal((await ask(edge, { body: 'abc', headers })).code, 'request.cross-site')
    }
  })

  test('does not make the others take bytes', async () => {
    await using edge = await open()
    assert.equal((await edge.ask('/api/sign-in', { body: 'abc', headers: kerberos })).status, 403)
  })

  test('answers HTTP/1.0 as MIT Kerberos speaks it, and closes', async () => {
    await using edge = await open()
    const { port } = new URL(edge.url)
    const socket = connect({ host: '127.0.0.1', port: Number(port), ca: edge.ca })
    socket.write(
      `POST ${path} HTTP/1.0\r\nHost: x\r\nContent-type: application/kerberos\r\nContent-Length: 3\r\n\r\nabc`,
    )
    let said = ''
    for await (const piece of socket) said += String(piece)
    assert.match(said, /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\ncba$/)
  })
})

suite('somebody who sends slowly', () => {
  test('has room for so many requests at once, and gets it back', async () => {
    await using edge = await open({ heldPerAddress: 2 })
    const slow = await Promise.all([dribble(edge), dribble(edge)])
    const got = await ask(edge, { body: 'abc', headers: kerberos })
    assert.deepEqual([got.status, got.code, got.headers['retry-after']], [429, 'request.too-many', '1'])
    for (const one of slow) await one.end()
    assert.equal((await ask(edge, { body: 'abc', headers: kerberos })).status, 200)
  })

  test('from many addresses leaves the memory alone: what is announced counts', async () => {
    await using edge = await open({ heldBytes: 200_000 })
    const slow = await dribble(edge, 130_000)
    const got = await ask(edge, { body: 'x'.repeat(80_000), headers: kerberos })
    assert.deepEqual([got.status, got.code, got.headers['retry-after']], [503, 'request.busy', '5'])
    assert.equal((await ask(edge, { body: 'abc', headers: kerberos })).status, 200)
    await slow.end()
    assert.equal((await ask(edge, { body: 'x'.repeat(80_000), headers: kerberos })).status, 200)
  })

  test('gives a place back once, however often that is said', () => {
    const room = createRoom({ bytes: 10, perAddress: 1 })
    const leave = room.enter('10.0.0.1', 10)
    assert.ok(typeof leave === 'function')
    assert.deepEqual([room.enter('10.0.0.1', 0), room.enter('10.0.0.2', 1)], ['address', 'all'])
    leave()
    leave()
    assert.ok(typeof room.enter('10.0.0.2', 10) === 'function')
    assert.equal(room.enter('10.0.0.1', 1), 'all')
  })
})

/** A POST whose body does not come until it is asked to. */
async function dribble(edge: Edge, length = 100) {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(edge.url).port), ca: edge.ca })
  const { promise, resolve } = Promise.withResolvers<void>()
  socket.on('error', () => undefined)
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-type: application/kerberos\r\nContent-Length: ${length}\r\n\r\n`,
  )
  // "100 Continue" says that the server has begun with it.
  socket.once('data', () => resolve())
  await promise
  return {
    async end() {
      socket.destroy()
      await new Promise((done) => setTimeout(done, 100))
    },
  }
}

async function inChunks(edge: Edge, body: string) {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; code: string }>()
  const headers = { ...kerberos, 'transfer-encoding': 'chunked' }
  const asked = request(`${edge.url}${path}`, { method: 'POST', headers, ca: edge.ca, agent: false })
  asked.on('error', reject).on('response', async (response) => {
    let text = ''
    for await (const piece of response) text += String(piece)
    resolve({ status: response.statusCode ?? 0, code: errorAnswer.parse(JSON.parse(text)).error.code })
  })
  asked.end(body)
  return promise
}
