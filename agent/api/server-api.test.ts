import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { parseProof, verifyProof } from '@keyturn/protocols/refresh'
import { createServerApi } from './server-api.ts'

const { privateKey } = generateKeyPairSync('ed25519')
const publicKey = createPublicKey(privateKey)
const device = 'D'.repeat(21) + 'A'
const account = 'S-1-5-21-1-2-3-1104'

let folder: string
let server: Server
let ca: string
/** What arrived, and what the next answers are. */
let seen: { url: string; isProved: boolean; offMs: number; nonce: string }[] = []
let answers: { status: number; body: unknown }[] = []

const fresh = { accounts: [{ account, passwordLastSet: null }] }
const unknown = { error: { code: 'device.unknown', incident: 'x' } }

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-api-'))
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
  execFileSync('openssl', ['req', '-x509', ...made, ...subject, '-keyout', keyFile, '-out', certFile], {
    stdio: 'ignore',
  })
  ca = await readFile(certFile, 'utf8')
  server = createServer({ key: await readFile(keyFile), cert: ca }, (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const proof = parseProof(request.headers.authorization ?? '')
      const { method = '', url = '' } = request
      const isProved =
        proof !== undefined && verifyProof({ method, url, body: Buffer.concat(chunks) }, proof, publicKey)
      seen.push({ url, isProved, offMs: (proof?.time ?? 0) - Date.now(), nonce: proof?.nonce ?? '' })
      const { status, body } = answers.shift() ?? { status: 200, body: fresh }
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
after(async () => {
  server.closeAllConnections()
  server.close()
  await rm(folder, { recursive: true })
})

function anApi({ offMs = 0, authority = ca } = {}) {
  seen = []
  const { port } = server.address() as AddressInfo
  const wallClock = () => Date.now() + offMs
  const identity = { device, key: privateKey }
  return createServerApi({ server: `https://localhost:${port}`, ca: authority, identity, wallClock })
}
const ask = { body: { accounts: [account] } }
const tenMinutes = 10 * 60 * 1000

suite('asking the server', () => {
  test('each request proves anew who asks, query included', async () => {
    const api = anApi()
    await api.call('device.freshness', ask)
    answers = [{ status: 200, body: { state: 'waiting' } }]
    await api.call('device.launch-view', { params: { launch: 'L'.repeat(22) }, query: { waitSeconds: 25 } })
    assert.deepEqual(
      seen.map(({ url, isProved }) => [url, isProved]),
      [
        ['/api/device/freshness', true],
        [`/api/device/launches/${'L'.repeat(22)}?waitSeconds=25`, true],
      ],
    )
    assert.notEqual(seen[0]?.nonce, seen[1]?.nonce)
  })

  test('with a clock that is ten minutes off is right at the second try, and from then on at the first', async () => {
    for (const offMs of [tenMinutes, -tenMinutes]) {
      const api = anApi({ offMs })
      answers = [{ status: 401, body: unknown }]
      await api.call('device.freshness', ask)
      await api.call('device.freshness', ask)
      assert.equal(seen.length, 3)
      for (const { offMs: left } of seen.slice(1)) assert.ok(Math.abs(left) < 5_000, String(left))
      assert.ok(Math.abs(api.now().getTime() - Date.now()) < 5_000)
    }
  })

  test('with a key that the server does not know is refused once, not for ever', async () => {
    const api = anApi({ offMs: tenMinutes })
    answers = [
      { status: 401, body: unknown },
      { status: 401, body: unknown },
    ]
    await assert.rejects(api.call('device.freshness', ask), { name: 'Refused', code: 'device.unknown' })
    assert.equal(seen.length, 2)
  })

  test('a server of another authority gets no request at all', async () => {
    const system = join(folder, 'other.pem')
    const subject = ['-subj', '/CN=other']
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'ed25519', '-nodes', ...subject, '-keyout', '/dev/null', '-out', system],
      {
        stdio: 'ignore',
      },
    )
    const api = anApi({ authority: await readFile(system, 'utf8') })
    await assert.rejects(api.call('device.freshness', ask), /certificate/)
    assert.equal(seen.length, 0)
  })

  test('an answer that is not in the contract is an error, not a value', async () => {
    answers = [{ status: 200, body: { accounts: [{ account: 'root' }] } }]
    await assert.rejects(anApi().call('device.freshness', ask))
    answers = [{ status: 200, body: 'x'.repeat(2 << 20) }]
    await assert.rejects(anApi().call('device.freshness', ask), /too large/)
  })
})
