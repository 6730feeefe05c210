import assert from 'node:assert/strict'
import { chmod, mkdir, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { aServer } from '../testing/server.ts'
import { letters } from './index.ts'

const pass = '7K3M-Q0ZD-91WE'
const made = {
  made: true,
  run: 4,
  count: 2,
  voided: 1,
  letters: Buffer.from(`%PDF ${pass}`).toString('base64'),
  sheet: Buffer.from('%PDF sheet').toString('base64'),
  leftOut: [{ account: 'ada', why: 'protected' }],
}
const asked = ['make', '--group', 'Staff', '--why', 'incident']

suite('keyturn letters', () => {
  test('puts the passes into one file of its own, for nobody else to read, and nowhere else', async () => {
    await using server = await aServer(letters, made)
    const folder = join(server.folder, 'out')
    assert.equal(await server.run(...asked, '--to', folder), 0)
    assert.deepEqual((await readdir(folder)).toSorted(), ['control-sheet-4.pdf', 'letters-4.pdf'])
    assert.match(await readFile(join(folder, 'letters-4.pdf'), 'utf8'), /7K3M/)
    assert.equal((await stat(folder)).mode & 0o777, 0o700)
    assert.equal((await stat(join(folder, 'letters-4.pdf'))).mode & 0o777, 0o600)
    const said = [...server.out, ...server.err].join('\n')
    assert.doesNotMatch(said, /7K3M/)
    assert.match(said, /no letter for ada: protected/)
    assert.match(said, /1 earlier letters are void/)
  })

  test('makes none for a folder that others can look into, and writes over nothing', async () => {
    await using server = await aServer(letters, made)
    const [open, taken] = [join(server.folder, 'open'), join(server.folder, 'taken')]
    await mkdir(open)
    await chmod(open, 0o755)
    await assert.rejects(server.run(...asked, '--to', open), /can be read by others: chmod 700/)
    assert.deepEqual(server.bodies, [], 'no pass was made')
    await mkdir(taken, { mode: 0o700 })
    const trap = join(server.folder, 'trap')
    await writeFile(trap, 'mine')
    await symlink(trap, join(taken, 'letters-4.pdf'))
    await assert.rejects(server.run(...asked, '--to', taken), /EEXIST/)
    assert.equal(await readFile(trap, 'utf8'), 'mine')
  })

  test('asks nothing without one scope, a reason, a folder and hours that are a number', async () => {
    await using server = await aServer(letters, made)
    const to = ['--to', join(server.folder, 'out')]
    for (const words of [
      [],
      ['make', ...to, '--why', 'x'],
      ['make', ...to, '--group', 'a'],
      ['make', ...to, '--group', 'a', '--unit', 'OU=b', '--why', 'x'],
      ['make', '--group', 'a', '--why', 'x'],
      [...asked, ...to, '--hours', 'ten'],
      [...asked, ...to, '--language', 'xx'],
      ['handed', '4-0001'],
      ['handed', '--why', 'x'],
      ['handed', '4-0001', '4-0002', '--why', 'x'],
    ])
      assert.equal(await server.run(...words), 2, words.join(' '))
    assert.deepEqual(server.bodies, [])
  })

  test('says when a pass counts, and why one does not', async () => {
    const expires = '2026-11-28T18:00:00.000Z'
    await using good = await aServer(letters, { handed: true, account: 'anna', expires })
    assert.equal(await good.run('handed', '4-0001', '--why', 'passport seen'), 0)
    assert.match(good.out.join(), /letter 4-0001 counts for anna, once, until/)
    for (const [why, words] of [
      ['unknown', /no such letter/],
      ['handed-before', /handed over before/],
      ['void', /later run/],
      ['ended', /gone, disabled, expired or protected/],
    ] as const) {
      await using bad = await aServer(letters, { handed: false, why })
      assert.equal(await bad.run('handed', '4-0001', '--why', 'x'), 1)
      assert.match(bad.err.join(), words)
    }
  })
})
