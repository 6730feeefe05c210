import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { formatSettings, parseSettings } from './settings.ts'
import { parseStatement, signStatement, verifyStatement } from './statement.ts'

const settings = { device: 'D'.repeat(21) + 'A', version: 7, content: '{"vpn":{"driver":"openvpn"}} ä' }

suite('the settings of a device', () => {
  test('are read as they were written', () => {
    assert.deepEqual(parseSettings(formatSettings(settings)), settings)
  })

  test('are signed: a changed bit anywhere is seen, and another key is none', () => {
    const key = generateKeyPairSync('ed25519')
    const other = generateKeyPairSync('ed25519')
    const bytes = formatSettings(settings)
    const signature = signStatement(bytes, key.privateKey)
    assert.ok(verifyStatement(bytes, signature, key.publicKey))
    assert.ok(!verifyStatement(bytes, signature, other.publicKey))
    for (let at = 0; at < bytes.length; at++) {
      const bent = Uint8Array.from(bytes)
      bent[at] = (bent[at] ?? 0) ^ 1
      assert.ok(!verifyStatement(bent, signature, key.publicKey))
    }
  })

  test('are no statement that lets a log-on change', () => {
    assert.equal(parseStatement(formatSettings(settings)), undefined)
  })

  test('have one spelling: what is not it is nothing', () => {
    const text = Buffer.from(formatSettings(settings)).toString()
    for (const other of [
      text.slice(0, -1),
      `${text}\n`,
      text.replace('version 7', 'version 07'),
      text.replace('version 7', 'version 0'),
      text.replace('/1', '/2'),
      text.replaceAll('\n', '\r\n'),
      text.replace(/content .*/, 'content AB'),
    ]) {
      assert.equal(parseSettings(Buffer.from(other)), undefined, other)
    }
  })

  test('of any bytes do not break the reader', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => parseSettings(bytes) === undefined))
  })

  test('that cannot be written are not signed', () => {
    for (const wrong of [
      { device: 'x\nversion 1' },
      { version: 1.5 },
      { version: 0 },
      { content: '\ud800' },
    ]) {
      assert.throws(() => formatSettings({ ...settings, ...wrong }), TypeError)
    }
  })
})
