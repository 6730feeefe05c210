import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { pass } from './index.ts'

suite('an access pass at the terminal', () => {
  test('stands alone on standard output, and who asked and why are told to the server', async () => {
    await using server = await aServer({ issued: true, account: 'alice', pass: '7K3M-Q0ZD-91WE', expires })
    assert.equal(await server.run('issue', 'alice', '--why', 'ticket 4711', '--for', '2d', '--once'), 0)
    assert.deepEqual(server.out, ['7K3M-Q0ZD-91WE'])
    assert.match(server.err.join(), /alice.*good once/)
    const by = userInfo().username
    const rest = { why: 'ticket 4711', minutes: 2880, length: 12, once: true }
    assert.deepEqual(server.bodies, [{ account: 'alice', by, ...rest }])
  })

  test('that is refused says why and exits with 1', async () => {
    await using server = await aServer({ issued: false, why: 'protected' })
    assert.equal(await server.run('issue', 'administrator', '--why', 'x'), 1)
    assert.deepEqual(server.out, [])
    assert.match(server.err.join(), /NOT ISSUED: this account is protected/)
  })

  test('without a reason, an account or a time that can be read is not asked for', async () => {
    await using server = await aServer({})
    for (const words of [
      ['alice'],
      ['--why', 'x'],
      ['alice', 'bob', '--why', 'x'],
      ['alice', '--why', 'x', '--for', '1y'],
    ]) {
      assert.equal(await server.run('issue', ...words), 2)
    }
    assert.equal(await server.run('revoke'), 2)
    assert.deepEqual(server.bodies, [])
  })

  test('can be ended, and one that is not there says so', async () => {
    await using server = await aServer({ revoked: true })
    assert.equal(await server.run('revoke', 'alice'), 0)
    await using none = await aServer({ revoked: false })
    assert.equal(await none.run('revoke', 'alice'), 1)
  })

  test('is listed by its account and its time', async () => {
    const standing = { account: 'alice', once: false, issued: expires, expires, lastUsed: null }
    await using server = await aServer({ passes: [standing] })
    assert.equal(await server.run('list'), 0)
    assert.deepEqual(server.out, [`alice\tissued ${expires}\tuntil ${expires}\tlast used never`])
  })
})

const expires = '2026-11-21T09:00:00.000Z'

/** Answers whatever is asked with this. */
async function aServer(answer: object) {
  const folder = await mkdtemp(join(tmpdir(), 'kt-cli-'))
  const socket = join(folder, 'local.sock')
  const [bodies, out, err]: [unknown[], string[], string[]] = [[], [], []]
  const server = createServer(async (request, response) => {
    const text = (await request.toArray()).join('')
    if (text !== '') bodies.push(JSON.parse(text))
    response.end(JSON.stringify(answer))
  })
  server.listen(socket)
  await once(server, 'listening')
  return {
    bodies,
    out,
    err,
    run: (...argv: string[]) =>
      pass(argv, socket, { out: (line) => void out.push(line), err: (line) => void err.push(line) }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await rm(folder, { recursive: true })
    },
  }
}
