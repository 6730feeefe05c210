import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { type, type Typed } from './typed-line.ts'

const typed = (...pieces: readonly string[]): Typed =>
  pieces.reduce<Typed>(type, { state: 'typing', text: '' })

suite('a line that somebody types', () => {
  test('is sent by Enter, as it was typed', () => {
    assert.deepEqual(typed('Zoë', ' ', '🖋', '\r'), { state: 'sent', text: 'Zoë 🖋' })
    assert.deepEqual(typed('alice\r\nbob'), { state: 'sent', text: 'alice' })
  })

  test('is mended a letter at a time, accents and all, or as a whole', () => {
    assert.deepEqual(typed('Ze\u0308', '\u007f', 'o\r'), { state: 'sent', text: 'Zo' })
    assert.deepEqual(typed('wrong', '\u0015', 'right\r'), { state: 'sent', text: 'right' })
    assert.deepEqual(typed('\u007f', '\r'), { state: 'sent', text: '' })
  })

  test('is left by Escape, Ctrl-C and Ctrl-D, and by no other key', () => {
    for (const key of ['\u001b', '\u0003', '\u0004'])
      assert.deepEqual(typed('secret', key), { state: 'left' })
    const others = [
      '\u001a',
      '\u001c',
      '\u001b[A',
      '\u001bOP',
      '\u001b[15~',
      '\u001bx',
      '\u0000',
      '\u0007',
      '\t',
    ]
    for (const key of others) assert.deepEqual(typed('a', key, '\r'), { state: 'sent', text: 'a' }, key)
  })

  test('hears what came in one piece with a key that is no character, as on a slow line', () => {
    assert.deepEqual(typed('\u001b[15~!sh\u0003'), { state: 'left' })
    assert.deepEqual(typed('a\u001b[Db\u001b[[Ac\u001bOPd\r'), { state: 'sent', text: 'abcd' })
    assert.deepEqual(typed('\u001b[1;5C\u001b'), { state: 'left' })
  })

  test('whatever is typed never holds a character that commands a terminal, nor more than memory for a line', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (pieces) => {
        const line = typed(...pieces)
        if (line.state === 'left') return
        assert.doesNotMatch(line.text, /\p{Cc}/u)
      }),
    )
    assert.ok(
      'text' in typed('x'.repeat(5_000)) &&
        (typed('x'.repeat(5_000)) as { text: string }).text.length <= 1024,
    )
  })
})
