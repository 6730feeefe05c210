import assert from 'node:assert/strict'
import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { createLog, secret, systemRandom } from '#kernel'
import { openRadiusClient } from './client.ts'
import { freeRadius, type FreeRadius } from './testing/freeradius.ts'

const shared = 'a secret of more than 16 bytes'
const alicesPassword = 'Größe und 17 Zeichen, über mehrere Blöcke'

async function aClient({ port }: FreeRadius, sharedSecret = shared) {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'keyturn-radius-'))
  const secretFile = join(folder.path, 'shared')
  writeFileSync(secretFile, sharedSecret, { mode: 0o600 })
  const servers = [{ host: '127.0.0.1', port, secretFile }]
  const limits = { triesPerServer: 3, retryAfterMs: 1000, timeoutMs: 4000 }
  const config = { servers, nasIdentifier: 'keyturn', ...limits }
  // Awaited: the file is gone afterwards.
  return await openRadiusClient(config, { random: systemRandom, log: createLog('silent') })
}

suite('FreeRADIUS', () => {
  test('takes a right password of several blocks, and says why not to a wrong one', async () => {
    await using server = await freeRadius(shared)
    const client = await aClient(server)
    const ask = (password: string) => client.ask({ userName: 'alice', password: secret(password) })
    assert.deepEqual(await ask(alicesPassword), { outcome: 'accepted', messages: [] }, server.output())
    const refused = { outcome: 'rejected', messages: ['Falsches Kennwort, Grüße'] }
    assert.deepEqual(await ask(`${alicesPassword}!`), refused)
    assert.deepEqual(await ask(''), refused)
    assert.deepEqual(client.ignored(), {})
  })

  test('asks for the code, and takes it with its state only', async () => {
    await using server = await freeRadius(shared)
    const client = await aClient(server)
    const bob = { userName: 'bob', password: secret('755224') }
    const asked = await client.ask({ ...bob, password: secret("bob's PIN") })
    assert.ok(asked.outcome === 'challenged', server.output())
    assert.deepEqual(asked.messages, ['Enter the code of your token'])
    const { challenge } = asked
    assert.equal((await client.ask(bob)).outcome, 'rejected')
    const forged = { ...challenge, state: Buffer.from('0123456789abcdeX') }
    assert.equal((await client.ask({ ...bob, challenge: forged })).outcome, 'rejected')
    assert.equal((await client.ask({ ...bob, challenge, password: secret('755225') })).outcome, 'rejected')
    assert.equal((await client.ask({ ...bob, challenge })).outcome, 'accepted')
  })

  test('with another secret gives no answer, as it finds our Message-Authenticator wrong', async () => {
    await using server = await freeRadius(shared)
    const client = await aClient(server, 'another secret of 16 and more')
    const answer = await client.ask({ userName: 'alice', password: secret(alicesPassword) })
    assert.deepEqual(answer, { outcome: 'unanswered' })
    assert.match(server.output(), /invalid Message-Authenticator/)
  })
})
