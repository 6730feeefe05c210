import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { findBinaries, linkLibraries } from './binaries.ts'

suite('the binaries of PostgreSQL', () => {
  test('of another major than the data are not taken, and it is said how to go on', async () => {
    await assert.rejects(findBinaries(9), {
      code: 'storage.unavailable',
      message: /written by PostgreSQL 9, but this machine has .*: install postgresql-9, or dump/,
    })
  })

  test('that came by npm get the links that their libraries need, and a second start changes nothing', async () => {
    const root = await mkdtemp(join(tmpdir(), 'kt-bundle-'))
    try {
      await mkdir(join(root, 'native', 'lib'), { recursive: true })
      await writeFile(join(root, 'native', 'lib', 'libicu.so.60.2'), 'a library')
      const links = [{ source: 'native/lib/libicu.so.60.2', target: 'native/lib/libicu.so.60' }]
      await writeFile(join(root, 'native', 'pg-symlinks.json'), JSON.stringify(links))
      await linkLibraries(root)
      await linkLibraries(root)
      assert.equal(await readFile(join(root, 'native', 'lib', 'libicu.so.60'), 'utf8'), 'a library')
    } finally {
      await rm(root, { recursive: true })
    }
  })
})
