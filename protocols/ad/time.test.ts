import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { dateFromFiletime, filetimeFromDate, largeInteger, secondsFromInterval } from './time.ts'

suite('the times of AD', () => {
  test('count from 1601', () => {
    // Windows' own example (SystemTimeToFileTime): 1970-01-01 is 116444736000000000.
    assert.deepEqual(dateFromFiletime(116_444_736_000_000_000n), new Date(0))
    assert.deepEqual(dateFromFiletime(1n), new Date('1601-01-01T00:00:00Z'))
  })

  test('never is no date', () => {
    for (const never of [0n, -1n, 0x7fff_ffff_ffff_ffffn]) assert.equal(dateFromFiletime(never), null)
  })

  test('what no Date can hold is no date', () => {
    assert.equal(dateFromFiletime(0x7fff_ffff_ffff_fffen)?.getUTCFullYear(), 30_828)
  })

  test('come back to the millisecond', () => {
    const dates = fc.date({ min: new Date('1602-01-01'), max: new Date('9999-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(dates, (date) => {
        assert.deepEqual(dateFromFiletime(filetimeFromDate(date)), date)
      }),
    )
  })

  test('a length is negative, and endless is not a number', () => {
    assert.equal(secondsFromInterval(-864_000_000_000n), 86_400)
    assert.equal(secondsFromInterval(0n), 0)
    assert.equal(secondsFromInterval(-0x8000_0000_0000_0000n), null)
  })

  test('are 64 bits and nothing else', () => {
    assert.equal(largeInteger('-9223372036854775808'), -0x8000_0000_0000_0000n)
    for (const wrong of ['9223372036854775808', '', '1e3', ' 1', '0x1', '-0', '01']) {
      assert.equal(largeInteger(wrong), undefined, wrong)
    }
  })
})
