import assert from 'node:assert/strict'
import { chmodSync, mkdtempDisposableSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { systemRandom } from '#kernel'
import { openKeyFile } from './key-file.ts'

const aFolder = () => mkdtempDisposableSync(join(tmpdir(), 'keyturn-keys-'))

suite('the key file', () => {
  test('is made at the first start for its owner only, and is the same at the next', async () => {
    using folder = aFolder()
    const path = join(folder.path, 'state', 'factors.key')
    const first = await openKeyFile(path, systemRandom)
    assert.equal(statSync(path).mode & 0o777, 0o600)
    assert.deepEqual(await openKeyFile(path, systemRandom), first)
    assert.deepEqual(readdirSync(join(folder.path, 'state')), ['factors.key'])
  })

  test('of ten servers that start at once all have the same key', async () => {
    using folder = aFolder()
    const path = join(folder.path, 'factors.key')
    const all = await Promise.all(Array.from({ length: 10 }, () => openKeyFile(path, systemRandom)))
    assert.equal(new Set(all.map(([key]) => Buffer.from(key).toString('hex'))).size, 1)
  })

  test('stops the start when others can read it', async () => {
    using folder = aFolder()
    const path = join(folder.path, 'factors.key')
    await openKeyFile(path, systemRandom)
    chmodSync(path, 0o640)
    await assert.rejects(openKeyFile(path, systemRandom), { code: 'config.invalid', message: /chmod 600/ })
  })

  test('stops the start when it is empty or cut, and is never made anew over the old one', async () => {
    using folder = aFolder()
    const path = join(folder.path, 'factors.key')
    await openKeyFile(path, systemRandom)
    const whole = readFileSync(path, 'utf8')
    for (const damaged of ['', whole.slice(0, -5), `${whole}rubbish\n`]) {
      writeFileSync(path, damaged)
      await assert.rejects(openKeyFile(path, systemRandom), { code: 'config.invalid', message: /backup/ })
      assert.equal(readFileSync(path, 'utf8'), damaged)
    }
  })
})
