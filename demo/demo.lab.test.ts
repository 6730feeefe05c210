import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'

const main = join(import.meta.dirname, 'main.ts')

test('the story of the demo is true, and it takes everything down after it', { timeout: 300_000 }, () => {
  const told = spawnSync(process.execPath, [main, '--once'], { encoding: 'utf8', timeout: 280_000 })
  assert.equal(told.status, 0, `${told.stdout}\n${told.stderr}`)
  assert.match(told.stdout, /the laptop still takes the old one, which the domain no longer knows/)
  assert.match(told.stdout, /Alice logs on with the new password/)
  assert.match(told.stdout, /All of it was true/)
  assert.doesNotMatch(told.stdout, /✘/)
})

test('a path that there is not is refused with those that there are, before anything is set up', () => {
  const told = spawnSync(process.execPath, [main, '--path', 'by-air'], { encoding: 'utf8' })
  assert.equal(told.status, 2)
  assert.match(told.stderr, /no such path: by-air; there are direct, partial, full/)
  assert.equal(told.stdout, '')
})
