import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { setImmediate as later } from 'node:timers/promises'
import { createFile } from './files.ts'

async function aFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-files-'))
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}

suite('a file that is made once', () => {
  test('is never there in part, whenever the agent is killed', async () => {
    await using place = await aFolder()
    const path = join(place.folder, 'page.json')
    let isDone = false
    const making = createFile(path, 'x'.repeat(1 << 20)).finally(() => (isDone = true))
    const sizes = new Set<number>()
    while (!isDone) {
      await later()
      sizes.add(
        await stat(path).then(
          ({ size }) => size,
          () => -1,
        ),
      )
    }
    assert.equal(await making, true)
    sizes.add((await stat(path)).size)
    sizes.delete(-1)
    assert.deepEqual([...sizes], [1 << 20])
    assert.deepEqual(await readdir(place.folder), ['page.json'], 'and leaves nothing beside it')
  })

  test('is made by one of many at once, and never over what is there, be it a link to nowhere', async () => {
    await using place = await aFolder()
    const path = join(place.folder, 'page.json')
    const made = await Promise.all(Array.from({ length: 8 }, () => createFile(path, 'x')))
    assert.equal(made.filter(Boolean).length, 1)
    const link = join(place.folder, 'link.json')
    await symlink(join(place.folder, 'elsewhere'), link)
    assert.equal(await createFile(link, 'x'), false)
    await writeFile(path, 'y')
    assert.equal(await createFile(path, 'x'), false)
    assert.deepEqual(await readdir(place.folder), ['link.json', 'page.json'])
  })
})
