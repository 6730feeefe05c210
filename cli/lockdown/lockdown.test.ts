import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { LockdownReport, LockdownStatus } from '@keyturn/contract'
import { aServer } from '../testing/server.ts'
import { lockdown } from './index.ts'

const open: LockdownStatus = {
  mode: 'open',
  heldUntil: null,
  setting: { mode: 'open', distrustSince: null },
  since: null,
  wishes: [],
  operators: ['carol', 'otto'],
}
const at = '2026-11-27T18:00:00.000Z'

suite('keyturn lockdown', () => {
  test('is 0 while all is open, and 1 as soon as somebody has to look', async () => {
    await using quiet = await aServer(lockdown, open)
    assert.equal(await quiet.run('status'), 0)
    assert.deepEqual(quiet.out, ['self-service is open', 'operators: carol, otto'])
    const wish = { by: 'carol', at, until: at, setting: { mode: 'frozen', distrustSince: at } } as const
    await using held = await aServer(lockdown, { ...open, mode: 'frozen', heldUntil: at, wishes: [wish] })
    assert.equal(await held.run('status'), 1)
    const said = held.out.join('\n')
    assert.match(said, /^SELF-SERVICE IS CLOSED/)
    assert.match(said, new RegExp(`by one person's word alone, until ${at}`))
    assert.match(said, /^carol wants: closed, distrust what was bound since .*; a second one has until/m)
    await using distrusting = await aServer(lockdown, {
      ...open,
      since: at,
      setting: { mode: 'open', distrustSince: at },
    })
    assert.equal(await distrusting.run('status', '--json'), 1)
    assert.equal((JSON.parse(distrusting.out[0] ?? '') as LockdownStatus).since, at)
  })

  test('says what to write where nobody could close it', async () => {
    await using nobody = await aServer(lockdown, { ...open, operators: [] })
    assert.equal(await nobody.run('status'), 0)
    assert.match(nobody.out.join('\n'), /nobody can close it; write "lockdown\.operators"/)
  })

  test('tells whom distrust leaves without a way, each in a line of its own whatever she is called', async () => {
    const report: LockdownReport = {
      found: true,
      people: 3,
      can: 2,
      canThen: 1,
      cannot: [{ account: 'eve\tx\n', why: 'not-enough', loses: true }],
      left: 1,
    }
    await using server = await aServer(lockdown, report)
    assert.equal(await server.run('report', '--group', 'Staff', '--since', '2026-11-27'), 0)
    assert.deepEqual(server.bodies, [{ group: 'Staff', since: '2026-11-27T00:00:00.000Z' }])
    assert.match(server.out[0] ?? '', /^3 people; 2 can .* 1 under distrust: 2 need a pass$/)
    assert.equal(server.out[1], 'eve\ufffdx\ufffd\tnot-enough\tloses the way')
    assert.equal(server.out[2], 'and 1 more')
  })

  test('asks nothing without a group and a time that can be read', async () => {
    await using server = await aServer(lockdown, { found: false })
    for (const words of [
      [],
      ['report'],
      ['report', '--group', 'Staff'],
      ['report', '--group', 'Staff', '--since', 'x'],
    ])
      assert.equal(await server.run(...words), 2)
    assert.deepEqual(server.bodies, [])
    assert.equal(await server.run('report', '--group', 'No', '--since', '2026-11-27'), 1)
    assert.match(server.err.join(), /there is no group No/)
  })
})
