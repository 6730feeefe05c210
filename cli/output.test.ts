import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createOutput, printable } from './output.ts'

suite('what a command writes to a terminal', () => {
  test('keeps lines, tabs and every script, and nothing that moves the cursor or turns text around', () => {
    const written: string[] = []
    const stream = { write: (text: string) => void written.push(text) }
    const { out, err } = createOutput(stream, stream)
    out('a\tb\nzoë Łukasz 山田')
    err('evil\u001b[2J\u001b]0;title\u0007\r\u009b1m\u202etxt')
    assert.deepEqual(written, [
      'a\tb\nzoë Łukasz 山田\n',
      'evil\ufffd[2J\ufffd]0;title\ufffd\ufffd\ufffd1m\ufffdtxt\n',
    ])
  })

  test('one cell is one cell', () => assert.equal(printable('a\tb\nc'), 'a\ufffdb\ufffdc'))
})
