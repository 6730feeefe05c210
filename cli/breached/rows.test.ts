import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { createRowReader } from './rows.ts'

const runs = { numRuns: 2_000 }

const hash = '0123456789ABCDEFfedcba9876543210'

suite('the rows of a list', () => {
  for (const [name, text] of [
    ['with carriage returns', `${hash}:7\r\n${hash}:8\r\n`],
    ['without', `${hash}:7\n${hash}:8\n`],
    ['in small letters', `${hash.toLowerCase()}:7\n${hash}:8\n`],
    ['without counts', `${hash}\n${hash}\r\n`],
    ['without an end of the last line', `${hash}:7\n${hash}:8`],
    ['without that and the count', `${hash}:7\n${hash}`],
  ] as const) {
    test(`${name} are read, wherever the pieces are cut`, () => {
      for (let cut = 0; cut <= text.length; cut++) {
        assert.deepEqual(read([text.slice(0, cut), text.slice(cut)]), [
          [0xfedcba98, 0x76543210],
          [0xfedcba98, 0x76543210],
        ])
      }
      assert.equal(read(text.split('')).length, 2)
    })
  }

  for (const [name, line] of [
    ['is empty', ''],
    ['is a word', 'password'],
    ['is too short', hash.slice(1)],
    ['is too long', `${hash}0:1`],
    ['has a letter that is no digit', `${hash.slice(1)}g:1`],
    ['has no number behind the colon', `${hash}:`],
    ['has something else behind it', `${hash}:1 `],
    ['has two numbers', `${hash}:1:2`],
    ['has another separator', `${hash};1`],
    ['begins with a byte order mark', `\u{feff}${hash}:1`],
    ['has no end', `${hash}:${'1'.repeat(100)}`],
    ['has zero bytes', '\0'.repeat(32)],
  ] as const) {
    test(`a line that ${name} is told by its number`, () => {
      const text = `${hash}:1\n${hash}:2\n${line}\n${hash}:3\n`
      for (let cut = 0; cut <= text.length; cut++) {
        assert.throws(() => read([text.slice(0, cut), text.slice(cut)]), /^Error: line 3 is not 32 hex/)
      }
    })
  }

  test('the other public lists are known for what they are', () => {
    assert.throws(() => read([`${hash}01234567:1\n`]), /SHA-1 list/)
    assert.throws(() => read([`${hash.slice(5)}:1\n`]), /single ranges/)
  })

  test('a line that is somebody’s password is not repeated', () => {
    assert.throws(
      () => read(['Sommer-2026!\n']),
      (error: Error) => !error.message.includes('Sommer'),
    )
  })

  test('any bytes in any pieces are rows or an error, and the place to go on from is always between two lines', () => {
    const line = fc.oneof(
      { weight: 9, arbitrary: fc.nat().map((n) => `${hash}:${n}\r\n`) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 80 }) },
    )
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat(200)), (lines, cuts) => {
        const text = Buffer.from(lines.join(''))
        let rows = 0
        const reader = createRowReader(() => void rows++)
        try {
          let at = 0
          for (const cut of [...cuts, text.length]) {
            reader.push(text.subarray(at, at + cut))
            at += cut
            assert.equal(reader.lines, rows)
            assert.ok(reader.bytes === 0 || text[reader.bytes - 1] === 0x0a)
          }
        } catch (error) {
          assert.match(String(error), new RegExp(`^Error: line ${rows + 1} `))
        }
      }),
      runs,
    )
  })
})

function read(pieces: readonly string[]) {
  const rows: (readonly [number, number])[] = []
  const reader = createRowReader((high, low) => void rows.push([high, low]))
  for (const piece of pieces) reader.push(Buffer.from(piece))
  reader.end()
  return rows
}
