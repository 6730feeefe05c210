import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { formatProxyMessage, parseProxyMessage, serviceFor } from '@keyturn/protocols/kkdcp'
import { vectors } from '../../protocols/kkdcp/vectors.ts'
import { kdcproxy } from './index.ts'

/** When the answer in the vectors was given. */
const then = new Date('2026-11-27T21:54:55Z')
const secondsLater = (seconds: number) => new Date(then.getTime() + seconds * 1000)
const preAuthRequired = formatProxyMessage({ framed: vectors.preAuthRequired })
const refused = (code: string) => Buffer.from(JSON.stringify({ error: { code, incident: 'x' } }))

suite('an administrator who asks whether people can log on', () => {
  test('hears that a KDC of the realm answered, and how the clocks differ', async () => {
    await using proxy = await aProxy(200, preAuthRequired)
    const { code, said } = await proxy.check()
    assert.equal(code, 0, said)
    assert.match(
      said,
      /its certificate is believed\n.*CORP\.EXAMPLE answered that it wants pre-auth.*\n.*differ by \d+ s/,
    )
    const { realm, framed } = parseProxyMessage(proxy.asked[0] ?? Buffer.of()) ?? assert.fail('no message')
    assert.deepEqual([realm, serviceFor(framed.subarray(4))], ['CORP.EXAMPLE', 'kdc'])
  })

  test('hears of a clock that is off by more than Kerberos takes', async () => {
    await using proxy = await aProxy(200, preAuthRequired)
    for (const [seconds, words] of [
      [400, /is \d+ s behind that of this machine; Kerberos allows 300 s/],
      [-400, /is \d+ s ahead of that of this machine/],
    ] as const) {
      const { code, said } = await proxy.check(secondsLater(seconds))
      assert.equal(code, 1)
      assert.match(said, words)
    }
  })

  test('hears what is in the way, and what to do', async () => {
    for (const [status, body, words] of [
      [403, refused('kdc-proxy.realm-refused'), /does not pass on CORP\.EXAMPLE: add it to kdcProxy\.realms/],
      [404, refused('request.not-found'), /is not switched on: set kdcProxy\.enabled/],
      [429, refused('request.too-many'), /wait a minute/],
      [503, refused('kdc-proxy.no-kdc'), /reaches no KDC/],
      [503, refused('request.busy'), /is too busy/],
      [502, Buffer.from('<html>'), /answers 502; is that Keyturn\?/],
      [200, Buffer.from('<html>'), /no answer of a KDC/],
    ] as const) {
      await using proxy = await aProxy(status, body)
      const { code, said } = await proxy.check()
      assert.equal(code, 1)
      assert.match(said, words)
    }
  })

  test('hears that the certificate is not believed, and that nobody answers', async () => {
    await using proxy = await aProxy(200, preAuthRequired)
    await using other = await aProxy(200, preAuthRequired)
    const strange = await proxy.check(then, ['--ca', other.caFile])
    assert.deepEqual([strange.code, proxy.asked.length], [1, 0])
    assert.match(strange.said, /does not answer: .*certificate/)
    const nobody = await proxy.check(then, ['--url', 'https://localhost:1', '--ca', other.caFile])
    assert.match(nobody.said, /does not answer: .*ECONNREFUSED/)
  })

  test('without a configuration has to say where', async () => {
    const said: string[] = []
    const to = { out: (line: string) => said.push(line), err: (line: string) => said.push(line) }
    assert.equal(await kdcproxy(['check'], { settings: {}, now: () => then }, to), 2)
    assert.match(said.join('\n'), /give --url and --realm/)
    assert.equal(await kdcproxy([], { settings: {}, now: () => then }, to), 2)
  })
})

/** A server that answers everything like this. */
async function aProxy(status: number, body: Uint8Array) {
  const folder = await mkdtemp(join(tmpdir(), 'kt-cli-'))
  const [keyFile, caFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2']
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  const to = ['-keyout', keyFile, '-out', caFile]
  execFileSync('openssl', ['req', '-x509', ...made, ...subject, ...to], { stdio: 'ignore' })
  const asked: Uint8Array[] = []
  const options = { key: await readFile(keyFile), cert: await readFile(caFile) }
  const server = createServer(options, (request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      asked.push(Buffer.concat(pieces))
      response.writeHead(status).end(body)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const settings = {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    realm: 'corp.example',
  }
  return {
    asked,
    caFile,
    async check(now = then, more: readonly string[] = ['--ca', caFile]) {
      const lines: string[] = []
      const output = {
        out: (line: string) => void lines.push(line),
        err: (line: string) => void lines.push(line),
      }
      const code = await kdcproxy(['check', ...more], { settings, now: () => now }, output)
      return { code, said: lines.join('\n') }
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await rm(folder, { recursive: true })
    },
  }
}
