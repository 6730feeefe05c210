import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { base32, bytesOf, formatChallenge, grouped, headOf, parseChallenge, parseResponse } from './index.ts'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const symbols = (length: number) =>
  fc.string({ unit: fc.constantFrom(...Array.from(alphabet)), minLength: length, maxLength: length })
const anyChallenge = fc
  .tuple(symbols(8), symbols(8), symbols(4))
  .map(([device, nonce, account]) => ({ device, nonce, account }))
const example = { device: 'ABCDEFGH', nonce: '01234567', account: 'WXYZ' }
const text = '1ABCDEFGH01234567WXYZ62X'

suite('the challenge of a computer without a network', () => {
  test('is written as it ever was', () => {
    assert.equal(formatChallenge(example), text)
    assert.equal(grouped(text), '1ABC-DEFG-H012-3456-7WXY-Z62X')
    assert.equal(headOf(example), '1ABCDEFGH01234567')
    assert.deepEqual(parseChallenge(text), { ok: true, challenge: example })
  })

  test('has one spelling, and every way that people type it leads there', () => {
    fc.assert(
      fc.property(anyChallenge, (challenge) => {
        const written = formatChallenge(challenge)
        assert.match(written, /^[0-9A-HJKMNP-TV-Z]{24}$/)
        const typed = [
          written,
          grouped(written),
          grouped(written).toLowerCase(),
          ` ${written.replaceAll('0', 'o').replaceAll('1', 'l')}\n`,
          grouped(written).replaceAll('1', 'I').replaceAll('-', ' – '),
        ]
        for (const one of typed) assert.deepEqual(parseChallenge(one), { ok: true, challenge })
      }),
    )
  })

  test('with one, two or three slips is always found to be mistyped', () => {
    const slips = fc.uniqueArray(fc.tuple(fc.nat(23), fc.integer({ min: 1, max: 31 })), {
      minLength: 1,
      maxLength: 3,
      selector: ([at]) => at,
    })
    fc.assert(
      fc.property(anyChallenge, slips, (challenge, wrong) => {
        const typed = Array.from(formatChallenge(challenge))
        for (const [at, by] of wrong) {
          typed[at] = alphabet.charAt((alphabet.indexOf(typed[at] ?? '') + by) % 32)
        }
        assert.deepEqual(parseChallenge(typed.join('')), { ok: false, why: 'mistyped' })
      }),
      { numRuns: 5_000 },
    )
  })

  test('with two symbols that changed places is always found to be mistyped', () => {
    fc.assert(
      fc.property(anyChallenge, fc.nat(23), fc.nat(23), (challenge, one, other) => {
        const typed = Array.from(formatChallenge(challenge))
        fc.pre(typed[one] !== typed[other])
        const [a = '', b = ''] = [typed[one], typed[other]]
        typed[one] = b
        typed[other] = a
        assert.deepEqual(parseChallenge(typed.join('')), { ok: false, why: 'mistyped' })
      }),
    )
  })

  test('that is too short, too long, or holds what is no symbol is incomplete', () => {
    for (const typed of ['', text.slice(1), `${text}0`, text.replace('A', 'U'), text.replace('A', 'Ä')]) {
      assert.deepEqual(parseChallenge(typed), { ok: false, why: 'incomplete' }, typed)
    }
  })

  test('of another version is told apart from a slip', () => {
    const body = `2${text.slice(1, 21)}`
    const checks = Array.from({ length: 32 ** 3 }, (_, i) =>
      [i >> 10, (i >> 5) & 31, i & 31].map((value) => alphabet.charAt(value)).join(''),
    )
    const other = checks.filter((check) => {
      const parsed = parseChallenge(body + check)
      return !parsed.ok && parsed.why === 'other-version'
    })
    assert.equal(other.length, 1, 'one check fits a body')
  })

  test('has the check of the code: as a polynomial it is zero at α, α² and α³', () => {
    // Multiplication in GF(32) by hand, bit by bit, modulo x⁵ + x² + 1.
    const times = (a: number, b: number) => {
      let [left, product] = [a, 0]
      for (let bit = 0; bit < 5; bit++) {
        if ((b >> bit) & 1) product ^= left
        left = left & 16 ? ((left << 1) ^ 37) & 31 : left << 1
      }
      return product
    }
    fc.assert(
      fc.property(anyChallenge, (challenge) => {
        const values = Array.from(formatChallenge(challenge), (symbol) => alphabet.indexOf(symbol))
        for (const root of [2, 4, 8]) {
          assert.equal(
            values.reduce((sum, value) => times(sum, root) ^ value, 0),
            0,
          )
        }
      }),
    )
  })
})

suite('a response as it is typed', () => {
  test('is 16 symbols, however they are written', () => {
    assert.equal(parseResponse('abcd efgh-jkmn PQRO'), 'ABCDEFGHJKMNPQR0')
    for (const typed of [
      '',
      'ABCD-EFGH-JKMN',
      'ABCD-EFGH-JKMN-PQRS-T',
      'ABCD-EFGH-JKMN-PQRU',
      '€'.repeat(16),
    ]) {
      assert.equal(parseResponse(typed), undefined, typed)
    }
  })
})

suite('base32', () => {
  test('writes five bits a symbol, from the left', () => {
    assert.equal(base32(Buffer.from('')), '')
    assert.equal(base32(Buffer.of(0xff)), 'ZW')
    assert.equal(base32(Buffer.from('0123456789', 'hex')), '04HMASW9')
    assert.equal(base32(Buffer.alloc(10, 0xff)), 'Z'.repeat(16))
  })

  test('is read back to the same bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) =>
        assert.deepEqual(bytesOf(base32(bytes)), Uint8Array.from(bytes)),
      ),
    )
  })
})
