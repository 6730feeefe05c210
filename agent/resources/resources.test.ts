import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempDisposable, readFile } from 'node:fs/promises'
import { createServer as createHttp } from 'node:http'
import { createServer as createTcp, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { createServer as createTls } from 'node:tls'
import { resourceSettings, tryResources } from './index.ts'

const signal = new AbortController().signal
const servers: Server[] = []
let ca: string
let heard = ''

async function at(server: Server): Promise<number> {
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

let ports: Readonly<Record<'plain' | 'tls' | 'busy' | 'asks' | 'mute', number>>

before(async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'keyturn-resources-'))
  const [keyFile, certFile] = [join(folder.path, 'key.pem'), join(folder.path, 'cert.pem')]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
  execFileSync('openssl', ['req', '-x509', ...made, ...subject, '-keyout', keyFile, '-out', certFile], {
    stdio: 'ignore',
  })
  ca = await readFile(certFile, 'utf8')
  const listen = (socket: NodeJS.ReadableStream) =>
    void socket
      .on('error', () => undefined)
      .on('data', (bytes: Buffer) => (heard += bytes.toString('latin1')))
  const status = (code: number) => createHttp((_, response) => response.writeHead(code).end())
  ports = {
    plain: await at(createTcp(listen)),
    tls: await at(createTls({ key: await readFile(keyFile), cert: ca }, listen)),
    busy: await at(status(503)),
    asks: await at(status(401)),
    mute: await at(createTcp()),
  }
})
after(() => {
  for (const one of servers) one.close().unref()
})

const tried = async (...addresses: readonly string[]) => {
  const resources = addresses.map((address) => ({ name: address, at: address }))
  return (await tryResources(resources, ca, signal)).map(({ answers }) => answers)
}

suite('what she will want next', () => {
  test('is there if it answers, also if it asks for a log-on; a certificate of others is none', async () => {
    const { plain, tls, asks, busy } = ports
    assert.deepEqual(
      await tried(
        `smb://localhost:${plain}`,
        `imaps://localhost:${tls}`,
        `http://localhost:${asks}/`,
        `http://localhost:${busy}/`,
        `tls://127.0.0.1:${tls}`,
        'tcp://localhost:1',
        'imap://no-such-host.invalid',
      ),
      [true, true, true, false, false, false, false],
    )
    assert.deepEqual(await tryResources([{ name: 'a', at: `tls://localhost:${tls}` }], '', signal), [
      { name: 'a', answers: false },
    ])
    assert.equal(heard, '', 'nothing is said to it')
  })

  test('that takes a connection and says nothing is given up in time', async () => {
    const begun = performance.now()
    assert.deepEqual(await tried(`https://localhost:${ports.mute}/`, `tls://localhost:${ports.mute}`), [
      false,
      false,
    ])
    assert.ok(performance.now() - begun < 9_000)
  })

  test('is written down without a name, a password, or a scheme that nobody knows', () => {
    const isRight = (address: string) => resourceSettings.safeParse({ name: 'Mail', at: address }).success
    for (const right of [
      'smb://files.corp.example',
      'tcp://10.0.0.1:22',
      'https://mail/owa',
      'tls://[::1]:99',
    ]) {
      assert.ok(isRight(right), right)
    }
    for (const wrong of [
      'https://a:b@mail/',
      'file:///etc/passwd',
      'tcp://no-port',
      'mail.corp.example',
      'smb://',
    ]) {
      assert.ok(!isRight(wrong), wrong)
    }
  })
})
