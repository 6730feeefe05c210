import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { format, inspect } from 'node:util'
import { secret } from './secret.ts'

suite('a secret', () => {
  const password = secret('Sommer-2026!')

  test('does not show in JSON, in a template, in inspect or in a log format', () => {
    const shown = [
      JSON.stringify({ password }),
      String(password),
      inspect({ password }),
      format('%s %o', password, password),
    ]
    for (const text of shown) assert.doesNotMatch(text, /Sommer/)
  })

  test('gives its value only when asked', () => {
    assert.equal(password.reveal(), 'Sommer-2026!')
  })
})
