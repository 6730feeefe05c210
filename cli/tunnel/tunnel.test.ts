import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { tunnel } from './index.ts'

const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'

async function run(certificate: string | null, ...argv: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'kt-cli-'))
  const socket = join(folder, 'local.sock')
  const server = createServer((_request, response) => void response.end(JSON.stringify({ certificate })))
  server.listen(socket)
  await once(server, 'listening')
  const said: string[] = []
  const say = (line: string) => void said.push(line)
  try {
    return { code: await tunnel(argv, socket, { out: say, err: say }), said }
  } finally {
    server.closeAllConnections()
    server.close()
    await rm(folder, { recursive: true })
  }
}

suite('keyturn tunnel ca', () => {
  test('prints the certificate and nothing else, so that it can be sent into a file', async () => {
    assert.deepEqual(await run(pem, 'ca'), { code: 0, said: [pem.trimEnd()] })
  })

  test('of a server that issues none says what to write', async () => {
    await assert.rejects(run(null, 'ca'), /tunnels: \{\}/)
  })

  test('with anything else shows how it is used', async () => {
    assert.equal((await run(pem)).code, 2)
    assert.equal((await run(pem, 'key')).code, 2)
  })
})
