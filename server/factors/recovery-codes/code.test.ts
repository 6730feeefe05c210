import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { codeBytes, formatCode, normalizeCode } from './code.ts'

suite('a recovery code', () => {
  test('is all of its random bits, and can be read back as it was written', () => {
    assert.equal(formatCode(new Uint8Array(codeBytes)), '0000-0000-0000-0000')
    assert.equal(formatCode(new Uint8Array(codeBytes).fill(255)), 'ZZZZ-ZZZZ-ZZZZ-ZZZZ')
    fc.assert(
      fc.property(fc.uint8Array({ minLength: codeBytes, maxLength: codeBytes }), (bytes) => {
        const bits = BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
        const code = formatCode(bytes)
        assert.match(code, /^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/)
        const read = (normalizeCode(code) ?? '')
          .split('')
          .reduce((sum, symbol) => sum * 32n + BigInt('0123456789ABCDEFGHJKMNPQRSTVWXYZ'.indexOf(symbol)), 0n)
        assert.equal(read, bits)
      }),
    )
  })

  const code = '7K3M-Q0ZD-91WE-4T2H'
  const typed = [
    '7k3m-q0zd-91we-4t2h',
    '7K3MQ0ZD91WE4T2H',
    ' 7K3M Q0ZD  91WE 4T2H\n',
    '7K3M–Q0ZD—91WE−4T2H',
    '7K3M-QOZD-9IWE-4T2H',
    '7k3m-qozd-9lwe-4t2h',
    '7K3M.Q0ZD.91WE.4T2H',
    '７Ｋ３Ｍ－Ｑ０ＺＤ－９１ＷＥ－４Ｔ２Ｈ',
    '7K3M\u00a0Q0ZD\u200b91WE\ufeff4T2H',
  ]
  for (const text of typed) {
    test(`is understood when it is typed ${JSON.stringify(text)}`, () => {
      assert.equal(normalizeCode(text), normalizeCode(code))
    })
  }

  test('is not anything else', () => {
    for (const text of [
      '',
      '-',
      '7K3M-Q0ZD-91WE-4T2',
      '7K3M-Q0ZD-91WE-4T2HH',
      '7K3M-Q0ZD-91WE-4T2U',
      '🔑'.repeat(16),
    ]) {
      assert.equal(normalizeCode(text), undefined)
    }
  })

  test('comes no second time', () => {
    const codes = Array.from({ length: 1000 }, () => formatCode(randomBytes(codeBytes)))
    assert.equal(new Set(codes).size, 1000)
  })
})
