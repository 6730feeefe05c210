import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import type { RouteAnswer } from '@keyturn/contract'
import { aServer } from '../testing/server.ts'
import { factor } from './index.ts'

const at = '2026-11-27T18:00:00.000Z'

async function aDesk(answer: object = { done: true }) {
  const server = await aServer(factor, answer)
  const import_ = async (lines: readonly string[], ...words: readonly string[]) => {
    const file = join(server.folder, 'people.csv')
    await writeFile(file, lines.join('\n'))
    return await server.run('import', file, ...words)
  }
  return { ...server, import: import_, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

suite('keyturn factor list', () => {
  const app = {
    id: 'f1',
    factor: 'totp',
    name: 'Telephone',
    enrolled: at,
    lastUsed: null,
    own: true,
  } as const
  const anna: RouteAnswer<'admin.factors'> = { name: 'anna', displayName: 'Anna Zoë', factors: [app] }

  test('has a line for each factor, whatever its owner has called it', async () => {
    const mobile = { ...app, id: 'f2', factor: 'sms-code', lastUsed: at, own: false } as const
    const forged = { ...app, id: 'f3', name: 'x\nf9\ttotp\u001b[2J' }
    await using desk = await aDesk({ ...anna, factors: [app, mobile, forged] })
    assert.equal(await desk.run('list', 'CORP\\anna'), 0)
    assert.deepEqual(desk.bodies, [{ account: 'CORP\\anna' }])
    assert.deepEqual(desk.out, [
      `f1\ttotp\tTelephone\tenrolled ${at}\tlast used never`,
      `f2\tsms-code\tTelephone\tfrom the directory\tlast used ${at}`,
      `f3\ttotp\tx\ufffdf9\ufffdtotp\ufffd[2J\tenrolled ${at}\tlast used never`,
    ])
  })

  test('says so where there is none', async () => {
    await using desk = await aDesk({ ...anna, factors: [] })
    assert.equal(await desk.run('list', 'anna'), 0)
    assert.deepEqual(desk.out, ['anna (Anna Zoë) has enrolled nothing'])
  })
})

suite('keyturn factor remove, freeze and thaw', () => {
  test('do it to the account that was named, and say what they did', async () => {
    await using desk = await aDesk()
    for (const words of [
      ['remove', 'anna', 'f1'],
      ['freeze', 'anna'],
      ['thaw', 'anna'],
    ])
      assert.equal(await desk.run(...words), 0)
    assert.deepEqual(desk.bodies, [{ account: 'anna', id: 'f1' }, { account: 'anna' }, { account: 'anna' }])
    assert.deepEqual(desk.out, [
      'f1 is removed',
      'the factors of anna are frozen; "keyturn factor thaw anna" ends it',
      'the factors of anna count again',
    ])
  })

  test('say that there was nothing to do, and a removal that removed nothing fails', async () => {
    await using desk = await aDesk({ done: false })
    await assert.rejects(
      desk.run('remove', 'anna', 'f9'),
      /no factor f9 to remove; "keyturn factor list anna"/,
    )
    assert.equal(await desk.run('thaw', 'anna'), 0)
    assert.deepEqual(desk.out, ['anna was not frozen'])
  })

  test('ask nothing before account and factor are named, each once', async () => {
    await using desk = await aDesk()
    for (const words of [
      '',
      'list',
      'list a b',
      'remove anna',
      'remove a f1 f2',
      'freeze',
      'thaw a b',
      'melt a',
    ])
      assert.equal(await desk.run(...words.split(' ')), 2, words)
    assert.deepEqual(desk.bodies, [])
    assert.match(desk.out[0] ?? '', /^keyturn factor list ACCOUNT/)
  })
})

suite('keyturn factor import', () => {
  const head = 'account;factor;value;name'
  const anna = 'anna;sms-code;+49 151 2345678;Mobile'

  test('only says of each line what would happen, until --yes', async () => {
    await using desk = await aDesk({ ends: [{ line: 2, end: 'ready' }] })
    assert.equal(await desk.import([head, anna]), 0)
    assert.deepEqual(desk.out, [
      'line 2: would be enrolled, unless it is there already',
      'nothing was written; say it again with --yes',
    ])
    await desk.import([head, anna], '--yes')
    const lines = [{ line: 2, account: 'anna', factor: 'sms-code', value: '+49 151 2345678', name: 'Mobile' }]
    assert.deepEqual(desk.bodies, [
      { lines, dryRun: true },
      { lines, dryRun: false },
    ])
  })

  test('is 1 as soon as one line could not be done, and tells them in the order of the table', async () => {
    const ends = [
      { line: 2, end: 'done' },
      { line: 4, end: 'unknown' },
    ]
    await using desk = await aDesk({ ends })
    assert.equal(await desk.import([head, anna, 'bob;;2;', 'eve;sms-code;1;'], '--yes'), 1)
    assert.deepEqual(desk.out, [
      'line 2: enrolled',
      'line 3: needs account, factor and value',
      'line 4: the directory does not know this account',
    ])
    assert.doesNotMatch(desk.out.join('\n'), /2345678/)
  })

  test('refuses a name that would order the terminal about, and does the other lines', async () => {
    await using desk = await aDesk({ ends: [{ line: 2, end: 'done' }] })
    assert.equal(await desk.import([head, anna, 'bob;sms-code;1;Pho\u001b[2Jne'], '--yes'), 1)
    assert.equal(desk.out[0], 'line 2: enrolled')
    assert.match(desk.out[1] ?? '', /^line 3: the name .* nobody can see: type it anew$/)
    assert.equal(desk.bodies.length, 1)
    assert.doesNotMatch(JSON.stringify(desk.bodies), /bob/)
  })

  test('of a long table goes in pieces', async () => {
    await using desk = await aDesk({ ends: [] })
    await desk.import([head, ...Array.from({ length: 250 }, (_, i) => `p${i};mail-code;p${i}@x.example;`)])
    const pieces = desk.bodies as readonly { readonly lines: readonly unknown[] }[]
    assert.deepEqual(
      pieces.map(({ lines }) => lines.length),
      [100, 100, 50],
    )
  })

  test('of what is no such table asks nothing, and says what is wrong', async () => {
    await using desk = await aDesk({ ends: [] })
    await assert.rejects(desk.import(['account;phone', 'anna;1']), /missing: phone, factor, value$/)
    await assert.rejects(desk.import([head]), /people\.csv has no lines below its head$/)
    await assert.rejects(desk.run('import'), /name one table/)
    await assert.rejects(desk.run('import', 'a', 'b'), /name one table/)
    assert.deepEqual(desk.bodies, [])
  })
})

suite('keyturn factor unenrol', () => {
  const found: RouteAnswer<'admin.factors-unenrol'> = { accounts: 2, factors: { totp: 2, passkey: 1 } }

  test('only counts, until --yes', async () => {
    await using desk = await aDesk(found)
    assert.equal(await desk.run('unenrol', '--since', '2026-11-27T19:00:00+01:00'), 0)
    assert.deepEqual(desk.out, [
      'totp               2 would be removed',
      'passkey            1 would be removed',
      `2 accounts, enrolled since ${at}`,
      'nothing was removed; say it again with --yes',
    ])
    assert.equal(await desk.run('unenrol', '--since', at, '--group', 'Staff', '--yes'), 0)
    assert.equal(desk.out.at(-1), `2 accounts, enrolled since ${at}`)
    assert.deepEqual(desk.bodies, [
      { since: at, dryRun: true },
      { since: at, dryRun: false, group: 'Staff' },
    ])
  })

  test('without a time that can be read takes nothing from anybody', async () => {
    await using desk = await aDesk(found)
    for (const words of [['--yes'], ['--since', 'yesterday', '--yes'], ['--since', at, 'Staff', '--yes']])
      await assert.rejects(desk.run('unenrol', ...words))
    assert.deepEqual(desk.bodies, [])
  })
})
