import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { aFolder, rowsOf, run } from './testing.ts'

const dying = join(import.meta.dirname, 'testing/dying-build.ts')
/** So many that the list can be left between two partitions. */
const text = rowsOf(270_000)

suite('a build that is killed', () => {
  for (const [kind, content, places, reached] of [
    [
      'text',
      text,
      ['reading 0.5', 'reading 0.9', 'writing 0.2', 'writing 0.8', 'checking 0.5'],
      ['reading', 'reading', 'read', 'writing', 'writing'],
    ],
    ['gzip', gzipSync(text, { level: 1 }), ['reading 0.7', 'writing 0.8'], ['reading', 'writing']],
  ] as const) {
    test(`goes on where it was, and gives the list that it would have given: ${kind}`, async () => {
      await using folder = await aFolder()
      const from = await folder.write('in', content)
      const out = folder.at('out')
      const progress: string[] = []
      for (const place of places) {
        await dies(from, out, place)
        assert.ok(!existsSync(out), 'nothing has the name before it is whole')
        progress.push(await folder.read('out.work/journal.json').then(whereIn))
      }
      assert.deepEqual(progress, reached)
      const { said } = await run(['build', '--from', from, '--out', out])
      assert.match(said, /BUILT: 270,000 rows/)
      assert.doesNotMatch(said, /^reading/m)
      assert.ok(!existsSync(`${out}.work`))

      const straight = await (wholeList ??= buildWhole())
      assert.ok((await folder.read('out')).subarray(4096).equals(straight.subarray(4096)))
    })
  }

  test('does not go on with another list, nor beside a build that runs', async () => {
    await using folder = await aFolder()
    const from = await folder.write('in', text)
    const out = folder.at('out')
    await dies(from, out, 'reading 0.5')
    const other = await folder.write('other', rowsOf(500))
    assert.match((await run(['build', '--from', other, '--out', out])).said, /NOT BUILT: .*of another list/)
    await writeFile(folder.at('out.work/pid'), String(process.ppid))
    const { said } = await run(['build', '--from', from, '--out', out])
    assert.match(said, new RegExp(`NOT BUILT: process ${process.ppid} is building`))
  })

  test('does not build on a folder that lost what it had', async () => {
    await using folder = await aFolder()
    const from = await folder.write('in', text)
    const out = folder.at('out')
    await dies(from, out, 'reading 0.7')
    const part = folder.at('out.work/part-007')
    await truncate(part, (await stat(part)).size / 2)
    const { said } = await run(['build', '--from', from, '--out', out])
    assert.match(said, /NOT BUILT: .*part-007 is shorter than it was: delete the folder/)
    await dies(from, folder.at('second'), 'reading 0.7')
    await writeFile(folder.at('second.work/journal.json'), '{"format":"keyturn breached build 0"}')
    assert.match(
      (await run(['build', '--from', from, '--out', folder.at('second')])).said,
      /another version of Keyturn/,
    )
  })
})

/** What a build gives that nobody interrupts: the same for both, so it is built once. */
let wholeList: Promise<Buffer> | undefined

async function buildWhole(): Promise<Buffer> {
  await using folder = await aFolder()
  const from = await folder.write('in', text)
  await run(['build', '--from', from, '--out', folder.at('whole')])
  return await folder.read('whole')
}

async function dies(from: string, out: string, place: string): Promise<void> {
  const died = promisify(execFile)(process.execPath, [dying, from, out, ...place.split(' ')])
  await assert.rejects(died, { signal: 'SIGKILL' })
}

function whereIn(journal: Buffer): string {
  const { reading, writing } = JSON.parse(String(journal))
  return writing !== null ? 'writing' : reading.done === true ? 'read' : 'reading'
}
