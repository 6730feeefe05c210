import assert from 'node:assert/strict'
import { userInfo } from 'node:os'
import { suite, test } from 'node:test'
import { aServer } from '../testing/server.ts'
import { pass } from './index.ts'

suite('an access pass at the terminal', () => {
  test('stands alone on standard output, and who asked and why are told to the server', async () => {
    await using server = await aServer(pass, {
      issued: true,
      account: 'alice',
      pass: '7K3M-Q0ZD-91WE',
      expires,
    })
    assert.equal(await server.run('issue', 'alice', '--why', 'ticket 4711', '--for', '2d', '--once'), 0)
    assert.deepEqual(server.out, ['7K3M-Q0ZD-91WE'])
    assert.match(server.err.join(), /alice.*good once/)
    const by = userInfo().username
    const rest = { why: 'ticket 4711', minutes: 2880, length: 12, once: true }
    assert.deepEqual(server.bodies, [{ account: 'alice', by, ...rest }])
  })

  test('that is refused says why and exits with 1', async () => {
    await using server = await aServer(pass, { issued: false, why: 'protected' })
    assert.equal(await server.run('issue', 'administrator', '--why', 'x'), 1)
    assert.deepEqual(server.out, [])
    assert.match(server.err.join(), /NOT ISSUED: this account is protected/)
  })

  test('without a reason, an account or a time that can be read is not asked for', async () => {
    await using server = await aServer(pass, {})
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
    await using server = await aServer(pass, { revoked: true })
    assert.equal(await server.run('revoke', 'alice'), 0)
    await using none = await aServer(pass, { revoked: false })
    assert.equal(await none.run('revoke', 'alice'), 1)
  })

  test('is listed by its account and its time', async () => {
    const standing = { account: 'alice', once: false, issued: expires, expires, lastUsed: null }
    await using server = await aServer(pass, { passes: [standing] })
    assert.equal(await server.run('list'), 0)
    assert.deepEqual(server.out, [`alice\tissued ${expires}\tuntil ${expires}\tlast used never`])
  })
})

const expires = '2026-11-21T09:00:00.000Z'
