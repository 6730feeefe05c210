import assert from 'node:assert/strict'
import { chmodSync, mkdtempDisposableSync, readdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { openSecretFile } from './secret-file.ts'

suite('a file that holds a secret', () => {
  test('twenty servers that start at once all read the same one, and leave no drafts', async () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'keyturn-secret-'))
    const path = join(folder.path, 'deep', 'name.key')
    let count = 0
    const all = await Promise.all(
      Array.from({ length: 20 }, () => openSecretFile(path, () => `key ${++count}`)),
    )
    assert.equal(new Set(all.map(String)).size, 1)
    assert.deepEqual(readdirSync(join(folder.path, 'deep')), ['name.key'])
    assert.equal(statSync(path).mode & 0o777, 0o600)
  })

  test('one that others can read is refused, with what to do', async () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'keyturn-secret-'))
    const path = join(folder.path, 'name.key')
    await openSecretFile(path, () => 'key')
    chmodSync(path, 0o640)
    await assert.rejects(
      openSecretFile(path, () => 'other'),
      { code: 'config.invalid', message: /chmod 600/ },
    )
  })
})
