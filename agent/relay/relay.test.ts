import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:https'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { formatProxyMessage, frame, parseProxyMessage } from '@keyturn/protocols/kkdcp'
import { openRelay } from './index.ts'

const question = frame(Buffer.from('a question'))
const answer = frame(Buffer.from('an answer'))

let folder: string
let server: Server
let ca: string
let otherCa: string
/** What the proxy does next, and what it was asked. */
let reply: { status: number; body: Uint8Array } | 'silence'
let asked: { realm: string | undefined; framed: string; type: string | undefined }[]

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-relay-'))
  ca = await certificate('ours')
  otherCa = await certificate('other')
  const key = await readFile(join(folder, 'ours.key'))
  server = createServer({ key, cert: ca }, (request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const message = parseProxyMessage(Buffer.concat(pieces))
      const framed = Buffer.from(message?.framed ?? []).toString('hex')
      asked.push({ realm: message?.realm, framed, type: request.headers['content-type'] })
      if (reply !== 'silence') response.writeHead(reply.status).end(reply.body)
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

async function certificate(name: string): Promise<string> {
  const file = (ending: string) => join(folder, `${name}.${ending}`)
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
  const to = ['-keyout', file('key'), '-out', file('crt')]
  execFileSync('openssl', ['req', '-x509', ...made, ...subject, ...to], { stdio: 'ignore' })
  return readFile(file('crt'), 'utf8')
}

function aRelay({ authority = ca, port = (server.address() as AddressInfo).port } = {}) {
  asked = []
  reply = { status: 200, body: formatProxyMessage({ framed: answer }) }
  return openRelay({ server: `https://localhost:${port}`, ca: authority, realm: 'CORP.EXAMPLE', port: 0 })
}

/** Sends pieces, and gives all that came until the relay or we close. `most` bytes are enough. */
async function ask(port: number, pieces: readonly Uint8Array[], most = answer.length): Promise<Buffer> {
  const socket = connect(port, '127.0.0.1')
  for (const piece of pieces) socket.write(piece)
  const got = await said(socket, most)
  socket.destroy()
  return got
}

async function said(socket: Socket, most: number): Promise<Buffer> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let all = Buffer.alloc(0)
  socket.on('error', () => resolve()).on('close', () => resolve())
  socket.on('data', (piece) => {
    all = Buffer.concat([all, piece])
    if (all.length >= most) resolve()
  })
  await promise
  return all
}

suite('the relay', () => {
  test('takes a question to the proxy, and the answer back', async () => {
    await using relay = await aRelay()
    assert.deepEqual(await ask(relay.port, [question]), Buffer.from(answer))
    const framed = Buffer.from(question).toString('hex')
    assert.deepEqual(asked, [{ realm: 'CORP.EXAMPLE', framed, type: 'application/kerberos' }])
  })

  test('takes a question in pieces, and another one after its answer', async () => {
    await using relay = await aRelay()
    const socket = connect(relay.port, '127.0.0.1')
    for (const byte of question) socket.write(Uint8Array.of(byte))
    assert.deepEqual(await said(socket, answer.length), Buffer.from(answer))
    socket.removeAllListeners('data').write(question)
    assert.deepEqual(await said(socket, answer.length), Buffer.from(answer))
    socket.destroy()
    assert.equal(asked.length, 2)
  })

  test('closes at once, and says nothing, when no answer of a KDC came', async () => {
    await using relay = await aRelay()
    for (const wrong of [
      { status: 503, body: Buffer.from('{}') },
      { status: 200, body: Buffer.from('<html>please pay for the wireless network</html>') },
      { status: 302, body: Buffer.of() },
      { status: 200, body: Buffer.alloc(200 * 1024) },
    ]) {
      reply = wrong
      assert.equal((await ask(relay.port, [question])).length, 0, String(wrong.status))
    }
  })

  test('closes when the server is away, or says nothing for four seconds', async () => {
    await using away = await aRelay({ port: 1 })
    const began = performance.now()
    assert.equal((await ask(away.port, [question])).length, 0)
    await using relay = await aRelay()
    reply = 'silence'
    assert.equal((await ask(relay.port, [question])).length, 0)
    assert.ok(performance.now() - began < 20_000)
  })
})

suite('an attacker', () => {
  test('on the network with another certificate is not asked', async () => {
    await using relay = await aRelay({ authority: otherCa })
    assert.equal((await ask(relay.port, [question])).length, 0)
    assert.deepEqual(asked, [])
  })

  test('on this computer who sends no frames, too long ones, or many at once, is cut off', async () => {
    await using relay = await aRelay()
    for (const bytes of [
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      Buffer.of(0, 2, 0, 0),
      Buffer.alloc(4),
      Buffer.concat([question, question]),
    ]) {
      assert.equal((await ask(relay.port, [bytes])).length, 0)
    }
    assert.deepEqual(asked, [])
  })

  test('on this computer who holds connections has 64 of them', async () => {
    await using relay = await aRelay()
    const held = Array.from({ length: 64 }, () => connect(relay.port, '127.0.0.1'))
    await Promise.all(held.map((socket) => once(socket, 'connect')))
    assert.equal((await ask(relay.port, [question])).length, 0)
    for (const socket of held) socket.destroy()
    let got: Buffer = Buffer.alloc(0)
    for (let i = 0; i < 50 && got.length === 0; i++) got = await ask(relay.port, [question])
    assert.deepEqual(got, Buffer.from(answer))
  })

  test('does not find it on other addresses of this computer', async () => {
    await using relay = await aRelay()
    const socket = connect(relay.port, '127.0.0.2')
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException]
    assert.equal(error.code, 'ECONNREFUSED')
  })
})
