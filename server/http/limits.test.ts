import assert from 'node:assert/strict'
import { request } from 'node:https'
import { type Socket } from 'node:net'
import { suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from 'node:tls'
import { errorAnswer } from '@keyturn/contract'
import { Fault } from '#kernel'
import { createRate } from './rate.ts'
import { answer } from './route.ts'
import { anEdge, type Answer } from './testing.ts'

const signIn = { identifier: 'alice', password: 'Sommer-2026!' }
const health = async () => answer<'health'>({ status: 'ok', version: '1' })
const code = ({ body }: Answer) => errorAnswer.parse(JSON.parse(body)).error.code
type Edge = Awaited<ReturnType<typeof anEdge>>

suite('a request of another site', () => {
  const me = {
    name: 'a',
    displayName: 'A',
    mustChange: false,
    mustProve: false,
    factors: [],
    recoveryCodesLeft: 0,
    enrollable: [],
    mustProveToChange: false,
    frozen: false,
    enrolBy: null,
    proved: [],
  }
  const open = () => anEdge({ health, 'person.sign-in': async () => answer<'person.sign-in'>(me) })

  for (const [what, headers] of Object.entries({
    'another site': { 'sec-fetch-site': 'cross-site' },
    'a sister domain': { 'sec-fetch-site': 'same-site' },
    'the address bar': { 'sec-fetch-site': 'none' },
    'an old browser on another site': { origin: 'https://evil.example' },
    'a sandboxed frame': { origin: 'null' },
  })) {
    test(`is refused: ${what}`, async () => {
      await using edge = await open()
      const got = await edge.ask('/api/sign-in', { body: signIn, headers })
      assert.deepEqual([got.status, code(got)], [403, 'request.cross-site'])
    })
  }

  test('is refused as a form: only JSON is taken', async () => {
    await using edge = await open()
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'text/json',
      '',
    ]) {
      const headers: Record<string, string> = type === '' ? {} : { 'content-type': type }
      const got = await edge.ask('/api/sign-in', { body: JSON.stringify(signIn), headers })
      assert.equal(code(got), 'request.cross-site', type)
    }
  })

  test('is not: our own page, in new and old browsers, and a client that is no browser', async () => {
    await using edge = await open()
    for (const headers of [{ 'sec-fetch-site': 'same-origin' }, { origin: edge.url }, {}]) {
      assert.equal((await edge.ask('/api/sign-in', { body: signIn, headers })).status, 200)
    }
  })
})

suite('a body', () => {
  test('of 10 MB is refused before it is read', async () => {
    await using edge = await anEdge()
    const { got, sentBytes } = await sendMuch(edge, { 'content-length': String(10_000_000) })
    assert.deepEqual([got.status, code(got)], [413, 'request.too-large'])
    assert.ok(sentBytes < 5_000_000, `${sentBytes} bytes went out`)
  })

  test('of 10 MB in chunks, without saying so, is refused at the limit', async () => {
    await using edge = await anEdge()
    const { got, sentBytes } = await sendMuch(edge, { 'transfer-encoding': 'chunked' })
    assert.deepEqual([got.status, code(got)], [413, 'request.too-large'])
    assert.ok(sentBytes < 5_000_000, `${sentBytes} bytes went out`)
  })

  /** Sends up to 10 MB until there is an answer. */
  async function sendMuch(edge: Edge, headers: Record<string, string>) {
    const sending = request(`${edge.url}/api/sign-in`, {
      method: 'POST',
      agent: false,
      ca: edge.ca,
      headers: { 'content-type': 'application/json', ...headers },
    })
    let got: Answer | undefined
    let sentBytes = 0
    sending.on('error', () => {})
    sending.on('response', async (response) => {
      let body = ''
      for await (const chunk of response) body += String(chunk)
      got = { status: response.statusCode ?? 0, headers: response.headers, body }
    })
    sending.flushHeaders()
    while (got === undefined && sentBytes < 10_000_000) {
      sending.write(' '.repeat(50_000))
      sentBytes += 50_000
      await sleep(2)
    }
    sending.destroy()
    assert.ok(got !== undefined, 'an answer')
    return { got, sentBytes }
  }
})

suite('a flood', () => {
  test('from one address is told to wait, and the wait helps', async () => {
    await using edge = await anEdge({ health }, { limits: { requestsAtOnce: 3, requestsPerSecond: 1 } })
    const answers: Answer[] = []
    for (let n = 0; n < 4; n++) answers.push(await edge.ask('/api/health'))
    assert.deepEqual(
      answers.map((one) => one.status),
      [200, 200, 200, 429],
    )
    assert.equal(answers[3]?.headers['retry-after'], '1')
    await sleep(1_100)
    assert.equal((await edge.ask('/api/health')).status, 200)
  })

  test('of requests that leave something behind and need no session is stopped much earlier', async () => {
    const limits = { strangersAtOnce: 2, strangersPerSecond: 0.01 }
    const signIns = async () => {
      throw new Fault('sign-in.refused', 'no')
    }
    await using edge = await anEdge({ health, 'person.sign-in': signIns }, { limits })
    const statuses: number[] = []
    for (let n = 0; n < 3; n++) statuses.push((await edge.ask('/api/sign-in', { body: signIn })).status)
    assert.deepEqual(statuses, [401, 401, 429])
    assert.equal((await edge.ask('/api/health')).status, 200)
  })

  test('does not hide behind a forged X-Forwarded-For, which only trusted proxies may set', async () => {
    const limits = { requestsAtOnce: 1, requestsPerSecond: 0.01 }
    const as = (address: string) => ({ headers: { 'x-forwarded-for': address } })
    await using direct = await anEdge({ health }, { limits })
    assert.equal((await direct.ask('/api/health', as('192.0.2.1'))).status, 200)
    assert.equal((await direct.ask('/api/health', as('192.0.2.2'))).status, 429)
    await using proxied = await anEdge({ health }, { limits, trustedProxies: ['127.0.0.0/8'] })
    assert.equal((await proxied.ask('/api/health', as('192.0.2.1'))).status, 200)
    assert.equal((await proxied.ask('/api/health', as('192.0.2.2'))).status, 200)
    assert.equal((await proxied.ask('/api/health', as('192.0.2.2'))).status, 429)
    assert.equal((await proxied.ask('/api/health', as('6.6.6.6, 192.0.2.2'))).status, 429)
  })

  test('from one IPv6 network is one flood', () => {
    const rate = createRate({ perSecond: 1, atOnce: 1 }, () => new Date(0))
    assert.equal(rate.take('2001:db8::1'), 0)
    assert.equal(rate.take('2001:db8:0:0:ffff::2'), 1)
    assert.equal(rate.take('2001:db8:0:1::1'), 0)
  })

  test('from very many addresses does not fill the memory', () => {
    let now = 0
    const rate = createRate({ perSecond: 10, atOnce: 1 }, () => new Date(now))
    for (let n = 0; n < 50_000; n++) {
      now += 1
      assert.equal(rate.take(`10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`), 0)
    }
  })
})

suite('a slow client', () => {
  for (const [what, start] of [
    ['never ends its headers', 'GET /api/health HTTP/1.1\r\nHost: x\r\n'],
    [
      'never sends its body',
      'POST /api/sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n',
    ],
  ] as const) {
    test(`that ${what} is cut off, whatever drips in`, async () => {
      await using edge = await anEdge({}, { limits: { headerSeconds: 1, requestSeconds: 1 } })
      const socket = await dial(edge)
      socket.write(start)
      const drip = setInterval(() => socket.writable && socket.write('X-a: b\r\n'), 200)
      const started = performance.now()
      await new Promise((resolve) => socket.once('close', resolve).resume())
      clearInterval(drip)
      assert.ok(performance.now() - started < 4_000)
    })
  }

  test('that opens more connections than there are keeps no one else out for long', async () => {
    await using edge = await anEdge(
      { health },
      { limits: { connections: 5, headerSeconds: 1, requestSeconds: 1 } },
    )
    await Promise.all(Array.from({ length: 5 }, () => dial(edge)))
    await assert.rejects(edge.ask('/api/health'))
    await sleep(3_500)
    assert.equal((await edge.ask('/api/health')).status, 200)
  })

  async function dial(edge: Edge): Promise<Socket> {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(edge.url).port), ca: edge.ca })
    socket.on('error', () => {})
    await new Promise((resolve) => socket.once('secureConnect', resolve))
    return socket
  }
})

suite('stopping', () => {
  test('lets a running request finish and ends its wait', async () => {
    const edge = await anEdge({
      health: async ({ signal }) => {
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        return answer<'health'>({ status: 'ok', version: '1' })
      },
    })
    const running = edge.ask('/api/health')
    await sleep(100)
    const started = performance.now()
    await edge[Symbol.asyncDispose]()
    assert.equal((await running).status, 200)
    assert.ok(performance.now() - started < 2_000)
    await assert.rejects(edge.ask('/api/health'), { code: 'ECONNREFUSED' })
  })
})
