import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { doctorChecks } from '@keyturn/contract'

test('the guide explains everything that doctor looks at, and nothing else', () => {
  const guide = readFileSync(join(import.meta.dirname, '../../docs/guide/doctor.md'), 'utf8')
  const told = [...guide.matchAll(/^\| `([a-z]+\.[a-z-]+)`/gm)].map(([, id = '']) => id)
  assert.deepEqual(told.toSorted(), Object.keys(doctorChecks).toSorted())
})
