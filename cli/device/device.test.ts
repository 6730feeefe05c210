import assert from 'node:assert/strict'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { suite, test } from 'node:test'
import { parseApproved, signingPublicKey, verifyStatement } from '@keyturn/protocols/refresh'
import { main } from '../main.ts'
import { device } from './index.ts'

const stolen = '-R2D2C3PO_aaaaaaaaaaaa'
const listed = {
  device: stolen,
  name: 'laptop1',
  system: 'linux',
  enrolled: '2026-11-20T10:00:00.000Z',
  lastSeen: null,
}

suite('removing a stolen laptop', () => {
  test('begins with its id in the list, first on its line', async () => {
    await using server = await aServer()
    assert.deepEqual(await server.run('list'), {
      code: 0,
      said: [`${stolen}\tlaptop1\tlinux\tenrolled 2026-11-20T10:00:00.000Z\tlast seen never`],
    })
  })

  test('says which one is gone, also of an id that looks like an option', async () => {
    await using server = await aServer()
    assert.deepEqual(await server.run('remove', stolen), { code: 0, said: ['laptop1 is removed'] })
    assert.deepEqual(server.asked, [`POST /api/admin/devices/${stolen}/remove`])
  })

  test('with an id that nobody has says so and exits with 2', async () => {
    await using server = await aServer()
    await assert.rejects(server.run('remove', '../laptop1'), {
      message: 'there is no computer ../laptop1; "keyturn device list" shows the ids',
    })
    assert.deepEqual(server.asked, ['POST /api/admin/devices/..%2Flaptop1/remove'])
    assert.equal(await main(['device', 'remove', 'laptop1', '--socket', server.socket]), 2)
  })

  test('without an id, or with two, removes nothing', async () => {
    await using server = await aServer()
    assert.equal((await server.run('remove')).code, 2)
    assert.equal((await server.run('remove', stolen, stolen)).code, 2)
    assert.deepEqual(server.asked, [])
  })
})

suite('the settings of all computers', () => {
  test('are read from a file and told with the version that holds', async () => {
    await using server = await aServer()
    const file = join(server.folder, 'vpn.yaml')
    await writeFile(file, 'vpn:\n  driver: openvpn\n  profile: |\n    client\n')
    assert.deepEqual(await server.run('settings', 'set', file, '41'), {
      code: 0,
      said: ['version 42 holds from now on'],
    })
    const settings = { vpn: { driver: 'openvpn', profile: 'client\n' } }
    assert.deepEqual(
      server.bodies.map((body) => JSON.parse(body) as unknown),
      [{ settings, after: 41 }],
    )
  })

  test('are approved with a key of an administrator’s, for the computers of one server', async () => {
    await using server = await aServer()
    const [file, keyFile] = [join(server.folder, 'vpn.yaml'), join(server.folder, 'settings.pem')]
    await writeFile(file, 'scripts: { vpn: "#!/bin/sh" }\n')
    const { said } = await server.run('settings', 'key', keyFile)
    const settingsKey = signingPublicKey(said[0] ?? '') ?? assert.fail('no key')
    assert.equal((await stat(keyFile)).mode & 0o777, 0o600)
    await assert.rejects(server.run('settings', 'key', keyFile), /EEXIST/)
    const serverKey = `${'B'.repeat(42)}A`
    const given = JSON.parse(
      (await server.run('settings', 'approve', file, keyFile, serverKey)).said[0] ?? '',
    )
    const bytes = Buffer.from(given.approved, 'base64url')
    assert.ok(verifyStatement(bytes, Buffer.from(given.signature, 'base64url'), settingsKey))
    const read = parseApproved(bytes) ?? assert.fail('not in its form')
    assert.equal(read.server, serverKey)
    assert.deepEqual(JSON.parse(read.content), { scripts: { vpn: '#!/bin/sh' } })
    await assert.rejects(server.run('settings', 'approve', file, keyFile, 'x'), /not a serverKey/)
    await chmod(keyFile, 0o644)
    await assert.rejects(server.run('settings', 'approve', file, keyFile, serverKey), /chmod 600/)
    assert.deepEqual(server.asked, [], 'none of it asks the server')
  })

  test('without a file set nothing', async () => {
    await using server = await aServer()
    assert.equal((await server.run('settings', 'set')).code, 2)
    assert.equal((await server.run('settings', 'show', 'x')).code, 2)
    assert.deepEqual(server.asked, [])
  })
})

/** A server on a local socket with one device. */
async function aServer() {
  const folder = await mkdtemp(join(tmpdir(), 'kt-cli-'))
  const socket = join(folder, 'local.sock')
  const asked: string[] = []
  const bodies: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    if (request.url?.endsWith('/device-settings') === true) {
      void text(request).then((body) => bodies.push(body))
      return void response.end(JSON.stringify({ version: 42 }))
    }
    const removed =
      request.url?.includes(stolen) === true ? { removed: true, name: 'laptop1' } : { removed: false }
    response.end(JSON.stringify(request.method === 'GET' ? { devices: [listed] } : removed))
  })
  server.listen(socket)
  await once(server, 'listening')
  return {
    socket,
    folder,
    asked,
    bodies,
    async run(...argv: string[]) {
      const said: string[] = []
      const say = (line: string) => void said.push(line)
      return { code: await device(argv, socket, { out: say, err: say }), said }
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await rm(folder, { recursive: true })
    },
  }
}
