import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { fingerprint } from './web.mjs'

suite('whether the portal must be built again', () => {
  const base = mkdtempSync(join(tmpdir(), 'keyturn-sources-'))
  const write = (name: string, text: string) => writeFileSync(join(base, name), text)
  mkdirSync(join(base, 'web', 'dist'), { recursive: true })
  write('web/page.tsx', 'one')
  write('web/other.ts', 'two')
  write('lock.json', '{}')
  const now = () => fingerprint(base, ['web', 'lock.json'])
  const first = now()

  test('tests, the build itself and another time of the same file do not matter', () => {
    write('web/page.test.ts', 'anything')
    write('web/dist/page.js', 'anything')
    utimesSync(join(base, 'web/page.tsx'), 1, 1)
    assert.equal(now(), first)
  })

  test('a changed source does, even with an older time', () => {
    write('web/page.tsx', 'another')
    utimesSync(join(base, 'web/page.tsx'), 1, 1)
    assert.notEqual(now(), first)
    write('web/page.tsx', 'one')
    assert.equal(now(), first)
  })

  test('so do other packages, and a source that is gone', () => {
    write('lock.json', '{ "changed": true }')
    assert.notEqual(now(), first)
    write('lock.json', '{}')
    rmSync(join(base, 'web/other.ts'))
    assert.notEqual(now(), first)
    rmSync(base, { recursive: true })
  })
})
