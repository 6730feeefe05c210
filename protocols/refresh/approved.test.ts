import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { formatApproved, parseApproved } from './approved.ts'
import { formatSettings, parseSettings } from './settings.ts'
import { parseStatement } from './statement.ts'

const approved = { server: `${'A'.repeat(42)}A`, version: 1_795_888_800, content: '{"scripts":{}} ä' }
const settings = { device: 'D'.repeat(21) + 'A', version: 7, content: '{}' }

suite('settings that an administrator approved', () => {
  test('are read as they were written, and are nothing else that is signed', () => {
    const bytes = formatApproved(approved)
    assert.deepEqual(parseApproved(bytes), approved)
    assert.equal(parseSettings(bytes), undefined)
    assert.equal(parseStatement(bytes), undefined)
    assert.equal(parseApproved(formatSettings(settings)), undefined)
  })

  test('have one spelling: what is not it is nothing', () => {
    const text = Buffer.from(formatApproved(approved)).toString()
    for (const other of [
      text.slice(0, -1),
      `${text}\n`,
      text.replace('version 1', 'version 01'),
      text.replace('/1', '/2'),
      text.replaceAll('\n', '\r\n'),
      text.replace(/content .*/, 'content AB'),
    ]) {
      assert.equal(parseApproved(Buffer.from(other)), undefined, other)
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => parseApproved(bytes) === undefined))
  })

  test('that cannot be written are not signed', () => {
    for (const wrong of [{ server: 'x' }, { version: 0 }, { version: 1.5 }, { content: '\ud800' }]) {
      assert.throws(() => formatApproved({ ...approved, ...wrong }), TypeError)
    }
  })
})
