import assert from 'node:assert/strict'
import { stat } from 'node:fs/promises'
import { connect as connectPlain } from 'node:net'
import { suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import { errorAnswer } from '@keyturn/contract'
import { Fault } from '#kernel'
import { answer } from './route.ts'
import { allRoutes, anEdge, type Answer } from './testing.ts'

const signIn = { identifier: 'alice', password: 'Sommer-2026!' }
const me = {
  name: 'alice',
  displayName: 'Alice',
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
const health = async () => answer<'health'>({ status: 'ok', version: '1' })

function code({ body }: Answer): string {
  return errorAnswer.parse(JSON.parse(body)).error.code
}

suite('the routes', () => {
  test('are those of the contract, or the server does not start', async () => {
    const [, ...allButOne] = allRoutes({})
    await assert.rejects(anEdge({}, {}, { routes: allButOne }), /missing: health/)
    const doubled = [...allRoutes({}), ...allRoutes({}).slice(0, 1)]
    await assert.rejects(anEdge({}, {}, { routes: doubled }), /doubled: health/)
  })

  test('answer what the contract names and nothing more', async () => {
    const leaky = { ...me, passwordHash: 'secret' }
    await using edge = await anEdge({ 'person.sign-in': async () => answer<'person.sign-in'>(leaky) })
    const { status, body } = await edge.ask('/api/sign-in', { body: signIn })
    assert.equal(status, 200)
    assert.deepEqual(JSON.parse(body), me)
  })

  test('do not answer what does not fit the contract', async () => {
    const wrong = { ...me, recoveryCodesLeft: 'Sommer-2026!' as unknown as number }
    await using edge = await anEdge({ 'person.sign-in': async () => answer<'person.sign-in'>(wrong) })
    assert.equal(code(await edge.ask('/api/sign-in', { body: signIn })), 'internal')
    assert.match(edge.said(), /does not fit the contract at: recoveryCodesLeft/)
    assert.doesNotMatch(edge.said(), /Sommer/)
  })

  test('see address and languages of the person', async () => {
    const seen: unknown[] = []
    await using edge = await anEdge({
      'person.sign-in': async ({ origin, languages }) => {
        seen.push(origin, languages)
        return answer<'person.sign-in'>(me)
      },
    })
    const headers = { 'accept-language': 'en;q=0.5, de-AT, fr;q=0, <script>' }
    await edge.ask('/api/sign-in', { body: signIn, headers })
    assert.deepEqual(seen, [{ address: '127.0.0.1', device: null }, ['de-AT', 'en']])
  })

  test('learn that the person went away, and not that she is waiting', async () => {
    const called = Promise.withResolvers<AbortSignal>()
    const gone = Promise.withResolvers<void>()
    await using edge = await anEdge({
      'person.sign-in': async ({ signal }) => {
        signal.addEventListener('abort', () => gone.resolve())
        await sleep(200)
        called.resolve(signal)
        await gone.promise
        return answer<'person.sign-in'>(me)
      },
    })
    const leaving = connectTls({ host: '127.0.0.1', port: Number(new URL(edge.url).port), ca: edge.ca })
    const body = JSON.stringify(signIn)
    const type = 'Content-Type: application/json'
    leaving.write(
      `POST /api/sign-in HTTP/1.1\r\nHost: x\r\n${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    )
    assert.equal((await called.promise).aborted, false)
    leaving.destroy()
    await gone.promise
  })
})

suite('a request that is wrong', () => {
  test('gets the same shape of answer whatever is wrong, and an incident that is in the log', async () => {
    await using edge = await anEdge({
      'reset.start': () => Promise.reject(new Fault('directory.unavailable', 'dc1 is away')),
      'person.sign-in': () => Promise.reject(new TypeError('a bug about Sommer')),
      'device.enrol': () => Promise.reject(new Fault('request.too-many', 'slowly', { retryAfterSeconds: 7 })),
    })
    const device = {
      key: 'k'.repeat(16),
      name: 'pc',
      system: 'linux',
      signingKey: 'A'.repeat(43),
      sealingKey: 'A'.repeat(43),
    }
    const answers = await Promise.all([
      edge.ask('/api/nowhere'),
      edge.ask('/api/me'),
      edge.ask('/api/reset', { body: { purpose: 'reset', identifier: 'alice' } }),
      edge.ask('/api/sign-in', { body: signIn }),
      edge.ask('/api/device/launches', { body: {} }),
      edge.ask('/api/devices', { body: device }),
      edge.ask('/api/sign-in', { body: '{"identifier":', headers: { 'content-type': 'application/json' } }),
      edge.ask('/api/%ff'),
    ])
    assert.deepEqual(
      answers.map((one) => [one.status, code(one)]),
      [
        [404, 'request.not-found'],
        [401, 'session.missing'],
        [503, 'directory.unavailable'],
        [500, 'internal'],
        [401, 'device.unknown'],
        [429, 'request.too-many'],
        [400, 'request.invalid'],
        [400, 'request.invalid'],
      ],
    )
    for (const { body, headers } of answers) {
      const { incident } = errorAnswer.parse(JSON.parse(body)).error
      assert.match(incident, /^[0-9a-f]{12}$/)
      assert.ok(edge.said().includes(incident))
      assert.equal(headers['cache-control'], 'no-store')
      assert.equal(headers['x-content-type-options'], 'nosniff')
      // The incident is random and may spell anything.
      assert.doesNotMatch(body.replace(incident, ''), /dc1|bug/)
    }
    assert.equal(answers[5]?.headers['retry-after'], '7')
    assert.equal(errorAnswer.parse(JSON.parse(answers[5]?.body ?? '')).error.retryAfterSeconds, 7)
  })

  test('is told which fields, never what was in them, and an unknown field is one too many', async () => {
    await using edge = await anEdge()
    const fields = async (body: object) =>
      errorAnswer.parse(JSON.parse((await edge.ask('/api/sign-in', { body })).body)).error.fields
    assert.deepEqual(await fields({ identifier: 'alice', password: 12_345_678 }), ['password'])
    assert.deepEqual(await fields({}), ['identifier', 'password'])
    assert.deepEqual(await fields({ ...signIn, 'Winter-2026!': 1 }), ['body'])
    assert.doesNotMatch(edge.said(), /12345678|Winter|Sommer/)
  })

  test('with a polluted prototype is refused', async () => {
    await using edge = await anEdge()
    const body = '{"identifier":"alice","password":"x","__proto__":{"admin":true}}'
    const headers = { 'content-type': 'application/json' }
    assert.equal(code(await edge.ask('/api/sign-in', { body, headers })), 'request.invalid')
  })

  test('never brings a secret into the log: not in body, query, cookie, header, or broken JSON', async () => {
    await using edge = await anEdge({ health, 'person.sign-in': () => Promise.reject(new Error('no')) })
    const headers = { cookie: '__Host-keyturn-person=Sommer-cookie', authorization: 'Keyturn Sommer-header' }
    await edge.ask('/api/health?password=Sommer-query', { headers })
    await edge.ask('/api/me', { headers })
    await edge.ask('/Sommer-path?q=Sommer')
    await edge.ask('/api/sign-in', { body: signIn, headers })
    await edge.ask('/api/sign-in', { body: 'Sommer{', headers: { 'content-type': 'application/json' } })
    assert.match(edge.said(), /"route":"\/api\/health","status":200/)
    assert.doesNotMatch(edge.said(), /Sommer/)
  })
})

suite('the local socket', () => {
  test('alone answers the local routes; on the network they are not there, like any other path', async () => {
    const devices = async () => answer<'admin.devices'>({ devices: [] })
    await using edge = await anEdge({ 'admin.devices': devices, health })
    const [hidden, nowhere] = await Promise.all([
      edge.ask('/api/admin/devices'),
      edge.ask('/api/admin/nothing'),
    ])
    assert.equal(code(hidden), 'request.not-found')
    assert.deepEqual([hidden.status, hidden.body.length], [nowhere.status, nowhere.body.length])
    assert.equal((await edge.askLocally('/api/admin/devices')).body, '{"devices":[]}')
    assert.equal((await edge.askLocally('/api/health')).status, 200)
    assert.equal(code(await edge.askLocally('/api/me')), 'request.not-found')
  })

  test('is open to our own account only, replaces one that a killed server left, and not one that lives', async () => {
    await using edge = await anEdge({ health })
    assert.equal((await stat(edge.localSocket)).mode & 0o777, 0o600)
    await assert.rejects(anEdge({}, { localSocket: edge.localSocket }), { code: 'config.invalid' })
    assert.equal((await edge.askLocally('/api/health')).status, 200)
  })
})

suite('plain HTTP', () => {
  const plain = { certificateFile: undefined, keyFile: undefined }

  test('is served on loopback', async () => {
    await using edge = await anEdge({ health }, plain)
    assert.match(edge.url, /^http:/)
    assert.equal((await edge.ask('/api/health')).status, 200)
  })

  test('is refused where a network could listen in, unless somebody asks for the danger by name', async () => {
    await assert.rejects(anEdge({}, { ...plain, address: '0.0.0.0' }), { code: 'config.invalid' })
    await using _ = await anEdge({}, { ...plain, address: '0.0.0.0', dangerouslyServePlainHttp: true })
  })

  test('on the TLS port, and TLS older than 1.2, get nowhere', async () => {
    await using edge = await anEdge({ health })
    const port = Number(new URL(edge.url).port)
    const raw = connectPlain(port, '127.0.0.1')
    raw.end('GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n')
    let got = ''
    for await (const chunk of raw) got += String(chunk)
    assert.doesNotMatch(got, /"ok"/)
    const options = {
      port,
      host: '127.0.0.1',
      ca: edge.ca,
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1',
    } as const
    const old = connectTls({ ...options, ciphers: 'DEFAULT@SECLEVEL=0' })
    await assert.rejects(
      new Promise((resolve, reject) => old.once('secureConnect', resolve).once('error', reject)),
    )
  })
})
