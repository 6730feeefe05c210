import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { aServer } from '../testing/server.ts'
import { device } from './index.ts'

const order = {
  order: 'o1',
  batch: 'b1',
  device: 'd1',
  name: 'LAPTOP-7\u001b[2J',
  account: 'S-1-5-21-1-2-3-1104',
  lastSeen: null,
  ordered: '2026-11-27T17:00:00.000Z',
  given: null,
  reported: null,
  refused: null,
  deeds: [],
}

suite('keyturn device order', () => {
  test('asks for exactly one scope, at least one deed, and not all and some computers at once', async () => {
    await using server = await aServer(device, {})
    for (const words of [
      ['--end-sessions'],
      ['--account', 'anna'],
      ['--account', 'anna', '--group', 'Staff', '--forget'],
      ['--group', 'Staff', '--campaign', 'friday', '--forget'],
      ['--account', 'anna', '--forget', '--all', '--device', 'd1'],
    ])
      assert.equal(await server.run('order', ...words), 2, words.join(' '))
    assert.deepEqual(server.bodies, [])
  })

  test('says how many computers have it to do, and whom nobody knows', async () => {
    const answer = { ordered: true, batch: 'b1', accounts: 1, devices: 2, orders: 2, unknown: ['nobody'] }
    await using server = await aServer(device, answer)
    const words = ['--account', 'anna', '--account', 'nobody', '--forget', '--drop-tickets']
    assert.equal(await server.run('order', ...words), 1)
    const [body] = server.bodies as { of: unknown; deeds: unknown; devices: unknown }[]
    assert.deepEqual(
      [body?.of, body?.deeds, body?.devices],
      [{ accounts: ['anna', 'nobody'] }, ['forget', 'drop-tickets'], 'known'],
    )
    assert.match(server.out.join('\n'), /^2 orders for 2 computers and 1 accounts: batch b1/)
    assert.match(server.err.join('\n'), /there is no account nobody/)
  })

  test('is not over until a computer has said so, and a computer cannot write over the terminal', async () => {
    await using server = await aServer(device, { orders: [order], next: null })
    assert.equal(await server.run('orders', '--batch', 'b1'), 1)
    assert.equal(server.out[0], 'd1\tLAPTOP-7\ufffd[2J\tS-1-5-21-1-2-3-1104\tNOT REPORTED\tlast seen never')
    assert.match(server.out[1] ?? '', /1 not reported: until then an attacker keeps the session he has/)
    const done = {
      ...order,
      reported: '2026-11-27T18:00:00.000Z',
      deeds: [{ deed: 'forget', outcome: 'done', found: 1, left: 0, by: 'cache' }],
    }
    await using over = await aServer(device, { orders: [done], next: null })
    assert.equal(await over.run('orders'), 0)
  })
})
