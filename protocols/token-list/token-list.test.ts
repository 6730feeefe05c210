import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { readTokenList, type LineProblem, type TokenListRead } from './index.ts'
import { readSeed } from './seed.ts'

const hexSeed = '3132333435363738393031323334353637383930'
const base32Seed = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const seed = Uint8Array.from(Buffer.from('12345678901234567890'))
const read = (...lines: readonly string[]) => readTokenList(Buffer.from(lines.join('\r\n')))
type Whole = Extract<TokenListRead, { ok: true }>
function whole(...lines: readonly string[]): Whole {
  const result = read(...lines)
  return result.ok ? result : assert.fail(JSON.stringify(result))
}
const about = { manufacturer: undefined, model: undefined }

suite('a table of tokens', () => {
  test('is read with its columns in any order, and what is left out as usual', () => {
    const { tokens, refused } = whole(
      'Type,Seed,Serial',
      `TOTP,${hexSeed},A-1`,
      `hotp,${base32Seed.toLowerCase()},A-2`,
    )
    const usual = { algorithm: 'SHA1', digits: 6, seed }
    assert.deepEqual(tokens, [
      { line: 2, serial: 'A-1', ...about, token: { ...usual, type: 'totp', periodSeconds: 30 } },
      { line: 3, serial: 'A-2', ...about, token: { ...usual, type: 'hotp', counter: 0 } },
    ])
    assert.deepEqual(refused, [])
  })

  test('is read as a German spreadsheet writes it', () => {
    const { tokens } = whole(
      '\uFEFF"Seriennummer";"Hersteller";"Secret_Hex";"Typ";"Stellen";"Algorithmus";"Intervall";"Zähler"',
      `"0042";"Müller; Söhne";"${hexSeed.replaceAll(/(.{4})/g, '$1 ')}";"totp";"8";"HMAC-SHA-256";"60";""`,
      `"0043";"";"${hexSeed}";"hotp";"7";"";"";"1000"`,
      ';;;;;;;',
      '',
    )
    assert.deepEqual(
      tokens.map(({ serial, manufacturer, token }) => [serial, manufacturer, { ...token, seed: 0 }]),
      [
        [
          '0042',
          'Müller; Söhne',
          { algorithm: 'SHA256', digits: 8, type: 'totp', periodSeconds: 60, seed: 0 },
        ],
        ['0043', undefined, { algorithm: 'SHA1', digits: 7, type: 'hotp', counter: 1000, seed: 0 }],
      ],
    )
  })

  test('with bad lines among good ones gives the good ones, and says of each bad one what is wrong', () => {
    const bad: readonly (readonly [LineProblem, string])[] = [
      ['wrong-number-of-columns', `B,${hexSeed},totp,6,30,0`],
      ['wrong-number-of-columns', `B,${hexSeed},totp,6,30,0,SHA1,x`],
      ['bad-serial', `,${hexSeed},totp,6,30,0,SHA1`],
      ['bad-serial', `B\u0007,${hexSeed},totp,6,30,0,SHA1`],
      ['repeated-serial', `A,${hexSeed},totp,6,30,0,SHA1`],
      ['bad-seed', 'B,,totp,6,30,0,SHA1'],
      ['bad-seed', `B,${hexSeed}1,totp,6,30,0,SHA1`],
      ['bad-seed', 'B,0189ABCXYZ,totp,6,30,0,SHA1'],
      ['ambiguous-seed', `B,${'ABCDEF234567'.repeat(4)},totp,6,30,0,SHA1`],
      ['short-seed', 'B,010203040506070809,totp,6,30,0,SHA1'],
      ['bad-type', `B,${hexSeed},ocra,6,30,0,SHA1`],
      ['bad-digits', `B,${hexSeed},totp,9,30,0,SHA1`],
      ['bad-digits', `B,${hexSeed},totp,six,30,0,SHA1`],
      ['bad-period', `B,${hexSeed},totp,6,0,0,SHA1`],
      ['bad-period', `B,${hexSeed},totp,6,1e3,0,SHA1`],
      ['bad-counter', `B,${hexSeed},hotp,6,30,-1,SHA1`],
      ['bad-counter', `B,${hexSeed},hotp,6,30,9007199254740993,SHA1`],
      ['bad-algorithm', `B,${hexSeed},totp,6,30,0,MD5`],
    ]
    const good = (serial: string) => `${serial},${hexSeed},totp,6,30,0,SHA1`
    const head = 'serial,seed,type,digits,period,counter,algorithm'
    const { tokens, refused } = whole(head, good('A'), ...bad.map(([, line]) => line), good('Z'))
    assert.deepEqual(
      refused.map(({ line, why }) => [line, why]),
      bad.map(([why], i) => [i + 3, why]),
    )
    assert.deepEqual(
      tokens.map(({ serial }) => serial),
      ['A', 'Z'],
    )
  })

  test('whose seeds could be hex or base32 is read when the column says which', () => {
    const both = 'ABCDEF234567'.repeat(4)
    const length = (column: string) =>
      whole(`serial,${column},type`, `A,${both},totp`).tokens[0]?.token.seed.length
    assert.deepEqual([length('seed_hex'), length('seed_base32')], [24, 30])
  })

  test('with wrong columns is refused as a whole, by their names', () => {
    const line = `A,${hexSeed},totp,8`
    assert.deepEqual(read('serial,seed,type,digts', line), {
      ok: false,
      why: 'unknown-columns',
      columns: ['digts'],
    })
    assert.deepEqual(read('serial,seed,secret,type', line), {
      ok: false,
      why: 'repeated-columns',
      columns: ['secret'],
    })
    assert.deepEqual(read('serial,digits', line), {
      ok: false,
      why: 'missing-columns',
      columns: ['seed', 'type'],
    })
    assert.deepEqual(read(line, line), {
      ok: false,
      why: 'unknown-columns',
      columns: ['A', hexSeed, 'totp', '8'],
    })
  })

  test('that is none is refused', () => {
    const why = (file: Uint8Array) => {
      const result = readTokenList(file)
      return result.ok ? 'read' : result.why
    }
    assert.equal(why(Buffer.of()), 'empty')
    assert.equal(why(Buffer.from('serial,seed,type\n')), 'empty')
    assert.equal(why(Buffer.from('serial,seed,type\nA,"x,totp')), 'malformed')
    assert.equal(why(Buffer.from(`serial,seed,type\nA,"${'x'.repeat(20_000)}",totp`)), 'malformed')
    assert.equal(why(Buffer.from('serial,seed,type\nA,b,c', 'utf16le')), 'unknown-columns')
    assert.equal(why(Buffer.from('serial,seed,type\nä,b,c', 'latin1')), 'encoding')
    assert.equal(why(Buffer.alloc(17 * 1024 * 1024)), 'too-large')
    assert.equal(why(Buffer.from(`serial,seed,type\n${'A,b,c\n'.repeat(100_001)}`)), 'too-many')
  })
})

test('base32 is that of RFC 4648, and each seed has one spelling', () => {
  const of = (text: string) => {
    const result = readSeed(text, 'base32')
    return result.ok ? Buffer.from(result.seed).toString() : result.why
  }
  for (const [plain, text] of [
    ['f', 'MY======'],
    ['fo', 'MZXQ===='],
    ['foo', 'MZXW6==='],
    ['foob', 'MZXW6YQ='],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI======'],
  ] as const) {
    assert.equal(of(text), plain)
    assert.equal(of(text.replaceAll('=', '')), plain)
  }
  for (const bad of ['M', 'MZ', 'MZX', 'MY=', 'MZXW6YR', 'MZX1', 'M=Y']) assert.equal(of(bad), 'bad-seed')
})

test('a table with anything in it is read or refused, never thrown at', () => {
  const cell = fc.oneof(
    fc.constantFrom(hexSeed, base32Seed, 'totp', 'hotp', '6', '"', '""', '\0', '', 'serial', 'seed', 'type'),
    fc.string({ maxLength: 12 }),
  )
  const break_ = fc.constantFrom(',', ';', '\n', '\r\n', '\t', '"')
  const head = fc.constantFrom('serial,seed,type\n', 'serial;seed;type;digits\r\n', '')
  const text = fc
    .tuple(head, fc.array(fc.tuple(cell, break_), { maxLength: 30 }))
    .map(([first, cells]) => first + cells.flat().join(''))
  const any = fc.oneof(
    text.map((one) => Buffer.from(one)),
    fc.uint8Array({ maxLength: 200 }),
  )
  fc.assert(
    fc.property(any, (file) => {
      const result = readTokenList(file)
      if (result.ok) assert.ok(result.tokens.every(({ token }) => token.seed.length >= 10))
    }),
    { numRuns: 10_000 },
  )
})
