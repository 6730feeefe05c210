import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { globSync, mkdtempDisposableSync, readFileSync } from 'node:fs'
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { createServer } from 'node:tls'
import { lookAtCertificate } from './certificates.ts'

const folder = mkdtempDisposableSync(join(tmpdir(), 'keyturn-certificates-'))
after(() => folder.remove())
const file = (name: string) => join(folder.path, name)

interface Wish {
  readonly by?: string
  /** For libfaketime: `-60d`. */
  readonly since?: string
  readonly days?: number
  readonly usage?: string
}

const [faketime = assert.fail('libfaketime is not installed')] = globSync(
  '/usr/lib/*/faketime/libfaketime.so.1',
)

/** A certificate by OpenSSL, valid for so many days from `since`. */
function certify(
  name: string,
  san: string,
  { by, since = '+0', days = 30, usage = 'keyCertSign' }: Wish = {},
) {
  const signer =
    by === undefined
      ? ['-addext', `keyUsage=${usage}`]
      : ['-CA', file(`${by}.pem`), '-CAkey', file(`${by}.key`)]
  const files = ['-keyout', file(`${name}.key`), '-out', file(`${name}.pem`)]
  const what = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${san}`, '-days', String(days)]
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
  const command = ['req', '-x509', '-noenc', ...key, ...what, ...signer, ...files]
  const env = { PATH: '/usr/bin:/bin', LD_PRELOAD: faketime, FAKETIME: since }
  execFileSync('openssl', command, { stdio: 'ignore', env })
}

certify('ca', 'ca')
certify('other-ca', 'ca')
certify('good', 'dc1.corp.example', { by: 'ca', days: 10 })
certify('misnamed', 'dc9.corp.example', { by: 'ca' })
certify('expired', 'dc1.corp.example', { by: 'ca', since: '-60d' })
certify('early', 'dc1.corp.example', { by: 'ca', since: '+5d' })
certify('self-signed', 'dc1.corp.example', { usage: 'digitalSignature,keyCertSign' })
certify('foreign', 'dc1.corp.example', { by: 'other-ca' })

async function listen(server: Server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => void server.close(),
  }
}

const look = (port: number) =>
  lookAtCertificate({
    address: { address: '127.0.0.1', family: 4 },
    port,
    host: 'dc1.corp.example',
    ca: readFileSync(file('ca.pem'), 'utf8'),
    timeoutMs: 500,
  })

async function problemOf(name: string): Promise<string | undefined> {
  const pair = { cert: readFileSync(file(`${name}.pem`)), key: readFileSync(file(`${name}.key`)) }
  await using dc = await listen(createServer(pair, (socket) => socket.on('error', () => undefined)))
  const seen = await look(dc.port)
  return seen.reached ? seen.problem : assert.fail(seen.why)
}

suite('the certificate of a DC', () => {
  test('that is as it should be is believed, until the first of its chain ends', async () => {
    const pair = { cert: readFileSync(file('good.pem')), key: readFileSync(file('good.key')) }
    await using dc = await listen(createServer(pair, (socket) => socket.on('error', () => undefined)))
    const seen = await look(dc.port)
    assert.ok(seen.reached)
    assert.deepEqual([seen.problem, seen.subject, seen.issuer], [undefined, 'CN=good', 'CN=ca'])
    const days = (seen.validTo.getTime() - Date.now()) / 86_400_000
    assert.ok(days > 9 && days < 11, String(days))
  })

  for (const [name, problem] of [
    ['misnamed', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['expired', 'CERT_HAS_EXPIRED'],
    ['early', 'CERT_NOT_YET_VALID'],
    ['foreign', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['other-ca', 'INVALID_PURPOSE'],
  ] as const) {
    test(`that is ${name} is told by its problem`, async () => {
      assert.equal(await problemOf(name), problem)
    })
  }

  test('of a machine that says nothing is waited for only so long', async () => {
    await using silent = await listen(createTcpServer((socket) => socket.on('error', () => undefined)))
    assert.deepEqual(await look(silent.port), { reached: false, why: 'ETIMEDOUT' })
  })

  test('where nobody listens is told so', async () => {
    const { port } = await listen(createTcpServer()).then(async (server) => {
      await server[Symbol.asyncDispose]()
      return server
    })
    assert.deepEqual(await look(port), { reached: false, why: 'ECONNREFUSED' })
  })
})
