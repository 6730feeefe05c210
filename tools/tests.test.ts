import assert from 'node:assert/strict'
import { test } from 'node:test'
import { longest, testFiles } from './tests.ts'

const groups = testFiles()

test('each test file runs in one place, and each lane has some', () => {
  const all = Object.values(groups).flat()
  assert.ok(all.length > 300, `${all.length} test files`)
  assert.equal(new Set(all).size, all.length)
  for (const [name, files] of Object.entries(groups)) assert.ok(files.length > 0, name)
})

test('those that are said to take longest are there, and begin their lanes', () => {
  for (const [name, files] of Object.entries(groups)) {
    const long = longest.filter((file) => files.includes(file))
    assert.deepEqual(files.slice(0, long.length), long, name)
  }
  const all = Object.values(groups).flat()
  assert.deepEqual(
    longest.filter((file) => !all.includes(file)),
    [],
  )
})
