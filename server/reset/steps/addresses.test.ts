import assert from 'node:assert/strict'
import { test } from 'node:test'
import { masked } from './addresses.ts'

test('an address shows its owner which it is and nobody else what it is', () => {
  const cases: readonly (readonly [string | null, readonly string[]])[] = [
    ['alice@corp.example', ['a•••@corp.example']],
    ['Żaneta@corp.example', ['Ż•••@corp.example']],
    ['😀x@corp.example', ['😀•••@corp.example']],
    ['a@corp.example', ['•••@corp.example']],
    [null, []],
  ]
  for (const [mail, expected] of cases) assert.deepEqual(masked({ mail }), expected)
})
