import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { smsNumber, type NumberRules } from './number.ts'

const germany: NumberRules = { country: 'DE', allowed: ['DE', 'AT', 'CH', 'IT'] }
const of = (written: string, rules = germany) => {
  const result = smsNumber(written, rules)
  return result.ok ? result.number : result.why
}

suite('a number of the directory', () => {
  test('is the same however it is written', () => {
    for (const written of [
      '+491701234567',
      '0170 1234567',
      '0170/123 45 67',
      '+49 (0)170 1234567',
      '+49 (170) 123-4567',
      '0049 170 123.4567',
      ' 0170-1234567 ',
    ]) {
      assert.equal(of(written), '+491701234567', written)
    }
  })

  test('keeps or loses its zero as its own country does', () => {
    assert.equal(of('+39 333 123 4567'), '+393331234567')
    assert.equal(of('06 1 234 5678', { country: 'HU', allowed: ['HU'] }), 'no-mobile-number')
    assert.equal(of('06 20 123 4567', { country: 'HU', allowed: ['HU'] }), '+36201234567')
    assert.equal(of('079 123 45 67', { country: 'CH', allowed: ['CH'] }), '+41791234567')
  })

  test('that is none is refused', () => {
    for (const written of [
      '',
      '110',
      '+49',
      '0170 12',
      '030 1234567',
      '0900 1 234567',
      '0170-CALL-NOW',
      '0170 1234567 ext. 5',
      '0170 1234567;0170 7654321',
      '+491701234567,+491701234568',
      '1234567\n+882999',
      'tel:+491701234567',
      '٠١٧٠١٢٣٤٥٦٧',
    ]) {
      assert.equal(of(written), 'no-mobile-number', written)
    }
  })

  test('of a country that is not in the list gets nothing', () => {
    assert.equal(of('+1 212 555 2368', { ...germany, allowed: ['DE'] }), 'other-country')
    assert.equal(of('+33 6 12 34 56 78'), 'other-country')
    assert.equal(of('+88216 5555 5555'), 'other-country')
  })

  test('is never anything but E.164', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[+0][\d ()/-]{3,20}$/)), (written) => {
        const result = smsNumber(written, germany)
        if (result.ok) assert.match(result.number, /^\+(49|43|41|39)\d{4,14}$/)
      }),
      { numRuns: 10_000 },
    )
  })
})
