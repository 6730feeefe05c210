import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { suite, test } from 'node:test'
import { isTest, sourceFiles } from './source.ts'

suite('rooms and doors', () => {
  test('each module says what it is for', () => {
    const doors = [
      'server/*/index.ts',
      'agent/*/index.ts',
      'protocols/*/index.ts',
      'contract/index.ts',
    ].flatMap((pattern) => globSync(pattern))
    assert.ok(doors.length > 12, 'the check must see the doors')
    for (const door of doors) {
      assert.match(
        readFileSync(door, 'utf8'),
        /^\/\*\*[\s\S]{40,}?\*\//,
        `${door} must open with a doc comment`,
      )
    }
  })

  test('no folder is named after nothing', () => {
    const empty = /^(utils?|helpers?|common|services?|lib|managers?|misc|shared)$/
    const folders = new Set(sourceFiles().flatMap((file) => dirname(file).split('/')))
    assert.deepEqual(
      [...folders].filter((folder) => empty.test(folder)),
      [],
    )
  })

  test('a folder holds what one person can look over: 15 files without tests', () => {
    const counts = Map.groupBy(
      sourceFiles().filter((file) => !isTest(file)),
      (file) => dirname(file),
    )
    const crowded = [...counts]
      .filter(([, files]) => files.length > 15)
      .map(([folder, files]) => `${folder}: ${files.length}`)
    assert.deepEqual(crowded, [])
  })

  test('nothing is left behind', () => {
    const left = /\b(TODO|FIXME|XXX)\b|\.(skip|only)\(|\btodo\(|as any\b|@ts-ignore|@ts-expect-error/
    const self = basename(import.meta.filename)
    const guilty = sourceFiles().filter(
      (file) => basename(file) !== self && left.test(readFileSync(file, 'utf8')),
    )
    assert.deepEqual(guilty, [])
  })
})
