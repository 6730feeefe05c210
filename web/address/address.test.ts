import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { hrefOf } from './address.ts'

suite('hrefOf', () => {
  test('an address without a search has no question mark', () => {
    assert.equal(hrefOf('/reset'), '/reset')
    assert.equal(hrefOf('/reset', { launch: undefined }), '/reset')
  })

  test('what stands in a search cannot end it', () => {
    assert.equal(hrefOf('/reset', { launch: 'a&way=b#c' }), '/reset?launch=a%26way%3Db%23c')
  })
})
