import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { notRefreshedWhy } from '@keyturn/contract'
import { reasons } from './reasons.ts'

const codes = notRefreshedWhy.options

suite('why a log-on was not refreshed, at the command line', () => {
  test('is in words of its own for each reason, and no code', () => {
    assert.ok(codes.length > 10, 'the check must see the reasons')
    assert.deepEqual(Object.keys(reasons).toSorted(), [...codes].toSorted())
    const said = Object.values(reasons)
    assert.equal(new Set(said).size, codes.length)
    for (const words of said) {
      assert.match(words, /^\p{Ll}.{15,}[^.]$/u)
      assert.ok(!codes.some((code) => code.includes('-') && words.includes(code)), words)
    }
  })
})
