import assert from 'node:assert/strict'
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { rawPublicKey } from '@keyturn/protocols/refresh'
import { systemRandom } from '#kernel'
import { loadSigningKey } from './signing-key.ts'

async function aFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-key-'))
  return {
    file: join(folder, 'key.pem'),
    folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}

suite('the key that statements are signed with', () => {
  test('is made once, for its owner only, also by two servers that start together', async () => {
    await using place = await aFolder()
    const keys = await Promise.all([1, 2, 3].map(() => loadSigningKey(place.file, systemRandom)))
    assert.equal(new Set(keys.map(rawPublicKey)).size, 1)
    assert.equal((await stat(place.file)).mode & 0o777, 0o600)
    assert.deepEqual(await readdir(place.folder), ['key.pem'])
  })

  test('is refused when others can read it', async () => {
    await using place = await aFolder()
    await loadSigningKey(place.file, systemRandom)
    await chmod(place.file, 0o640)
    await assert.rejects(loadSigningKey(place.file, systemRandom), {
      code: 'config.invalid',
      message: /chmod 600/,
    })
  })

  test('is never silently replaced by a new one when the file is damaged', async () => {
    await using place = await aFolder()
    await writeFile(place.file, 'not a key', { mode: 0o600 })
    await assert.rejects(loadSigningKey(place.file, systemRandom), { code: 'config.invalid' })
  })
})
