import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { notRefreshedWhy } from '@keyturn/contract'
import { deCodes } from './de-codes.ts'
import { enCodes } from './en-codes.ts'

const reasons = notRefreshedWhy.options

suite('why a computer was not refreshed, in the portal', () => {
  for (const [language, { notRefreshed, notRefreshedNext }] of Object.entries({ en: enCodes, de: deCodes })) {
    test(`is a sentence of its own for each reason, and a next step (${language})`, () => {
      assert.ok(reasons.length > 10)
      assert.equal(new Set(reasons.map((why) => notRefreshed[why])).size, reasons.length)
      for (const why of reasons) {
        assert.match(notRefreshed[why], /^\p{Lu}.+\.$/u)
        assert.match(notRefreshedNext[why], /^\p{Lu}.+\.$/u)
        assert.notEqual(notRefreshed[why], notRefreshedNext[why])
      }
    })
  }
})
