import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createPlain, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTls } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import fc from 'fast-check'
import { createLog } from '#kernel'
import { openHttpGateway, type HttpGatewayConfig } from './http-gateway.ts'
import { fillTemplate } from './template.ts'

const folder = mkdtempSync(join(tmpdir(), 'keyturn-sms-'))
after(() => rmSync(folder, { recursive: true }))
const path = (name: string) => join(folder, name)
const certificate = [
  'req',
  '-x509',
  '-newkey',
  'ec',
  '-pkeyopt',
  'ec_paramgen_curve:P-256',
  '-nodes',
  '-days',
  '2',
]
const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
execFileSync('openssl', [...certificate, ...names, '-keyout', path('key.pem'), '-out', path('ca.pem')], {
  stdio: 'ignore',
})
writeFileSync(path('token'), 'tok-en "7"\n', { mode: 0o600 })

interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

type Habit = (response: ServerResponse, seen: Seen) => void

/** A gateway of the world, on 127.0.0.1. */
async function aGateway(habit: Habit, { tls = true } = {}) {
  const seen: Seen[] = []
  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const { method = '', url = '', headers } = request
    const one = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') }
    seen.push(one)
    habit(response, one)
  }
  const handle = (request: IncomingMessage, response: ServerResponse) => void listener(request, response)
  const server = tls
    ? createTls({ key: readFileSync(path('key.pem')), cert: readFileSync(path('ca.pem')) }, handle)
    : createPlain(handle)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const text = 'Ihr Code: 482913 "}\\,&=%\u2028{number}'
const ok: Habit = (response) => response.end('{"id":"m-1"}')

async function aSender(port: number, change: Partial<HttpGatewayConfig> = {}) {
  const lines: string[] = []
  const config: HttpGatewayConfig = {
    method: 'POST',
    url: `https://localhost:${port}/v1/messages?to={digits}`,
    headers: { authorization: 'Bearer {secret:token}' },
    body: { json: { to: ['{number}'], message: { text: '{text}', flash: false } } },
    secretFiles: { token: path('token') },
    acceptedStatuses: [200, 201],
    idInBody: '"id":"([^"]*)"',
    refusedStatuses: [400, 422],
    caFile: path('ca.pem'),
    timeoutMs: 1000,
    dangerouslyTextInUrl: false,
    dangerouslySecretsInUrl: false,
    dangerouslyAllowPlainText: false,
    ...change,
  }
  const log = createLog('debug', { write: (line) => void lines.push(line) })
  const gateway = await openHttpGateway(config, { log })
  const send = (signal?: AbortSignal) => gateway.send('+491701234567', text, signal && { signal })
  return { send, lines }
}

suite('an SMS gateway by HTTP', () => {
  test('gets number, text and secret where its template has them, whatever is in them', async () => {
    await using gateway = await aGateway(ok)
    const { send } = await aSender(gateway.port)
    assert.deepEqual(await send(), { accepted: true, id: 'm-1' })
    const [seen] = gateway.seen
    assert.equal(seen?.url, '/v1/messages?to=491701234567')
    assert.equal(seen?.headers.authorization, 'Bearer tok-en "7"')
    assert.deepEqual(JSON.parse(seen?.body ?? ''), { to: ['+491701234567'], message: { text, flash: false } })
  })

  test('may be a form, or plain text', async () => {
    await using gateway = await aGateway(ok)
    const form = await aSender(gateway.port, { body: { form: { to: '{number}', text: '{text}' } } })
    assert.equal((await form.send()).accepted, true)
    const plain = await aSender(gateway.port, { body: { text: '{text}' } })
    assert.equal((await plain.send()).accepted, true)
    const [first, second] = gateway.seen
    assert.deepEqual(Object.fromEntries(new URLSearchParams(first?.body)), { to: '+491701234567', text })
    assert.equal(first?.headers['content-type'], 'application/x-www-form-urlencoded')
    assert.equal(second?.body, text)
  })

  test('that refuses this number is told from one that is away, busy or not the one it should be', async () => {
    let status = 422
    await using gateway = await aGateway((response) => response.writeHead(status).end())
    const { send } = await aSender(gateway.port)
    assert.deepEqual(await send(), { accepted: false, why: 'refused' })
    for (status of [500, 503, 429, 401, 404]) {
      assert.deepEqual(await send(), { accepted: false, why: 'unavailable' }, String(status))
    }
    const stranger = await aSender(gateway.port, { caFile: undefined })
    const count = gateway.seen.length
    assert.deepEqual(await stranger.send(), { accepted: false, why: 'unavailable' })
    assert.equal(gateway.seen.length, count)
    await gateway[Symbol.asyncDispose]()
    gateway[Symbol.asyncDispose] = () => Promise.resolve()
    assert.deepEqual(await send(), { accepted: false, why: 'unavailable' })
  })

  test('that says 200 to everything is believed by what its answer says', async () => {
    let answer = 'ERR 17: credit'
    await using gateway = await aGateway((response) => response.end(answer))
    const { send } = await aSender(gateway.port, { acceptedBody: '^OK', idInBody: '^OK (\\S+)' })
    assert.deepEqual(await send(), { accepted: false, why: 'unavailable' })
    answer = 'OK 4711'
    assert.deepEqual(await send(), { accepted: true, id: '4711' })
  })

  test('that sends us elsewhere is not followed', async () => {
    await using elsewhere = await aGateway(ok)
    for (const status of [301, 302, 303, 307, 308]) {
      await using gateway = await aGateway((response) =>
        response.writeHead(status, { location: `https://localhost:${elsewhere.port}/` }).end(),
      )
      const { send } = await aSender(gateway.port)
      assert.deepEqual(await send(), { accepted: false, why: 'unavailable' })
    }
    assert.equal(elsewhere.seen.length, 0)
  })

  test('that hangs, drips or never ends costs the time that is set, and no more', async () => {
    const timers: NodeJS.Timeout[] = []
    const habits: readonly Habit[] = [
      () => undefined,
      (response) => void timers.push(setInterval(() => void response.write('{'), 20)),
      (response) => response.writeHead(200).flushHeaders(),
    ]
    for (const habit of habits) {
      await using gateway = await aGateway(habit)
      const { send } = await aSender(gateway.port, { timeoutMs: 300 })
      const began = performance.now()
      assert.deepEqual(await send(), { accepted: false, why: 'unanswered' })
      assert.ok(performance.now() - began < 1500)
    }
    for (const timer of timers) clearInterval(timer)
  })

  test('that answers with a flood is read at its beginning only', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x')
    let written = 0
    await using gateway = await aGateway((response) => {
      response.on('error', () => undefined)
      const pour = () => {
        while (!response.destroyed && written < 512 && response.write(chunk)) written++
        if (written < 512) response.once('drain', pour)
      }
      pour()
    })
    const { send } = await aSender(gateway.port)
    assert.equal((await send()).accepted, true)
    assert.ok(written < 64, `${written} MB were written`)
  })

  test('is given up at once when nobody waits any more', async () => {
    await using gateway = await aGateway(() => undefined)
    const { send } = await aSender(gateway.port, { timeoutMs: 60_000 })
    const began = performance.now()
    assert.deepEqual(await send(AbortSignal.timeout(100)), { accepted: false, why: 'unanswered' })
    assert.ok(performance.now() - began < 1500)
  })

  test('leaves no number, text, secret or URL in the log', async () => {
    await using gateway = await aGateway((response) => response.writeHead(500).end(text))
    const { send, lines } = await aSender(gateway.port)
    await send()
    await gateway[Symbol.asyncDispose]()
    gateway[Symbol.asyncDispose] = () => Promise.resolve()
    await send()
    assert.equal(lines.length, 2)
    assert.doesNotMatch(lines.join(''), /1701234567|482913|tok-en|localhost|messages/)
  })
})

suite('a template', () => {
  const refused = (change: Partial<HttpGatewayConfig>, message: RegExp) =>
    assert.rejects(aSender(443, change), { code: 'config.invalid', message })

  test('that would leave the code or a secret in logs on the way is refused at start', async () => {
    await refused({ url: 'https://localhost/?m={text}&to={number}' }, /dangerouslyTextInUrl/)
    await refused({ url: 'https://localhost/{secret:token}' }, /dangerouslySecretsInUrl/)
    await refused({ headers: { 'x-text': '{text}' } }, /headers have \{text\}/)
    await refused({ url: 'http://localhost/' }, /https:/)
    await refused({ url: 'https://{number}.example/' }, /before its path/)
  })

  test('that has an error is refused at start', async () => {
    await refused({ body: { json: { to: '{number}', text: '{txt}' } } }, /\{txt\}/)
    await refused({ body: { json: { to: '{number}' } } }, /no \{text\}/)
    await refused({ url: 'https://localhost/', body: { json: '{text}' } }, /neither/)
    await refused({ headers: { a: '{secret:other}' } }, /\{secret:other\}/)
    await refused({ acceptedBody: '(' }, /regular expression/)
    await refused({ secretFiles: { token: path('missing') } }, /missing/)
  })

  test('has them in the URL, and no TLS, where the settings with the ugly names say so', async () => {
    await using gateway = await aGateway(ok, { tls: false })
    const { send } = await aSender(gateway.port, {
      method: 'GET',
      url: `http://localhost:${gateway.port}/send?user={secret:token}&to={number}&text={text}`,
      body: undefined,
      dangerouslyTextInUrl: true,
      dangerouslySecretsInUrl: true,
      dangerouslyAllowPlainText: true,
    })
    assert.deepEqual(await send(), { accepted: true, id: 'm-1' })
    const { searchParams } = new URL(gateway.seen[0]?.url ?? '', 'http://localhost')
    assert.deepEqual(Object.fromEntries(searchParams), { user: 'tok-en "7"', to: '+491701234567', text })
  })

  test('gives back what was put in, whatever that is', () => {
    const template = {
      method: 'POST',
      url: 'https://gateway.example/a/{number}?t={text}',
      headers: {},
      body: { json: { a: '<{text}>', b: [1, null, '{number}'] } },
      dangerouslyTextInUrl: true,
      dangerouslySecretsInUrl: false,
    } as const
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (said, number) => {
        const { url, body } = fillTemplate(
          template,
          new Map([
            ['text', said],
            ['number', number],
          ]),
        )
        assert.equal(url.host, 'gateway.example')
        const wellFormed = said.toWellFormed()
        assert.equal(url.searchParams.get('t'), wellFormed)
        assert.deepEqual(JSON.parse(String(body)), { a: `<${said}>`, b: [1, null, number] })
      }),
      { numRuns: 1_000 },
    )
  })
})
